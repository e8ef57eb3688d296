import * as git from "isomorphic-git";
import type { WalkerEntry } from "isomorphic-git";

import type { Repository } from "./repository.ts";

/** A path at which two commits differ. Directories are listed only where the other side has a file. */
export interface Difference {
  path: string;
  before?: Side;
  after?: Side;
}

export interface Side {
  type: "tree" | "blob" | "commit" | "special";
  oid: string;
  mode: number;
}

/** A path of a three-way merge. */
export interface Sides {
  base: Side | undefined;
  ours: Side | undefined;
  theirs: Side | undefined;
}

/** The differences between two commits; without `before`, everything in `after`. */
export async function difference(repository: Repository, before: string | undefined, after: string): Promise<Difference[]> {
  const found: Difference[] = [];
  await git.walk({
    ...repository,
    trees: [git.TREE({ ref: after }), ...(before !== undefined ? [git.TREE({ ref: before })] : [])],
    map: async (path, [newer, older]) => {
      const [new_, old] = await Promise.all([sideOf(newer), sideOf(older)]);
      // Do not descend into identical trees.
      if (new_?.oid === old?.oid && new_?.mode === old?.mode && path !== ".") return null;
      const types = [new_?.type, old?.type].filter((type) => type !== undefined);
      if (types.some((type) => type !== "tree")) found.push({ path, ...(old && { before: old }), ...(new_ && { after: new_ }) });
      return true;
    },
  });
  return found;
}

/** Describes a walker's entry; undefined for a missing entry. */
export async function sideOf(entry: WalkerEntry | null | undefined): Promise<Side | undefined> {
  if (!entry) return undefined;
  const [type, oid, mode] = await Promise.all([entry.type(), entry.oid(), entry.mode()]);
  return { type, oid, mode };
}
