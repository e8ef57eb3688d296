import { difference, type Difference } from "./difference.ts";
import { followDirectories } from "./directory-renames.ts";
import { renames } from "./renames.ts";
import type { Repository } from "./repository.ts";
import type { Side, Sides } from "./side.ts";
import { entryAt } from "./trees.ts";

/** The trees of a merge. */
export interface Trees {
  base: string;
  ours: string;
  theirs: string;
}

/** The paths of a merge after renames, and which are in conflict because of them, whatever their contents. */
export interface Renamed {
  paths: Map<string, Sides>;
  /** Both sides gave a file another name, or one side renamed what the other one deleted. */
  clashes: Map<string, "renamed-twice" | "deleted-here" | "deleted-there">;
  /** Files whose directory the other side renamed. */
  located: string[];
}

type Way = "ours" | "theirs";

const TYPE = 0o170000;
const FILE = 0o100000;
const EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
const OTHER = { ours: "theirs", theirs: "ours" } as const;

/**
 * Moves the changes of one side to the name that the other side gave a file, and to the name that it gave a file's directory, as git
 * does.
 *
 * @param withDirectories whether directories count; they do not in merges of merge bases
 */
export async function withRenames(repository: Repository, trees: Trees, given: Iterable<[path: string, sides: Sides]>, withDirectories: boolean): Promise<Renamed> {
  const paths = new Map(given);
  const renamed: Renamed = { paths, clashes: new Map(), located: [] };
  const isNeeded = (way: Way): boolean => [...paths.values()].some((sides) => sides.base && !sides[way] && sides[OTHER[way]]?.oid !== sides.base.oid);
  const known = new Map<Way, Promise<Map<string, string>>>();
  /** The old name of each file that a side renamed, by its new name. */
  const oldNames = (way: Way): Promise<Map<string, string>> => {
    const found = known.get(way) ?? renamesBetween(repository, trees.base, trees[way]);
    known.set(way, found);
    return found;
  };
  const names: Record<Way, Map<string, string>> = { ours: new Map(), theirs: new Map() };
  if (withDirectories) {
    const { moved, unclear } = await followDirectories(repository, trees, paths, oldNames);
    renamed.located.push(...moved.map(({ to }) => to), ...unclear);
    for (const way of ["ours", "theirs"] as const) {
      if (!known.has(way) && !isNeeded(way)) continue;
      const to = new Map(moved.filter(({ adder }) => adder === way).map(({ from, to: target }) => [from, target]));
      names[way] = new Map([...(await oldNames(way))].map(([new_, old]) => [to.get(new_) ?? new_, old]));
    }
  } else for (const way of ["ours", "theirs"] as const) if (isNeeded(way)) names[way] = await oldNames(way);
  const newNames = { ours: inverted(names.ours), theirs: inverted(names.theirs) };
  for (const from of new Set([...newNames.ours.keys(), ...newNames.theirs.keys()])) {
    // What only one side added to a folder was not compared.
    if (paths.get(from)?.base) for (const way of ["ours", "theirs"] as const) await add(repository, trees, paths, newNames[way].get(from));
    follow(renamed, from, { ours: newNames.ours.get(from), theirs: newNames.theirs.get(from) });
  }
  return renamed;
}

async function add(repository: Repository, trees: Trees, paths: Map<string, Sides>, path: string | undefined): Promise<void> {
  if (path === undefined || paths.has(path)) return;
  const [base, ours, theirs] = (await Promise.all([trees.base, trees.ours, trees.theirs].map((tree) => entryAt(repository, tree, path)))).map((side) => (side?.type === "tree" ? undefined : side));
  paths.set(path, { base, ours, theirs });
}

/** Follows a file that one side renamed, or both. */
function follow({ paths, clashes }: Renamed, from: string, to: Record<Way, string | undefined>): void {
  const before = paths.get(from);
  if (!before?.base) return;
  const { base } = before;
  if (to.ours !== undefined && to.ours === to.theirs) {
    const after = paths.get(to.ours);
    if (after) paths.set(to.ours, { ...after, base });
    return;
  }
  if (to.ours !== undefined && to.theirs !== undefined) {
    for (const way of [to.ours, to.theirs]) if (paths.has(way)) clashes.set(way, "renamed-twice");
    return;
  }
  const way = to.ours === undefined ? "theirs" : "ours";
  const [target, other] = [to[way] as string, OTHER[way]];
  const after = paths.get(target);
  if (!after?.[way] || before[way]) return;
  if (!before[other]) {
    clashes.set(target, way === "ours" ? "deleted-there" : "deleted-here");
    return;
  }
  if (!isFile(before[other]) || before[other].oid === base.oid || after[other]) return;
  paths.set(target, { ...after, base, [other]: before[other] });
  // The old name goes, as if only the renaming side had touched it.
  paths.set(from, { ...before, base: before[other] });
}

async function renamesBetween(repository: Repository, base: string, side: string): Promise<Map<string, string>> {
  const differences = await difference(repository, base, side);
  return renames(repository, differences.filter(({ before, after }) => isRenamable(before) && isRenamable(after)));
}

/** In merges, git follows no empty files. */
function isRenamable(side: Side | undefined): boolean {
  return side?.oid !== EMPTY_BLOB;
}

function inverted(names: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...names].map(([to, from]) => [from, to]));
}

function isFile(side: Side): boolean {
  return (side.mode & TYPE) === FILE;
}
