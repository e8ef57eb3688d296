import * as git from "isomorphic-git";

import { failure } from "../messages.ts";
import type { Change, Commit, Entry, FileAt, ReadingGit, SearchResult, WorkingEntry } from "../reading-api.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { history, readCommit } from "./commits.ts";
import { difference } from "./difference.ts";
import { treeEntries, treeFile, workingEntries, workingFile } from "./listing.ts";
import type { Repository } from "./repository.ts";
import { resolve, treeOf } from "./revisions.ts";
import { changedMode } from "./side.ts";
import { entryAt } from "./trees.ts";

/** Operations that read commits and the working tree. */
export function reading(at: (repositoryRef: RepositoryRef) => Repository, signal: AbortSignal | undefined): ReadingGit {
  async function tree(repositoryRef: RepositoryRef, ref: string, path: string): Promise<Entry[]> {
    const repository = at(repositoryRef);
    const entries = await treeEntries(repository, await treeOf(repository, ref), path);
    const weight = ({ kind }: Entry): number => (kind === "tree" ? 0 : 1);
    return entries.sort((a, b) => weight(a) - weight(b));
  }

  async function files(repositoryRef: RepositoryRef, path: string): Promise<WorkingEntry[]> {
    return workingEntries(at(repositoryRef), path);
  }

  async function file(repositoryRef: RepositoryRef, path: string, ref?: string): Promise<FileAt> {
    const repository = at(repositoryRef);
    return ref === undefined ? workingFile(repository, path) : treeFile(repository, await treeOf(repository, ref), path);
  }

  async function log(repositoryRef: RepositoryRef, ref: string, { count = 100, skip = 0 }: { count?: number; skip?: number } = {}): Promise<Commit[]> {
    const repository = at(repositoryRef);
    const commits = await history(repository, await resolve(repository, ref), skip + count);
    return commits.slice(skip);
  }

  async function changes(repositoryRef: RepositoryRef, ref: string): Promise<Change[]> {
    const repository = at(repositoryRef);
    const { tree, parent } = await withParent(repository, ref);
    const differences = await difference(repository, parent, tree);
    const { renames } = await import("./renames.ts");
    const renamed = await renames(repository, differences);
    const old = new Set(renamed.values());
    const befores = new Map(differences.map(({ path, before }) => [path, before]));
    return differences.flatMap(({ path, before, after }) => {
      const [isNew, isOld] = [after, before].map((side) => side !== undefined && side.type !== "tree");
      const from = renamed.get(path);
      if (from !== undefined) return [{ path, kind: "modified", from, ...changedMode(befores.get(from), after) }];
      return old.has(path) && !isNew ? [] : [{ path, kind: isNew && isOld ? "modified" : isNew ? "added" : "removed", ...changedMode(before, after) }];
    });
  }

  async function versions(repositoryRef: RepositoryRef, ref: string, path: string, from = path): Promise<{ before?: Uint8Array; after?: Uint8Array }> {
    const repository = at(repositoryRef);
    const { tree, parent } = await withParent(repository, ref);
    const [before, after] = await Promise.all([parent !== undefined ? contentIn(repository, parent, from) : undefined, contentIn(repository, tree, path)]);
    return { ...(before && { before }), ...(after && { after }) };
  }

  async function zip(repositoryRef: RepositoryRef, ref: string): Promise<Uint8Array> {
    const { zipped } = await import("./zipping.ts");
    return zipped(at(repositoryRef), ref, repositoryRef.repository, signal);
  }

  async function search(repositoryRef: RepositoryRef, ref: string, text: string): Promise<SearchResult> {
    const found = await import("./search.ts");
    return found.search(at(repositoryRef), ref, text, signal);
  }

  return { tree, files, file, log, changes, versions, search, zip };
}

/** The tree of a commit, and the tree of its first parent if the clone has it. */
async function withParent(repository: Repository, ref: string): Promise<{ tree: string; parent?: string }> {
  const commit = await readCommit(repository, await resolve(repository, ref));
  if (!commit) throw failure("no_such_ref");
  const [first] = commit.parents;
  const parent = first === undefined ? undefined : (await readCommit(repository, first))?.tree;
  return { tree: commit.tree, ...(parent !== undefined && { parent }) };
}

/** The content of a file of a tree; undefined if it has no file there. */
async function contentIn(repository: Repository, tree: string, path: string): Promise<Uint8Array | undefined> {
  const entry = await entryAt(repository, tree, path);
  return entry?.type === "blob" ? (await git.readBlob({ ...repository, oid: entry.oid })).blob : undefined;
}
