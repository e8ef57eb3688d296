import { parentsOfCommit, reachable } from "./ancestry.ts";
import { readCommit } from "./commits.ts";
import { mergeTrees } from "./merge-trees.ts";
import type { Repository } from "./repository.ts";
import { EMPTY_TREE } from "./revisions.ts";
import { treeWith } from "./write-tree.ts";

const LABELS = { ours: "Temporary merge branch 1", theirs: "Temporary merge branch 2" };

/** The best common ancestors of two sides, each of which is one commit, or the parents of a merge that was not recorded. */
async function mergeBases(repository: Repository, ours: readonly string[], theirs: readonly string[]): Promise<string[]> {
  const [mine, others] = [await reachable(repository, ours), await reachable(repository, theirs)];
  const common = mine.intersection(others);
  const better = new Set(common);
  for (const oid of common) for (const parent of (await parentsOfCommit(repository, oid)) ?? []) better.delete(parent);
  return [...better];
}

/**
 * The tree to merge two sides against; undefined if they have nothing in common. With several merge bases these are merged first,
 * as git does: their conflicts become part of the base.
 */
export async function baseTree(repository: Repository, ours: readonly string[], theirs: readonly string[], deeper = 0): Promise<string | undefined> {
  const bases = await oldestFirst(repository, await mergeBases(repository, ours, theirs));
  const [first, ...others] = bases;
  if (!first) return undefined;
  let tree = first.tree;
  const merged = [first.oid];
  for (const next of others) {
    const base = (await baseTree(repository, merged, [next.oid], deeper + 1)) ?? EMPTY_TREE;
    const { changes } = await mergeTrees(repository, base, tree, next.tree, LABELS, deeper + 1);
    tree = await treeWith(repository, tree, changes);
    merged.push(next.oid);
  }
  return tree;
}

async function oldestFirst(repository: Repository, oids: readonly string[]): Promise<{ oid: string; tree: string }[]> {
  const commits = await Promise.all(oids.map((oid) => readCommit(repository, oid)));
  return commits.filter((commit) => commit !== undefined).toSorted((a, b) => (a.committer.at.getTime() || 0) - (b.committer.at.getTime() || 0));
}
