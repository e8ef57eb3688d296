import * as git from "isomorphic-git";

import type { Merged, MergingGit } from "../merging-api.ts";
import { failure } from "../messages.ts";
import type { Person } from "../person.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { counts } from "./ahead-behind.ts";
import { apply, assertFree, changesBetween } from "./apply.ts";
import { writeCommit } from "./commit-object.ts";
import { readCommit, type StoredCommit } from "./commits.ts";
import { assertPerson, rememberAuthor } from "./committing.ts";
import type { Local } from "./local.ts";
import { baseTree } from "./merge-bases.ts";
import type { Labels } from "./merge-lines.ts";
import { mergeTrees, type MergedTrees } from "./merge-trees.ts";
import { isSafePath } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { EMPTY_TREE, resolve } from "./revisions.ts";
import { assertFinished, writeUnfinished, type UnfinishedRecord } from "./unfinished.ts";
import { treeWith } from "./write-tree.ts";

/** What is merged into the checked-out branch. */
export interface MergeRequest {
  /** The commit. */
  theirs: string;
  /** Its name, for the markers of conflicts. */
  name: string;
  message: string;
  author: Person;
}

/** Operations that merge. */
export function merging({ at, signal, store }: Local): Pick<MergingGit, "merge" | "revert"> {
  async function merge(repositoryRef: RepositoryRef, ref: string, author: Person): Promise<Merged> {
    const repository = at(repositoryRef);
    const theirs = await resolve(repository, ref);
    const branch = await git.currentBranch(repository);
    const merged = await mergeInto(repository, { theirs, name: ref, author, message: `Merge ${await describe(repository, ref)}${intoBranch(branch ?? "")}` }, signal);
    await store.flush(repositoryRef);
    return merged;
  }

  async function revert(repositoryRef: RepositoryRef, ref: string, author: Person): Promise<"reverted" | "conflicts"> {
    assertPerson(author);
    const repository = at(repositoryRef);
    await assertFinished(repository);
    const reverted = await commitAt(repository, await resolve(repository, ref));
    const ours = await commitAt(repository, await git.resolveRef({ ...repository, ref: "HEAD" }));
    const [first] = reverted.parents;
    const parent = first === undefined ? undefined : await commitAt(repository, first);
    const [subject = ""] = reverted.message.trim().split("\n");
    const labels = { ours: "HEAD", theirs: `parent of ${reverted.oid.slice(0, 7)} (${subject.slice(0, 60)})` };
    const merged = await mergeTrees(repository, reverted.tree, ours.tree, parent?.tree ?? EMPTY_TREE, labels);
    if (merged.changes.size === 0 && merged.conflicts.length === 0) throw failure("nothing_to_commit");
    const of = reverted.parents.length > 1 ? `, reversing\nchanges made to ${first}` : "";
    const message = `Revert "${subject}"\n\nThis reverts commit ${reverted.oid}${of}.`;
    const oid = await finish(repository, merged, { kind: "revert", head: ours.oid, other: reverted.oid, labels, message, parents: [ours.oid], author });
    await store.flush(repositoryRef);
    return oid === undefined ? "conflicts" : "reverted";
  }

  return { merge, revert };
}

/** Merges a commit into the checked-out branch: fast-forwards it, commits the merge, or leaves the conflicts to be resolved. */
export async function mergeInto(repository: Repository, { theirs, name, message, author }: MergeRequest, signal: AbortSignal | undefined): Promise<Merged> {
  assertPerson(author);
  await assertFinished(repository);
  const branch = await git.currentBranch(repository);
  if (!branch) throw failure("no_such_ref");
  const head = await git.resolveRef({ ...repository, ref: "HEAD" });
  const { ahead, behind } = await counts(repository, head, theirs);
  if (behind === 0) return { kind: "up-to-date", ahead, behind };
  if (ahead === 0) {
    await forward(repository, branch, head, theirs);
    return { kind: "fast-forward", ahead, behind };
  }
  const [ours, their] = [await commitAt(repository, head), await commitAt(repository, theirs)];
  const base = await baseTree(repository, [head], [theirs]);
  if (base === undefined) throw failure("merge_unsupported");
  signal?.throwIfAborted();
  const labels = { ours: "HEAD", theirs: name };
  const merged = await mergeTrees(repository, base, ours.tree, their.tree, labels);
  signal?.throwIfAborted();
  const oid = await finish(repository, merged, { kind: "merge", head, other: theirs, labels, message, parents: [head, theirs], author });
  return { kind: oid === undefined ? "conflicts" : "merged", ahead, behind };
}

