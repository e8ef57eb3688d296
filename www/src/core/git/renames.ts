import { difference, type Difference } from "./difference.ts";
import type { Repository } from "./repository.ts";
import type { Side } from "./side.ts";
import { similarities } from "./similarity.ts";

/** git's limits: from this share of common content on, a removed and an added file are one that was renamed; of the same name, from the other. */
const SIMILAR = 0.5;
const SIMILAR_OF_SAME_NAME = 0.75;
/** More pairs of files than these are not compared; those of the same name are before. git's own limit is a million. */
const MOST_COMPARED = 40_000;
/** As many old names as these are considered for each file. */
const CANDIDATES = 4;

const TYPE = 0o170000;
const FILE = 0o100000;

interface File {
  path: string;
  side: Side;
}

interface Candidate {
  to: File;
  from: File;
  score: number;
  isSameName: boolean;
}

/**
 * The old path of each file that was renamed, by its new path, as `git diff` finds them: files with the same content first, then
 * those whose name no other file has, then the most similar ones.
 *
 * @param only the only new path that counts, as for `git blame`
 */
export async function renames(repository: Repository, differences: readonly Difference[], only?: string): Promise<Map<string, string>> {
  const removed = new Set(sorted(differences.flatMap(({ path, before, after }) => (before?.type === "blob" && after?.type !== "blob" ? [{ path, side: before }] : []))));
  const added = new Set(sorted(differences.flatMap(({ path, before, after }) => (after?.type === "blob" && before?.type !== "blob" && (only ?? path) === path ? [{ path, side: after }] : []))));
  const found = new Map<string, string>();
  const take = (to: File, from: File): void => {
    found.set(to.path, from.path);
    removed.delete(from);
    added.delete(to);
  };

  // Thousands of files may have the same content, so each is looked at only a few times.
  const firstLeft = (files: File[] = []): File | undefined => {
    for (let last = files.at(-1); last && !removed.has(last); last = files.at(-1)) files.pop();
    return files.at(-1);
  };
  const backwards = [...removed].reverse();
  const byContent = Map.groupBy(backwards, contentKey);
  const byContentAndName = Map.groupBy(backwards, (file) => `${contentKey(file)} ${nameOf(file.path)}`);
  for (const to of added) {
    const key = contentKey(to);
    const from = firstLeft(byContentAndName.get(`${key} ${nameOf(to.path)}`)) ?? firstLeft(byContent.get(key));
    if (from) take(to, from);
  }
  if (removed.size === 0 || added.size === 0) return found;

  const similarity = similarities(repository);
  const [oldNames, newNames] = [byName(removed), byName(added)];
  for (const from of removed) {
    const [to, ...others] = newNames.get(nameOf(from.path)) ?? [];
    if (!to || others.length > 0 || oldNames.get(nameOf(from.path))?.length !== 1) continue;
    if (isComparable(from, to) && (await similarity(from.side.oid, to.side.oid, SIMILAR_OF_SAME_NAME)) >= SIMILAR_OF_SAME_NAME) take(to, from);
  }
  if (removed.size * added.size > MOST_COMPARED) return found;

  const candidates: Candidate[] = [];
  for (const to of added) {
    const best: Candidate[] = [];
    for (const from of removed) {
      if (!isComparable(from, to)) continue;
      const score = await similarity(from.side.oid, to.side.oid, SIMILAR);
      if (score >= SIMILAR) best.push({ to, from, score, isSameName: nameOf(from.path) === nameOf(to.path) });
    }
    candidates.push(...best.sort(better).slice(0, CANDIDATES));
  }
  for (const { to, from } of candidates.sort(better)) if (added.has(to) && removed.has(from)) take(to, from);
  return found;
}

/** The path that a file which appears between two trees had before. */
export async function renamedFrom(repository: Repository, before: string, after: string, path: string): Promise<string | undefined> {
  return (await renames(repository, await difference(repository, before, after), path)).get(path);
}

function sorted(files: File[]): File[] {
  return files.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function better(one: Candidate, other: Candidate): number {
  return other.score - one.score || Number(other.isSameName) - Number(one.isSameName);
}

/** Files with the same one have the same content and are of the same kind. */
function contentKey({ side }: File): string {
  return `${side.oid} ${isFile(side) ? FILE : side.mode}`;
}

function isComparable(one: File, other: File): boolean {
  return isFile(one.side) && isFile(other.side);
}

function isFile({ mode }: Side): boolean {
  return (mode & TYPE) === FILE;
}

function byName(files: Iterable<File>): Map<string, File[]> {
  return Map.groupBy(files, ({ path }) => nameOf(path));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
