import * as git from "isomorphic-git";
import type { TreeEntry } from "isomorphic-git";

import type { Side } from "./difference.ts";
import type { Repository } from "./repository.ts";
import { EMPTY_TREE } from "./revisions.ts";

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
  const entries = new Map((tree === EMPTY_TREE ? [] : (await git.readTree({ ...repository, oid: tree })).tree).map((entry) => [entry.path, entry]));
  const subtreeOf = (name: string): string => {
    const entry = entries.get(name);
    return entry?.type === "tree" ? entry.oid : EMPTY_TREE;
  };
  // A directory that becomes a file is deleted file by file as well, which must not delete the file.
  const written = new Map<string, TreeEntry | undefined>();
  for (const [name, inside] of below) {
    const oid = await treeWith(repository, subtreeOf(name), inside);
    written.set(name, oid === EMPTY_TREE ? undefined : { mode: "040000", path: name, oid, type: "tree" });
  }
  for (const [name, side] of here) {
    if (side) written.set(name, { mode: side.mode.toString(8), path: name, oid: side.oid, type: side.type === "commit" ? "commit" : "blob" });
    else if (!written.get(name)) written.set(name, entries.get(name)?.type === "tree" ? entries.get(name) : undefined);
  }
  for (const [name, entry] of written) {
    if (entry) entries.set(name, entry);
    else entries.delete(name);
  }
  return entries.size === 0 ? EMPTY_TREE : git.writeTree({ ...repository, tree: [...entries.values()] });
}
