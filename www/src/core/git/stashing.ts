import * as git from "isomorphic-git";

import type { StatusEntry } from "../committing-api.ts";
import { failure } from "../messages.ts";
import type { Person } from "../person.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import type { Stash, StashingGit } from "../stashing-api.ts";
import { apply, applyToFiles, assertFree, type Changes } from "./apply.ts";
import { writeCommit } from "./commit-object.ts";
import { readCommit } from "./commits.ts";
import { assertPerson } from "./committing.ts";
import { intoGit } from "./converting.ts";
import { difference } from "./difference.ts";
import { IndexFile } from "./index-file.ts";
import type { Local } from "./local.ts";
import { mergeTrees } from "./merge-trees.ts";
import { keepConflicts } from "./merging.ts";
import type { Repository } from "./repository.ts";
import { EMPTY_TREE, treeOf } from "./revisions.ts";
import type { Side } from "./side.ts";
import { dropEntry, pushEntry, stashEntries } from "./stash-log.ts";
import { statusOf } from "./status.ts";
import { entryAt } from "./trees.ts";
import { assertFinished } from "./unfinished.ts";
import { entryOfFile } from "./working-tree.ts";
import { treeWith } from "./write-tree.ts";

/** git's author for a stash without an author. */
const NOBODY: Person = { name: "git stash", email: "git@stash" };

/** Operations that put changes aside, as git keeps them: `refs/stash`, with the earlier ones in its log. */
export function stashing({ at, store }: Local): StashingGit {
  const stashes = (repositoryRef: RepositoryRef): Promise<Stash[]> => stashEntries(at(repositoryRef));

  async function stash(repositoryRef: RepositoryRef, message: string, author: Person = NOBODY): Promise<void> {
    assertPerson(author);
    const repository = at(repositoryRef);
    await assertFinished(repository);
    const status = await statusOf(repository);
    if (status.length === 0) throw failure("nothing_to_commit");
    const head = await git.resolveRef({ ...repository, ref: "HEAD" });
    const branch = await git.currentBranch(repository);
    const [subject = ""] = ((await readCommit(repository, head))?.message ?? "").trim().split("\n");
    const of = `${branch ?? "(no branch)"}: ${head.slice(0, 7)} ${subject}`;
    const { index, files, untracked } = await stashTrees(repository, status);
    const commit = (text: string, tree: string, parent: string[]): Promise<string> => writeCommit(repository, { tree, parents: parent, author, message: text });
    const parents = [head, await commit(`index on ${of}`, index, [head])];
    if (untracked !== EMPTY_TREE) parents.push(await commit(`untracked files on ${of}`, untracked, []));
    const title = message.trim() === "" ? `WIP on ${of}` : `On ${branch ?? "(no branch)"}: ${message.trim().split("\n", 1)[0]}`;
    const oid = await commit(title, files, parents);
    await pushEntry(repository, oid, title, author);
    const tree = await treeOf(repository, head);
    await apply(repository, new Map(await Promise.all(status.map(async ({ path }) => [path, leaf(await entryAt(repository, tree, path))] as const))));
    await store.flush(repositoryRef);
  }

  async function applyStash(repositoryRef: RepositoryRef, oid: string): Promise<"applied" | "conflicts"> {
    const repository = at(repositoryRef);
    await assertFinished(repository);
    const stashed = await readCommit(repository, oid);
    const [base, , untracked] = stashed?.parents ?? [];
    if (!stashed || base === undefined) throw failure("no_such_ref");
    const head = await git.resolveRef({ ...repository, ref: "HEAD" });
    const merged = await mergeTrees(repository, await treeOf(repository, base), await treeOf(repository, head), stashed.tree, { ours: "Updated upstream", theirs: "Stashed changes" });
    if (untracked !== undefined) {
      for (const { path, after } of await difference(repository, undefined, await treeOf(repository, untracked))) if (after && after.type !== "tree") merged.changes.set(path, after);
    }
    if (merged.conflicts.length > 0) {
      const message = stashed.message.trim();
      await keepConflicts(repository, merged, { kind: "stash", head, other: oid, message, ours: "HEAD", theirs: message });
    } else {
      await assertFree(repository, merged.changes);
      await applyToFiles(repository, merged.changes, await IndexFile.read(repository));
    }
    await store.flush(repositoryRef);
    return merged.conflicts.length > 0 ? "conflicts" : "applied";
  }

  async function dropStash(repositoryRef: RepositoryRef, oid: string): Promise<void> {
    await dropEntry(at(repositoryRef), oid);
    await store.flush(repositoryRef);
  }

  return { stashes, stash, applyStash, dropStash };
}

/** The trees of a stash: the index, the tracked files as they are, and the files that git does not know. */
async function stashTrees(repository: Repository, status: readonly StatusEntry[]): Promise<Record<"index" | "files" | "untracked", string>> {
  const head = await treeOf(repository, "HEAD");
  const index = await IndexFile.read(repository);
  const conversion = await intoGit(repository, index);
  const staged = new Map<string, Side | undefined>();
  const tracked = new Map<string, Side | undefined>();
  const unknown = new Map<string, Side | undefined>();
  for (const { path, kind } of status) {
    const now = await entryOfFile(repository, path, conversion);
    if (kind === "added" && !index.has(path)) unknown.set(path, now);
    else {
      staged.set(path, index.get(path));
      tracked.set(path, now);
    }
  }
  const write = (tree: string, changes: Changes): Promise<string> => treeWith(repository, tree, changes);
  return { index: await write(head, staged), files: await write(head, tracked), untracked: await write(EMPTY_TREE, unknown) };
}

function leaf(side: Side | undefined): Side | undefined {
  return side?.type === "tree" ? undefined : side;
}
