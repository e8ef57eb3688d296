import * as git from "isomorphic-git";

import { failure } from "../messages.ts";
import { readCommit } from "./commits.ts";
import type { FileSystem } from "./store.ts";

/** What isomorphic-git has to know of a clone. */
export interface Repository {
  fs: FileSystem;
  dir: string;
  cache: object;
}

/** The commit of a branch, a tag or an object id. */
export async function resolve(repository: Repository, ref: string): Promise<string> {
  for (const name of [ref, `origin/${ref}`]) {
    const oid = await git.resolveRef({ ...repository, ref: name }).catch(() => undefined);
    const commit = oid !== undefined && (await readCommit(repository, oid));
    if (commit) return commit.oid;
  }
  const oid = await git.expandOid({ ...repository, oid: ref }).catch(() => undefined);
  if (oid === undefined) throw failure("no_such_ref");
  return oid;
}

/**
 * The files of a commit. Trees are asked for by their own name: isomorphic-git reads a commit on the way to them, and gives up at authors
 * that are none.
 */
export async function treeOf(repository: Repository, ref: string): Promise<string> {
  const oid = await resolve(repository, ref);
  return (await readCommit(repository, oid))?.tree ?? oid;
}

/** What is checked out, to compare with: nothing at all before the first commit. */
export async function headOf(repository: Repository): Promise<string> {
  return git.resolveRef({ ...repository, ref: "HEAD" }).catch((error: { code?: string }) => {
    if (error.code !== "NotFoundError") throw error;
    return EMPTY_TREE;
  });
}

/** The name of a tree without entries, which git knows without having it. */
export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
