import * as git from "isomorphic-git";

import { failure } from "../messages.ts";
import { peeled, readCommit } from "./commits.ts";
import type { Repository } from "./repository.ts";

/** The object ID of the empty tree, which git knows without storing it. */
export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** The commit that a branch, a tag or an abbreviated object ID names. */
export async function resolve(repository: Repository, ref: string): Promise<string> {
  const { oid, type } = await objectOf(repository, ref, ["commit"]);
  if (type === "blob") throw failure("no_such_ref");
  return oid;
}

/**
 * The tree of a commit, or the tree that a tag names. Callers pass the tree's own ID to isomorphic-git: given a commit it would
 * parse that first, and it rejects malformed authors.
 */
export async function treeOf(repository: Repository, ref: string): Promise<string> {
  const { oid } = await objectOf(repository, ref, ["commit", "tree"]);
  return (await readCommit(repository, oid))?.tree ?? oid;
}

/** What a branch, a tag or an abbreviated object ID names, if a name names one of these types. */
async function objectOf(repository: Repository, ref: string, types: readonly string[]): Promise<{ oid: string; type?: string }> {
  for (const name of [ref, `origin/${ref}`]) {
    const oid = await git.resolveRef({ ...repository, ref: name }).catch(() => undefined);
    const object = oid === undefined ? undefined : await peeled(repository, oid);
    if (object?.type !== undefined && types.includes(object.type)) return object;
  }
  const oid = await git.expandOid({ ...repository, oid: ref }).catch(() => undefined);
  if (oid === undefined) throw failure("no_such_ref");
  return peeled(repository, oid);
}

/** The commit that is checked out; before the first commit, the empty tree. */
export async function headOf(repository: Repository): Promise<string> {
  return git.resolveRef({ ...repository, ref: "HEAD" }).catch((error: { code?: string }) => {
    if (error.code !== "NotFoundError") throw error;
    return EMPTY_TREE;
  });
}

/** The tree that is checked out; before the first commit, the empty tree. */
export async function headTree(repository: Repository): Promise<string> {
  const oid = await headOf(repository);
  return (await readCommit(repository, oid))?.tree ?? oid;
}
