/** An entry of a tree, of the index or of the working tree, as one side of a comparison. */
export interface Side {
  type: "tree" | "blob" | "commit";
  oid: string;
  mode: number;
}

/** A path of a three-way merge. */
export interface Sides {
  base: Side | undefined;
  ours: Side | undefined;
  theirs: Side | undefined;
}

/** The modes of a file before and after a change, if they differ, as a part of a `Change`. */
export function changedMode(before: Side | undefined, after: Side | undefined): { modes?: { before: string; after: string } } {
  if (!before || !after || before.mode === after.mode || before.type === "tree" || after.type === "tree") return {};
  return { modes: { before: before.mode.toString(8), after: after.mode.toString(8) } };
}
