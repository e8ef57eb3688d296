import * as git from "isomorphic-git";

import { difference, type Difference } from "./difference.ts";
import type { Repository } from "./repository.ts";

/** Git's limit: from this share of common content on, a removed and an added file are one that was renamed. */
const SIMILAR = 0.5;
/** More pairs of files than these are not compared, and no larger files. */
const MOST_COMPARED = 100;
const LARGEST = 500_000;

/** The old path of each file that was renamed, by its new path. Files with the same content are found first. */
export async function renames(repository: Repository, differences: readonly Difference[]): Promise<Map<string, string>> {
  const removed = new Map(differences.flatMap(({ path, before, after }) => (before?.type === "blob" && after?.type !== "blob" ? [[path, before.oid] as const] : [])));
  const added = differences.flatMap(({ path, before, after }) => (after?.type === "blob" && before?.type !== "blob" ? [{ path, oid: after.oid }] : []));
  const found = new Map<string, string>();
  const rest: typeof added = [];
  for (const file of added) {
    const same = [...removed].filter(([, oid]) => oid === file.oid).map(([path]) => path);
    const from = same.find((path) => nameOf(path) === nameOf(file.path)) ?? same[0];
    if (from === undefined) rest.push(file);
    else take(file.path, from);
  }
  if (rest.length * removed.size > MOST_COMPARED) return found;
  const scores: { to: string; from: string; score: number }[] = [];
  for (const { path: to, oid } of rest) {
    for (const [from, old] of removed) scores.push({ to, from, score: await similarity(repository, old, oid) });
  }
  for (const { to, from, score } of scores.sort((a, b) => b.score - a.score)) {
    if (score >= SIMILAR && removed.has(from) && !found.has(to)) take(to, from);
  }
  return found;

  function take(to: string, from: string): void {
    found.set(to, from);
    removed.delete(from);
  }
}

/** The path that a file which appears between two trees had before. */
export async function renamedFrom(repository: Repository, before: string, after: string, path: string): Promise<string | undefined> {
  return (await renames(repository, await difference(repository, before, after))).get(path);
}

/** The share of the larger file that is in the other one too, line by line. */
async function similarity(repository: Repository, one: string, other: string): Promise<number> {
  const [a, b] = await Promise.all([one, other].map(async (oid) => (await git.readBlob({ ...repository, oid })).blob));
  if (!a || !b || Math.max(a.byteLength, b.byteLength) > LARGEST) return 0;
  const largest = Math.max(a.byteLength, b.byteLength);
  if (Math.min(a.byteLength, b.byteLength) < SIMILAR * largest || largest === 0) return 0;
  const counts = new Map<string, number>();
  for (const line of linesOf(a)) counts.set(line, (counts.get(line) ?? 0) + 1);
  let common = 0;
  for (const line of linesOf(b)) {
    const left = counts.get(line) ?? 0;
    if (left > 0) common += line.length;
    counts.set(line, left - 1);
  }
  return common / largest;
}

/** Lines with their ends, one character for each byte. */
function linesOf(content: Uint8Array): string[] {
  return new TextDecoder("latin1").decode(content).split(/(?<=\n)/);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
