import type { Difference, Side, Sides } from "./difference.ts";
import { renames } from "./renames.ts";
import type { Repository } from "./repository.ts";

type Paths = Map<string, Sides>;

const TYPE = 0o170000;
const FILE = 0o100000;

/**
 * Moves the changes of one side to the name that the other side gave a file. Only files that would be in conflict otherwise are
 * compared: changed on one side and deleted on the other, or added on both.
 */
export async function withRenames(repository: Repository, paths: Iterable<[path: string, sides: Sides]>): Promise<Paths> {
  const merged = new Map(paths);
  await follow(repository, merged, "ours", "theirs");
  await follow(repository, merged, "theirs", "ours");
  await followBoth(repository, merged);
  return merged;
}

/** Follows the files that `side` renamed and `other` changed. */
async function follow(repository: Repository, paths: Paths, side: "ours" | "theirs", other: "ours" | "theirs"): Promise<void> {
  const deleted = [...paths].filter(([, each]) => isFile(each.base) && !each[side] && isFile(each[other]) && each[other]?.oid !== each.base?.oid);
  const added = [...paths].filter(([, each]) => !each.base && isFile(each[side]) && !each[other]);
  const found = await renames(repository, [...deleted.map(([path, { base }]) => differenceOf(path, base)), ...added.map(([path, each]) => differenceOf(path, undefined, each[side]))]);
  for (const [to, from] of found) {
    const [before, after] = [paths.get(from), paths.get(to)];
    if (!before || !after) continue;
    paths.set(to, { ...after, base: before.base, [other]: before[other] });
    // The old name goes, as if only the renaming side had touched it.
    paths.set(from, { ...before, base: before[other] });
  }
}

/** Gives a file that both sides renamed alike the old file as its base. */
async function followBoth(repository: Repository, paths: Paths): Promise<void> {
  const deleted = [...paths].filter(([, { base, ours, theirs }]) => isFile(base) && !ours && !theirs).map(([path, { base }]) => differenceOf(path, base));
  const added = [...paths].filter(([, { base, ours, theirs }]) => !base && isFile(ours) && isFile(theirs) && ours?.oid !== theirs?.oid);
  if (deleted.length === 0 || added.length === 0) return;
  const [mine, others] = [
    await renames(repository, [...deleted, ...added.map(([path, { ours }]) => differenceOf(path, undefined, ours))]),
    await renames(repository, [...deleted, ...added.map(([path, { theirs }]) => differenceOf(path, undefined, theirs))]),
  ];
  for (const [to, sides] of added) {
    const from = mine.get(to);
    const base = from !== undefined && from === others.get(to) ? paths.get(from)?.base : undefined;
    if (base) paths.set(to, { ...sides, base });
  }
}

function differenceOf(path: string, before?: Side, after?: Side): Difference {
  return { path, ...(before && { before }), ...(after && { after }) };
}

function isFile(side: Side | undefined): boolean {
  return side !== undefined && (side.mode & TYPE) === FILE;
}
