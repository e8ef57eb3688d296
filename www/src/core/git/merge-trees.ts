import * as git from "isomorphic-git";

import type { ConflictKind } from "../merging-api.ts";
import { isBinary } from "./binary.ts";
import { mergeAttributes, type MergeAttributes } from "./merge-attributes.ts";
import { mergeLines, type Labels } from "./merge-lines.ts";
import { withRenames } from "./merge-renames.ts";
import type { Repository } from "./repository.ts";
import type { Side, Sides } from "./side.ts";
import { entryAt, filesBelow, isSame, walkTrees } from "./trees.ts";

/** A path that cannot be merged, with its sides. */
export interface TreeConflict {
  path: string;
  kind: ConflictKind;
  base?: Side;
  ours?: Side;
  theirs?: Side;
  /** What the working tree gets: for text, a file with markers; absent if nothing. */
  merged?: Side;
  /** The number of characters in each marker. */
  markerSize?: number;
}

/** The result of a three-way merge. */
export interface MergedTrees {
  /** The entries at which the result differs from our side; undefined for deleted ones. Includes those of conflicts. */
  changes: Map<string, Side | undefined>;
  conflicts: TreeConflict[];
}

const FILE = 0o100000;
const TYPE = 0o170000;

/**
 * Merges three trees as git does. A file that one side renamed, perhaps with changes, is merged with the other side's file of the
 * old name. A file that one side adds to a directory that the other side renamed is moved there, as a conflict.
 *
 * @param deeper how deep this is in merges of merge bases; their conflicts become part of the result
 */
export async function mergeTrees(repository: Repository, base: string, ours: string, theirs: string, labels: Labels, deeper = 0): Promise<MergedTrees> {
  const found: MergedTrees = { changes: new Map(), conflicts: [] };
  const mixed: string[] = [];
  const pending: [string, Sides][] = [];
  await walkTrees(repository, [ours, base, theirs], (path, [our, old, their]) => {
    // What only our side added, or both sides deleted, needs no merge, but may be the new or old name of a renamed file.
    const isOurs = isSame(their, old) && old !== undefined;
    const isAlike = isSame(our, their) && our !== undefined;
    if (isAlike || isOurs) return false;
    const isMixed = [our, their].some((side) => side?.type === "tree") && [our, old, their].some((side) => side && side.type !== "tree");
    if (isMixed) mixed.push(path);
    const sides = { base: leaf(old), ours: leaf(our), theirs: leaf(their) };
    if (sides.base || sides.ours || sides.theirs) pending.push([path, sides]);
    return true;
  });
  const attributes = mergeAttributes(repository, ours);
  const { paths, clashes, located } = await withRenames(repository, { base, ours, theirs }, pending, deeper === 0);
  const known = new Map(pending.map(([path, sides]) => [path, sides.ours]));
  const inOurs = async (path: string): Promise<Side | undefined> => (known.has(path) ? known.get(path) : leaf(await entryAt(repository, ours, path)));
  for (const [path, sides] of paths) await mergePath(repository, path, sides, { labels, deeper, attributes, inOurs }, found);
  for (const [path, kind] of clashes) addClash(path, kind, paths.get(path), found);
  for (const path of located) addClash(path, "location", paths.get(path), found);
  for (const path of mixed.sort()) await moveAside(repository, path, ours, labels, found);
  found.conflicts.sort((a, b) => (a.path < b.path ? -1 : 1));
  return found;
}

/** Makes a conflict of a file that was renamed in another way by the other side. */
function addClash(path: string, kind: ConflictKind, sides: Sides | undefined, { changes, conflicts }: MergedTrees): void {
  const [only] = [sides?.ours, sides?.theirs].filter((side) => side !== undefined);
  if (!sides || !only || conflicts.some((conflict) => conflict.path === path)) return;
  const merged = changes.get(path) ?? only;
  conflicts.push({ path, kind, ...(sides.base && { base: sides.base }), ...(sides.ours && { ours: sides.ours }), ...(sides.theirs && { theirs: sides.theirs }), ...(merged && { merged }) });
}

/** How the files of a merge are merged. */
interface Merging {
  labels: Labels;
  deeper: number;
  attributes: (path: string) => Promise<MergeAttributes>;
  /** What our tree has at a path; our side of a merge may come from another name. */
  inOurs: (path: string) => Promise<Side | undefined>;
}

