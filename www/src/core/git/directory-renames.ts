import type { Side, Sides } from "./side.ts";
import type { Repository } from "./repository.ts";
import { entryAt } from "./trees.ts";

type Way = "ours" | "theirs";

/** Files that follow a renamed directory: where they go, and which could not follow because it is not clear where to, or something is there. */
export interface Followed {
  moved: { from: string; to: string; adder: Way }[];
  unclear: string[];
}

/** Where a side moved a directory that it no longer has; undefined if most of its files went to several directories alike. */
type DirectoryRenames = Map<string, string | undefined>;

/**
 * Moves files that one side adds to a directory that the other side renamed to its new name, as git does. It is only a suggestion:
 * each is a conflict (`merge.directoryRenames` is "conflict").
 */
export async function followDirectories(repository: Repository, trees: Readonly<Record<Way | "base", string>>, paths: Map<string, Sides>, oldNames: (way: Way) => Promise<ReadonlyMap<string, string>>): Promise<Followed> {
  const added: { path: string; adder: Way; renamer: Way }[] = [];
  for (const [adder, renamer] of [["ours", "theirs"], ["theirs", "ours"]] as const) {
    for (const [path, { base, [adder]: own, [renamer]: other }] of paths) {
      if (!base && own && !other && (await isRemoved(repository, folderOf(path), trees.base, trees[renamer]))) added.push({ path, adder, renamer });
    }
  }
  const followed: Followed = { moved: [], unclear: [] };
  if (added.length === 0) return followed;
  const renamed = { ours: await directoryRenames(repository, trees.ours, await oldNames("ours")), theirs: await directoryRenames(repository, trees.theirs, await oldNames("theirs")) };
  const plans: { path: string; to: string | undefined; adder: Way }[] = [];
  for (const { path, adder, renamer } of added) {
    const [own, others] = [renamed[adder], renamed[renamer]];
    // Only directories count to which something was added, and those inside of these.
    const isRelevant = (folder: string): boolean => added.some((each) => each.adder === adder && [folder, ...foldersOf(folder)].includes(folderOf(each.path)));
    const from = foldersOf(path).find((folder) => others.has(folder) && !own.has(folder) && isRelevant(folder));
    if (from === undefined) continue;
    const to = others.get(from);
    // Into a directory that this side renamed itself, nothing moves.
    if (to !== undefined && own.has(to)) continue;
    plans.push({ path, adder, to: to === undefined ? undefined : (to === "" ? "" : `${to}/`) + path.slice(from.length + 1) });
  }
  for (const { path, to, adder } of plans) {
    const sides = paths.get(path);
    const isAlone = plans.filter((other) => other.adder === adder && other.to === to).length === 1;
    const isFree = to !== undefined && isAlone && !(await entryAt(repository, trees[adder], to)) && !isLeaf(await entryAt(repository, trees.base, to));
    if (!sides || !isFree) {
      followed.unclear.push(path);
      continue;
    }
    paths.set(to, { base: undefined, ours: undefined, theirs: undefined, ...paths.get(to), [adder]: sides[adder] });
    // From our tree it goes as if their side had deleted it.
    if (adder === "ours") paths.set(path, { base: sides.ours, ours: sides.ours, theirs: undefined });
    else paths.delete(path);
    followed.moved.push({ from: path, to, adder });
  }
  return followed;
}

/** Whether a side no longer has a directory of the base. */
async function isRemoved(repository: Repository, folder: string, base: string, side: string): Promise<boolean> {
  if (folder === "") return false;
  const [before, after] = await Promise.all([base, side].map((tree) => entryAt(repository, tree, folder)));
  return before?.type === "tree" && after?.type !== "tree";
}

async function directoryRenames(repository: Repository, side: string, oldNames: ReadonlyMap<string, string>): Promise<DirectoryRenames> {
  const counts = new Map<string, Map<string, number>>();
  for (const [to, from] of oldNames) {
    for (const [old, new_] of await pairsOf(repository, side, from, to)) {
      const there = counts.get(old) ?? new Map<string, number>();
      counts.set(old, there.set(new_, (there.get(new_) ?? 0) + 1));
    }
  }
  const found: DirectoryRenames = new Map();
  for (const [old, there] of counts) {
    const [[best, most] = ["", 0], [, second] = ["", 0]] = [...there].sort(([, one], [, other]) => other - one);
    found.set(old, most === second ? undefined : best);
  }
  return found;
}

/** The directories that a renamed file speaks for: its own, and those above as long as their names stay the same. */
async function pairsOf(repository: Repository, side: string, from: string, to: string): Promise<[from: string, to: string][]> {
  const pairs: [string, string][] = [];
  let [old, new_] = [folderOf(from), folderOf(to)];
  while (old !== "" && (await entryAt(repository, side, old))?.type !== "tree") {
    pairs.push([old, new_]);
    if (new_ === "" || nameOf(old) !== nameOf(new_)) break;
    [old, new_] = [folderOf(old), folderOf(new_)];
  }
  return pairs;
}

/** The folders around a path, the nearest first. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) folders.push(folder);
  return folders;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function isLeaf(side: Side | undefined): boolean {
  return side !== undefined && side.type !== "tree";
}
