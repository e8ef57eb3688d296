import { reachable } from "./ancestry.ts";
import { peeled, readCommit } from "./commits.ts";
import type { Repository } from "./repository.ts";
import { walkTrees } from "./trees.ts";

/**
 * The objects that an object needs and that a server with these commits lacks: tags, commits, and of each commit the trees and
 * files that none of its parents has at the same path.
 */
export async function objectsToPush(repository: Repository, oid: string, there: readonly string[]): Promise<string[]> {
  const target = await peeled(repository, oid);
  const found = new Set(target.tags);
  if (target.type === "commit") {
    const known = await reachable(repository, there);
    for (const commit of await reachable(repository, [target.oid], known)) await addCommit(repository, commit, found);
  } else if (target.type === "tree") await addTree(repository, target.oid, [], found);
  else found.add(target.oid);
  return [...found];
}

async function addCommit(repository: Repository, oid: string, found: Set<string>): Promise<void> {
  const commit = await readCommit(repository, oid);
  if (!commit) return;
  found.add(oid);
  const parents = await Promise.all(commit.parents.map((parent) => readCommit(repository, parent)));
  await addTree(repository, commit.tree, parents.flatMap((parent) => parent?.tree ?? []), found);
}

async function addTree(repository: Repository, tree: string, parents: readonly string[], found: Set<string>): Promise<void> {
  if (parents.includes(tree)) return;
  found.add(tree);
  await walkTrees(repository, [tree, ...parents], (_, [entry, ...others]) => {
    // A submodule's commit is in another repository.
    if (!entry || entry.type === "commit" || others.some((other) => other?.oid === entry.oid)) return false;
    const isNew = !found.has(entry.oid);
    found.add(entry.oid);
    return isNew;
  });
}
