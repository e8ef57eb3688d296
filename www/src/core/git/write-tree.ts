import * as git from "isomorphic-git";

import type { Repository } from "./repository.ts";
import { EMPTY_TREE } from "./revisions.ts";
import type { Side } from "./side.ts";
import { formatTree } from "./tree-object.ts";
import { entriesOf, type TreeEntry } from "./trees.ts";

/** The entry to write. An unchanged entry keeps its stored mode. */
type Written = Pick<TreeEntry, "oid" | "type" | "stored">;

/** Writes a tree that differs from another one at these paths, and returns its object ID. */
export async function treeWith(repository: Repository, tree: string, changes: ReadonlyMap<string, Side | undefined>): Promise<string> {
  if (changes.size === 0) return tree;
  const here = new Map<string, Side | undefined>();
  const below = new Map<string, Map<string, Side | undefined>>();
  for (const [path, side] of changes) {
    const [name = "", ...rest] = path.split("/");
    if (rest.length === 0) here.set(name, side);
    else {
      const inside = below.get(name) ?? new Map<string, Side | undefined>();
      below.set(name, inside.set(rest.join("/"), side));
    }
  }
  const entries = new Map<string, Written>(await entriesOf(repository, tree));
  const subtreeOf = (name: string): string => {
    const entry = entries.get(name);
    return entry?.type === "tree" ? entry.oid : EMPTY_TREE;
  };
  // A directory that becomes a file is deleted file by file as well, which must not delete the file.
  const written = new Map<string, Written | undefined>();
  for (const [name, inside] of below) {
    const oid = await treeWith(repository, subtreeOf(name), inside);
    written.set(name, oid === EMPTY_TREE ? undefined : { stored: "40000", oid, type: "tree" });
  }
  for (const [name, side] of here) {
    if (side) written.set(name, { stored: side.mode.toString(8), oid: side.oid, type: side.type });
    else if (!written.get(name)) written.set(name, entries.get(name)?.type === "tree" ? entries.get(name) : undefined);
  }
  for (const [name, entry] of written) {
    if (entry) entries.set(name, entry);
    else entries.delete(name);
  }
  if (entries.size === 0) return EMPTY_TREE;
  const object = formatTree(Array.from(entries, ([name, entry]) => ({ name, oid: entry.oid, mode: entry.stored })));
  return git.writeObject({ ...repository, type: "tree", object, format: "content" });
}
