import * as git from "isomorphic-git";

import type { Side } from "./difference.ts";
import type { Repository } from "./repository.ts";

/** An entry of a tree. */
export interface TreeEntry {
  oid: string;
  /** In octal, as git writes it: `100644`. */
  mode: string;
  type: "tree" | "blob" | "commit";
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
  const { tree } = await git.readTree({ ...repository, oid });
  const entries = new Map(tree.map(({ path, oid: id, mode, type }) => [path, { oid: id, mode, type }]));
  if (trees.size >= MOST_KEPT) trees.clear();
  trees.set(oid, entries);
  return entries;
}

/** The entry at a path below a tree; for an empty path, the tree itself. */
export async function entryAt(repository: Repository, tree: string, path: string): Promise<TreeEntry | undefined> {
  let entry: TreeEntry | undefined = { oid: tree, mode: "040000", type: "tree" };
  for (const part of path.split("/").filter(Boolean)) {
    if (entry?.type !== "tree") return undefined;
    entry = (await entriesOf(repository, entry.oid)).get(part);
  }
  return entry;
}

/** The same, as one side of a difference. */
export async function sideAt(repository: Repository, tree: string, path: string): Promise<Side | undefined> {
  const entry = await entryAt(repository, tree, path);
  return entry && { type: entry.type, oid: entry.oid, mode: Number.parseInt(entry.mode, 8) };
}

/** Whether two entries, each of which may be absent, are the same. */
export function isSame<T extends TreeEntry | Side>(one: T | undefined, other: T | undefined): boolean {
  return one?.oid === other?.oid && one?.mode === other?.mode;
}

/** The paths of all files below a tree, in git's order. */
export async function pathsBelow(repository: Repository, tree: string, signal: AbortSignal | undefined, folder = ""): Promise<string[]> {
  signal?.throwIfAborted();
  const paths: string[] = [];
  for (const [name, { oid, type }] of await entriesOf(repository, tree)) {
    if (type === "blob") paths.push(folder + name);
    else if (type === "tree") paths.push(...(await pathsBelow(repository, oid, signal, `${folder}${name}/`)));
  }
  return paths;
}
