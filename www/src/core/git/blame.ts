import * as git from "isomorphic-git";

import type { Blame, BlamedLines } from "../inspecting-api.ts";
import { failure } from "../messages.ts";
import type { Commit } from "../reading-api.ts";
import type { StoredCommit } from "./commits.ts";
import { unchanged } from "./line-diff.ts";
import { renamedFrom } from "./renames.ts";
import type { Repository } from "./repository.ts";
import { entryAt } from "./trees.ts";
import { walk } from "./walk.ts";

/** Larger files would take too long. */
const LARGEST = 2_000_000;
/** Milliseconds between reports. */
const INTERVAL = 250;

/** Lines of the blamed file on their way through the history: their numbers there and in a commit's version, from 0. */
interface Traced {
  path: string;
  lines: { final: number; here: number }[];
}

/** A version of the file in a commit. */
interface Version {
  path: string;
  oid: string;
}

/**
 * The commit that each line of a file comes from, as `git blame` finds it. Follows files that were renamed. `report` receives
 * what has been found so far.
 */
export async function blame(repository: Repository, oid: string, path: string, { signal, report }: { signal: AbortSignal | undefined; report?: ((blame: Blame) => void) | undefined }): Promise<Blame> {
  const commits = new Map<string, Commit>();
  const origins: ({ commit: string; path: string; line: number } | undefined)[] = [];
  const texts = new Map<string, string[]>();
  let reported = -Infinity;

  async function textOf(id: string): Promise<string[]> {
    const known = texts.get(id);
    if (known) return known;
    const { blob } = await git.readBlob({ ...repository, oid: id });
    const lines = linesOf(blob);
    // A version is compared with its parents' soon after it was one's own.
    if (texts.size > 20) texts.delete(texts.keys().next().value ?? "");
    texts.set(id, lines);
    return lines;
  }

  async function start(commit: StoredCommit): Promise<Traced> {
    const entry = await entryAt(repository, commit.tree, path);
    if (entry?.type !== "blob") throw failure("no_such_file");
    const { blob } = await git.readBlob({ ...repository, oid: entry.oid });
    if (blob.byteLength > LARGEST) throw failure("too_large_to_blame");
    return { path, lines: linesOf(blob).map((_, index) => ({ final: index, here: index })) };
  }

  await walk<Traced[] | undefined>(repository, { oid, carried: undefined, join: (one = [], other = []) => [...one, ...other], signal }, async ({ commit, parents, isCut, carried }, carry) => {
    for (const traced of carried ?? [await start(commit)]) {
      const rest = await passOn(repository, commit, parents, traced, textOf, carry);
      if (rest.length === 0) continue;
      const { tree: _, ...about } = commit;
      commits.set(commit.oid, { ...about, ...(isCut && { cut: true }) });
      for (const { final, here } of rest) origins[final] = { commit: commit.oid, path: traced.path, line: here + 1 };
    }
    if (report && commits.size > 0 && Date.now() - reported > INTERVAL) {
      report({ lines: grouped(origins), commits: [...commits.values()] });
      reported = Date.now();
    }
    return true;
  });
  return { lines: grouped(origins), commits: [...commits.values()] };
}

/** Carries lines on to the parents that have them, and returns the rest: those that the commit wrote. */
async function passOn(repository: Repository, commit: StoredCommit, parents: readonly StoredCommit[], traced: Traced, textOf: (oid: string) => Promise<string[]>, carry: (parent: StoredCommit, what: Traced[]) => void): Promise<Traced["lines"]> {
  const here = await entryAt(repository, commit.tree, traced.path);
  if (!here) return traced.lines;
  const older: { parent: StoredCommit; version: Version }[] = [];
  // As in git, an unchanged file of the same name comes before one that was renamed.
  for (const find of [sameName, oldName]) {
    for (const parent of parents) {
      if (older.some((known) => known.parent === parent)) continue;
      const version = await find(repository, parent, commit, traced.path);
      if (version?.oid === here.oid) {
        carry(parent, [{ ...traced, path: version.path }]);
        return [];
      }
      if (version && !older.some((known) => known.version.oid === version.oid)) older.push({ parent, version });
    }
  }
  older.sort((one, other) => parents.indexOf(one.parent) - parents.indexOf(other.parent));
  let rest = traced.lines;
  for (const { parent, version } of older) {
    const from = unchanged(await textOf(version.oid), await textOf(here.oid));
    const passed = rest.flatMap(({ final, here: line }) => (from[line] === undefined ? [] : [{ final, here: from[line] }]));
    if (passed.length === 0) continue;
    carry(parent, [{ path: version.path, lines: passed }]);
    rest = rest.filter(({ here: line }) => from[line] === undefined);
  }
  return rest;
}

async function sameName(repository: Repository, parent: StoredCommit, _: StoredCommit, path: string): Promise<Version | undefined> {
  const there = await entryAt(repository, parent.tree, path);
  return there?.type === "blob" ? { path, oid: there.oid } : undefined;
}

/** The file's version in a parent, under its old name if the commit renamed it. */
async function oldName(repository: Repository, parent: StoredCommit, commit: StoredCommit, path: string): Promise<Version | undefined> {
  if (await entryAt(repository, parent.tree, path)) return undefined;
  const from = await renamedFrom(repository, parent.tree, commit.tree, path);
  const old = from === undefined ? undefined : await entryAt(repository, parent.tree, from);
  return from !== undefined && old ? { path: from, oid: old.oid } : undefined;
}

/** Neighbouring lines of one commit as one. */
function grouped(origins: readonly ({ commit: string; path: string; line: number } | undefined)[]): BlamedLines[] {
  const groups: BlamedLines[] = [];
  for (const [index, origin] of origins.entries()) {
    if (!origin) continue;
    const last = groups.at(-1);
    const continues = last && last.first + last.count === index + 1 && last.commit === origin.commit && last.path === origin.path && last.original + last.count === origin.line;
    if (continues) last.count += 1;
    else groups.push({ first: index + 1, count: 1, commit: origin.commit, path: origin.path, original: origin.line });
  }
  return groups;
}

/** A file's lines with their ends, one character for each byte: lines are only compared. */
function linesOf(content: Uint8Array): string[] {
  const lines = new TextDecoder("latin1").decode(content).split(/(?<=\n)/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
