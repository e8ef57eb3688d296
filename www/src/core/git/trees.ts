import * as git from "isomorphic-git";

import type { Repository } from "./repository.ts";
import { EMPTY_TREE } from "./revisions.ts";
import type { Side } from "./side.ts";
import { canonicalMode, parseTree } from "./tree-object.ts";

/** An entry of a tree. */
export interface TreeEntry extends Side {
  type: "tree" | "blob" | "commit";
  /** The mode as it is stored, in octal. */
  stored: string;
}

export type Entries = ReadonlyMap<string, TreeEntry>;

/** Trees that are kept for each clone's cache: the same folders are read again for each commit. */
const MOST_KEPT = 5_000;
const kept = new WeakMap<object, Map<string, Entries>>();

/** The entries of a tree by name. */
export async function entriesOf(repository: Repository, oid: string): Promise<Entries> {
  const trees = kept.get(repository.cache) ?? new Map<string, Entries>();
  kept.set(repository.cache, trees);
  const known = trees.get(oid);
  if (known) return known;
  const entries = new Map((await stored(repository, oid)).map(({ name, oid: id, mode }) => [name, entryOf(id, mode)]));
  if (trees.size >= MOST_KEPT) trees.clear();
  trees.set(oid, entries);
  return entries;
}

async function stored(repository: Repository, oid: string): Promise<ReturnType<typeof parseTree>> {
  // git knows the empty tree without storing it.
  if (oid === EMPTY_TREE) return [];
  const { type, object } = await git.readObject({ ...repository, oid, format: "content" });
  if (type !== "tree") throw new git.Errors.ObjectTypeError(oid, type as "blob", "tree");
  return parseTree(object as Uint8Array);
}

function entryOf(oid: string, stored: string): TreeEntry {
  const mode = canonicalMode(stored);
  return { oid, mode, stored, type: mode === 0o040000 ? "tree" : mode === 0o160000 ? "commit" : "blob" };
}

/** The entry at a path below a tree; for an empty path, the tree itself. */
export async function entryAt(repository: Repository, tree: string, path: string): Promise<TreeEntry | undefined> {
  let entry: TreeEntry | undefined = entryOf(tree, "40000");
  for (const part of path.split("/").filter(Boolean)) {
    if (entry?.type !== "tree") return undefined;
    entry = (await entriesOf(repository, entry.oid)).get(part);
  }
  return entry;
}

/** Whether two entries, each of which may be absent, are the same. */
export function isSame(one: Side | undefined, other: Side | undefined): boolean {
  return one?.oid === other?.oid && one?.mode === other?.mode;
}

/**
 * Visits the paths of several trees at once, sorted by name, each folder before what is in it. `visit` says whether to descend into
 * a folder.
 */
export async function walkTrees(repository: Repository, trees: readonly (string | undefined)[], visit: (path: string, entries: (TreeEntry | undefined)[]) => Promise<boolean> | boolean, folder = ""): Promise<void> {
  const read = await Promise.all(trees.map((oid) => (oid === undefined ? undefined : entriesOf(repository, oid))));
  for (const name of [...new Set(read.flatMap((entries) => [...(entries?.keys() ?? [])]))].sort()) {
    const entries = read.map((each) => each?.get(name));
    const path = folder + name;
    const goesOn = await visit(path, entries);
    if (!goesOn) continue;
    const below = entries.map((entry) => (entry?.type === "tree" ? entry.oid : undefined));
    if (below.some((oid) => oid !== undefined)) await walkTrees(repository, below, visit, `${path}/`);
  }
}

/** The paths of all files below a tree, in git's order. */
export async function pathsBelow(repository: Repository, tree: string, signal: AbortSignal | undefined): Promise<string[]> {
  return [...(await filesBelow(repository, tree, signal))].flatMap(([path, { type }]) => (type === "blob" ? [path] : []));
}

/** The files and submodules below a tree by path, in git's order. */
export async function filesBelow(repository: Repository, tree: string, signal?: AbortSignal, folder = "", found = new Map<string, TreeEntry>()): Promise<Map<string, TreeEntry>> {
  signal?.throwIfAborted();
  for (const [name, entry] of await entriesOf(repository, tree)) {
    if (entry.type === "tree") await filesBelow(repository, entry.oid, signal, `${folder}${name}/`, found);
    else found.set(folder + name, entry);
  }
  return found;
}
