import * as git from "isomorphic-git";

import type { StatusEntry } from "../committing-api.ts";
import type { Conversion } from "./conversion.ts";
import { intoGit } from "./converting.ts";
import { inGroups } from "./in-groups.ts";
import { IndexFile } from "./index-file.ts";
import { isSafePath, parentsOf } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { headTree } from "./revisions.ts";
import { changedMode, type Side } from "./side.ts";
import { filesBelow, isSame } from "./trees.ts";
import { contentOf, statOf } from "./working-tree.ts";

/** What was computed of files, by path, for each clone's cache: the object ID of a content, for the file's numbers and conversion then. */
const hashed = new WeakMap<object, Map<string, { of: string; oid: string }>>();

/** The coarseness of file systems' clocks, in milliseconds: a file may change twice in it with one time stamp. */
const COARSE = 20;

/** The uncommitted changes. */
export async function statusOf(repository: Repository): Promise<StatusEntry[]> {
  const [index, committed] = await Promise.all([IndexFile.read(repository), headTree(repository).then((tree) => filesBelow(repository, tree))]);
  const tracked = index.paths();
  const isSubmodule = (path: string): boolean => committed.get(path)?.type === "commit" || index.get(path)?.type === "commit";
  const present = await filesOnDisk(repository, new Set([...committed.keys(), ...tracked]), isSubmodule);
  // What must not be in a working tree is not missing there.
  const paths = [...new Set([...committed.keys(), ...tracked, ...present])].filter((path) => !isSubmodule(path) && isSafePath(path)).sort();
  let loaded: Promise<Conversion> | undefined;
  const conversion = (): Promise<Conversion> => (loaded ??= intoGit(repository, index));
  const found = await inGroups(paths, async (path): Promise<StatusEntry[]> => {
    const head = committed.get(path);
    const staged = index.get(path);
    const isKnown = tracked.has(path) || head !== undefined;
    const file = !present.has(path) ? undefined : isKnown ? await fileAt(repository, index, path, conversion) : UNKNOWN;
    const isUnmerged = staged === undefined && tracked.has(path);
    const isUnchanged = !isUnmerged && isSame(head, file) && isSame(file, staged);
    if (isUnchanged) return [];
    return [{ path, kind: !head ? "added" : !file ? "removed" : "modified", staged: !isUnmerged && isSame(file, staged), ...changedMode(head, file) }];
  });
  return found.flat();
}

/** A file that git does not know, whatever its content. */
const UNKNOWN: Side = { type: "blob", oid: "", mode: 0 };

/** The entry that git would record for a file. Its content is read only if the file may have changed since the index was written. */
async function fileAt(repository: Repository, index: IndexFile, path: string, loaded: () => Promise<Conversion>): Promise<Side> {
  const { mode, time, numbers } = await statOf(repository, path);
  const staged = index.get(path);
  if (staged && index.isAsOf(path, numbers)) return { ...staged, mode };
  const known = hashed.get(repository.cache) ?? new Map<string, { of: string; oid: string }>();
  hashed.set(repository.cache, known);
  const conversion = await loaded();
  const of = `${numbers.join()} ${await conversion.nameOf(path)}`;
  const last = known.get(path);
  if (last?.of === of) return { type: "blob", mode, oid: last.oid };
  const { oid } = await git.hashBlob({ object: (await contentOf(repository, path, conversion)) ?? new Uint8Array() });
  if (time < Date.now() - COARSE) known.set(path, { of, oid });
  else known.delete(path);
  return { type: "blob", mode, oid };
}

/** The files of the working tree, without those that git ignores; known files are not ignored. */
async function filesOnDisk(repository: Repository, known: ReadonlySet<string>, isSubmodule: (path: string) => boolean): Promise<Set<string>> {
  const { fs, dir } = repository;
  const knownFolders = new Set([...known].flatMap(parentsOf));
  const found = new Set<string>();
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const here = folder;
    const names: string[] = await fs.promises.readdir(`${dir}/${here}`);
    await inGroups(names, async (name) => {
      const path = here + name;
      if (name === ".git" || isSubmodule(path)) return;
      const isFolder = (await fs.promises.lstat(`${dir}/${path}`)).isDirectory();
      const isKnown = isFolder ? knownFolders.has(path) : known.has(path);
      if (!isKnown && (await git.isIgnored({ ...repository, filepath: path }))) return;
      if (isFolder) folders.push(`${path}/`);
      else found.add(path);
    });
  }
  return found;
}