async function mergePath(repository: Repository, path: string, { base, ours, theirs }: Sides, merging: Merging, { changes, conflicts }: MergedTrees): Promise<void> {
  const here = await merging.inOurs(path);
  const put = (side: Side | undefined): void => {
    if (!isSame(side, here)) changes.set(path, side);
  };
  if (isSame(ours, theirs) || isSame(theirs, base)) return put(ours);
  if (isSame(ours, base)) return put(theirs);
  const { result, conflict, markerSize } = await mergeSides(repository, path, { base, ours, theirs }, merging);
  const merged = conflict !== undefined && merging.deeper > 0 && conflict !== "both-edited" && conflict !== "both-added" ? base : result;
  put(merged);
  if (conflict !== undefined) conflicts.push({ path, kind: conflict, ...(base && { base }), ...(ours && { ours }), ...(theirs && { theirs }), ...(merged && { merged }), ...(markerSize !== undefined && { markerSize }) });
}

/** Merges an entry that both sides changed. `result` is what the working tree gets. */
async function mergeSides(repository: Repository, path: string, { base, ours, theirs }: Sides, { labels, deeper, attributes }: Merging): Promise<{ result: Side | undefined; conflict?: ConflictKind; markerSize?: number }> {
  if (!ours) return { result: theirs, conflict: "deleted-here" };
  if (!theirs) return { result: ours, conflict: "deleted-there" };
  const [type, other] = [ours.mode & TYPE, theirs.mode & TYPE];
  if (type !== other) return { result: ours, conflict: "type" };
  const oursKeeps = ours.mode === theirs.mode || ours.mode === base?.mode;
  const mode = oursKeeps ? theirs.mode : ours.mode;
  const modeConflict = !oursKeeps && theirs.mode !== base?.mode;
  // As git, whatever type the base had.
  if (ours.oid === theirs.oid || ours.oid === base?.oid) return { result: { ...theirs, mode }, ...(modeConflict && { conflict: "mode" }) };
  if (theirs.oid === base?.oid) return { result: { ...ours, mode }, ...(modeConflict && { conflict: "mode" }) };
  if (ours.type === "commit") return { result: ours, conflict: "submodule" };
  if (type !== FILE) return { result: ours, conflict: "link" };
  const old = base && (base.mode & TYPE) === FILE ? base : undefined;
  const [before, mine, others] = await Promise.all([old, ours, theirs].map((side) => (side ? contentOfBlob(repository, side.oid) : new Uint8Array())));
  const { driver, markerSize } = await attributes(path);
  if (!before || !mine || !others || driver === "binary" || [before, mine, others].some(isBinary)) return { result: { ...ours, mode }, conflict: "binary" };
  const { content, conflicts } = mergeLines(before, mine, others, labels, { markerSize: markerSize + deeper * 2, union: driver === "union" });
  const result: Side = { type: "blob", mode, oid: await git.writeBlob({ ...repository, blob: content }) };
  if (conflicts > 0) return { result, conflict: old ? "both-edited" : "both-added", markerSize };
  return { result, ...(modeConflict && { conflict: "mode" }) };
}

/** Where the result would have a file and a directory of the same name, moves the file aside as git does: `name~side`. */
async function moveAside(repository: Repository, path: string, ourTree: string, labels: Labels, { changes, conflicts }: MergedTrees): Promise<void> {
  const inOurs = await entryAt(repository, ourTree, path);
  const ourFile = leaf(inOurs);
  const file = changes.has(path) ? changes.get(path) : ourFile;
  if (!file) return;
  const ourFiles = inOurs?.type === "tree" ? [...(await filesBelow(repository, inOurs.oid, undefined, `${path}/`)).keys()] : [];
  const isDirectory = ourFiles.some((each) => !changes.has(each)) || [...changes].some(([each, side]) => side && each.startsWith(`${path}/`));
  if (!isDirectory) return;
  const isOurs = ourFile !== undefined;
  const aside = await freeName(repository, ourTree, `${path}~${(isOurs ? labels.ours : labels.theirs).replaceAll("/", "_")}`, changes);
  if (isOurs) changes.set(path, undefined);
  else changes.delete(path);
  changes.set(aside, file);
  const known = conflicts.find((conflict) => conflict.path === path);
  if (known) Object.assign(known, { path: aside, kind: "file-directory" });
  else conflicts.push({ path: aside, kind: "file-directory", [isOurs ? "ours" : "theirs"]: file, merged: file });
}

async function freeName(repository: Repository, tree: string, wanted: string, changes: ReadonlyMap<string, Side | undefined>): Promise<string> {
  for (let number = -1; ; number++) {
    const name = number < 0 ? wanted : `${wanted}_${number}`;
    if (!changes.get(name) && !(await entryAt(repository, tree, name))) return name;
  }
}

async function contentOfBlob(repository: Repository, oid: string): Promise<Uint8Array> {
  return (await git.readBlob({ ...repository, oid })).blob;
}

function leaf(side: Side | undefined): Side | undefined {
  return side?.type === "tree" ? undefined : side;
}