/** Moves the checked-out branch to a later commit, with the files. */
export async function forward(repository: Repository, branch: string, from: string, to: string): Promise<void> {
  const changes = await changesBetween(repository, (await commitAt(repository, from)).tree, (await commitAt(repository, to)).tree);
  await assertFree(repository, changes);
  await apply(repository, changes);
  await git.writeRef({ ...repository, ref: `refs/heads/${branch}`, value: to, force: true });
}

interface Finishing extends Pick<UnfinishedRecord, "kind" | "head" | "other" | "message"> {
  labels: Labels;
  parents: string[];
  author: Person;
}

/** Commits a merge without conflicts and returns the commit; otherwise keeps the conflicts. */
async function finish(repository: Repository, merged: MergedTrees, { kind, head, other, labels, message, parents, author }: Finishing): Promise<string | undefined> {
  if (merged.conflicts.length > 0) {
    await keepConflicts(repository, merged, { kind, head, other, message, ours: labels.ours, theirs: labels.theirs });
    return undefined;
  }
  await assertFree(repository, merged.changes);
  const tree = await treeWith(repository, (await commitAt(repository, head)).tree, merged.changes);
  const branch = await git.currentBranch({ ...repository, fullname: true });
  const oid = await writeCommit(repository, { tree, parents, author, message });
  await apply(repository, merged.changes);
  await git.writeRef({ ...repository, ref: branch ?? "HEAD", value: oid, force: true });
  await rememberAuthor(repository, author);
  return oid;
}

/**
 * Writes a merge with conflicts into the index and the working tree, with what is needed to conclude or abort it.
 *
 * @throws {CoreError} `would_overwrite`, or `unsupported_name` for a conflict of a path that a working tree must not have
 */
export async function keepConflicts(repository: Repository, { changes, conflicts }: MergedTrees, record: Omit<UnfinishedRecord, "touched" | "conflicts">): Promise<void> {
  // A conflict's file is written again, even if it is as it was.
  const unwritable = conflicts.find(({ path }) => !isSafePath(path));
  if (unwritable) throw failure("unsupported_name", unwritable.path);
  const all = new Map([...changes, ...conflicts.map(({ path, merged }) => [path, merged] as const)]);
  await assertFree(repository, all);
  // First what an abort needs.
  await writeUnfinished(repository, { ...record, touched: [...all.keys()], conflicts: conflicts.map((conflict) => ({ ...conflict, resolved: false })) });
  await apply(repository, all, conflicts);
}

async function commitAt(repository: Repository, oid: string): Promise<StoredCommit> {
  const commit = await readCommit(repository, oid);
  if (!commit) throw failure("no_such_ref");
  return commit;
}

/** What git's message for a merge calls a branch, a tag or a commit. */
async function describe(repository: Repository, ref: string): Promise<string> {
  const [local, remote, tags] = await Promise.all([git.listBranches(repository), git.listBranches({ ...repository, remote: "origin" }), git.listTags(repository)]);
  if (local.includes(ref)) return `branch '${ref}'`;
  if (tags.includes(ref)) return `tag '${ref}'`;
  const tracking = ref.replace(/^origin\//, "");
  return remote.includes(tracking) ? `remote-tracking branch 'origin/${tracking}'` : `commit '${ref}'`;
}

/** git names the branch that a merge goes into, unless it is the main one. */
export function intoBranch(branch: string): string {
  return /^(?:main|master)$/.test(branch) ? "" : ` into ${branch}`;
}
