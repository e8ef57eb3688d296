import * as git from "isomorphic-git";

import { failure, problemFrom } from "../messages.ts";
import type { Replacement, ReplacingGit } from "../replacing-api.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { reachable } from "./ancestry.ts";
import type { Local } from "./local.ts";
import { pushRef } from "./pushing.ts";
import type { Repository } from "./repository.ts";
import { serverBranch, synchronising } from "./synchronising.ts";
import { walk } from "./walk.ts";

/** The subjects of this many commits are read. */
const MOST_SUBJECTS = 5;

/** Replaces a branch of the server: `git push --force-with-lease={branch}:{expected}`. */
export function replacing(local: Local): ReplacingGit {
  const { at, signal, store } = local;

  async function replacement(repositoryRef: RepositoryRef, branch: string): Promise<Replacement | undefined> {
    await synchronising(local).fetch(repositoryRef);
    const repository = at(repositoryRef);
    const ours = await git.resolveRef({ ...repository, ref: `refs/heads/${branch}` });
    const expected = await git.resolveRef({ ...repository, ref: `refs/remotes/origin/${branch}` }).catch(() => undefined);
    if (expected === undefined) return undefined;
    const lost = (await reachable(repository, [expected])).difference(await reachable(repository, [ours]));
    if (lost.size === 0) return undefined;
    return { branch, ours, expected, lost: lost.size, subjects: await subjectsOf(repository, expected, lost, signal) };
  }

  async function replaceOnServer(repositoryRef: RepositoryRef, { branch, ours, expected }: Replacement): Promise<void> {
    const repository = at(repositoryRef);
    const ref = `refs/heads/${branch}`;
    if ((await git.resolveRef({ ...repository, ref })) !== ours) throw failure("branch_moved");
    try {
      await pushRef(local, repositoryRef, ref, ours, expected);
    } catch (error) {
      const { code, detail } = problemFrom(error);
      if (code !== "push_rejected" && code !== "push_unconfirmed") throw error;
      const there = await serverBranch(local, repositoryRef, branch);
      if (there !== expected && there !== ours) throw failure("branch_moved", detail);
      if (code === "push_rejected" || there !== ours) throw error;
      await git.writeRef({ ...repository, ref: `refs/remotes/origin/${branch}`, value: ours, force: true });
    }
    await store.flush(repositoryRef);
  }

  return { replacement, replaceOnServer };
}

/** The first lines of the messages of the latest of some commits that a commit has in its history. */
async function subjectsOf(repository: Repository, oid: string, commits: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<string[]> {
  const subjects: string[] = [];
  await walk<undefined>(repository, { oid, carried: undefined, join: () => undefined, signal }, async ({ commit, parents }, carry) => {
    subjects.push(commit.message.trimStart().split("\n", 1)[0] ?? "");
    for (const parent of parents) if (commits.has(parent.oid)) carry(parent, undefined);
    return subjects.length < MOST_SUBJECTS;
  });
  return subjects;
}
