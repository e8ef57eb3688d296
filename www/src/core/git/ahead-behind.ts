import type { Branch, Ref, Refs } from "../branching-api.ts";
import { reachable } from "./ancestry.ts";
import type { Repository } from "./repository.ts";

/**
 * Compares branches with the server's branches of the same name, as of the last fetch. Commits of a branch that the server does
 * not have are counted against all of the server's branches.
 */
export async function aheadBehind(repository: Repository, branches: readonly Ref[], remoteBranches: readonly Ref[]): Promise<Branch[]> {
  return Promise.all(
    branches.map(async (branch) => {
      const there = remoteBranches.find(({ name }) => name === branch.name);
      if (!there) return { ...branch, ahead: await countOutside(repository, [branch.oid], remoteBranches.map(({ oid }) => oid)), behind: 0 };
      if (there.oid === branch.oid) return { ...branch, upstream: there.name, ahead: 0, behind: 0 };
      return { ...branch, upstream: there.name, ...(await counts(repository, branch.oid, there.oid)) };
    }),
  );
}

/** The numbers of commits that only the first commit has in its history, and only the second. */
export async function counts(repository: Repository, ours: string, theirs: string): Promise<{ ahead: number; behind: number }> {
  const [mine, other] = await Promise.all([reachable(repository, [ours]), reachable(repository, [theirs])]);
  return { ahead: mine.difference(other).size, behind: other.difference(mine).size };
}

/** The number of commits of local branches that no remote-tracking branch contains. */
export async function unpushedCount(repository: Repository, { branches, remoteBranches }: Refs): Promise<number> {
  return countOutside(repository, branches.map(({ oid }) => oid), remoteBranches.map(({ oid }) => oid));
}

/** The number of commits in the histories of `from` that are not in the histories of `others`. */
export async function countOutside(repository: Repository, from: readonly string[], others: readonly string[]): Promise<number> {
  const missing = from.filter((oid) => !others.includes(oid));
  if (missing.length === 0) return 0;
  return (await reachable(repository, missing, await reachable(repository, others))).size;
}
