import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { blame } from "../src/core/git/blame.ts";
import { unchanged } from "../src/core/git/line-diff.ts";
import { diskRepository } from "./support/disk-repository.ts";
import { bareRepository, randomOf, type Files, type Random } from "./support/random-histories.ts";

const CASES = Number(process.env["DIFF_CASES"] ?? 250);
const random = randomOf(Number(process.env["DIFF_SEED"] ?? 1));

const directory = mkdtempSync(join(tmpdir(), "www-diff-"));
after(() => rmSync(directory, { recursive: true }));

/** A text whose lines repeat as those of code do: closing brackets, blank lines, indentation. */
function text(random: Random, length: number, words: number): string[] {
  return Array.from({ length }, () => {
    const indent = ["", "  ", "\t", "    "][random(4)] ?? "";
    return [`${indent}}`, "", "  ", `${indent}${random(words)}`, `${indent}call(${random(words)});`][random(5)] ?? "";
  });
}

/** Small edits, repeated and moved runs, and now and then a part that is written anew. */
function edited(random: Random, before: readonly string[], words: number): string[] {
  const lines = [...before];
  for (let times = 1 + random(6); times > 0; times--) {
    const [at, from, length] = [random(lines.length + 1), random(lines.length + 1), random(random(8) === 0 ? 200 : 6)];
    const written = [text(random, random(length + 1), words), lines.slice(from, from + length), []][random(3)] ?? [];
    lines.splice(at, random(length + 1), ...written);
  }
  return lines;
}

/** Long texts with many small changes between short and long common runs: the search takes a path that is good enough. */
function withRuns(random: Random, count = 400): [string[], string[]] {
  const words = (length: number): string[] => Array.from({ length }, () => `word ${random(900)}`);
  const runs = Array.from({ length: count }, () => words(random(4) === 0 ? 22 + random(20) : random(12)));
  const side = (): string[] => runs.flatMap((run) => [...words(random(4)), ...run]);
  return [side(), side()];
}

/** Frequent lines between lines that only one side has. */
function withoutCounterparts(random: Random): [string[], string[]] {
  const side = (name: string): string[] => Array.from({ length: 400 }, (_, index) => (random(10) < 6 ? `${name} ${index}` : ["}", "", "  }", "end"][random(4)] ?? ""));
  return [side("before"), side("after")];
}

/** Repeated lines at the end, in which a change can slide across the part that git leaves out. */
function withTail(random: Random): [string[], string[]] {
  const line = ["", "x", "  }", "a longer line that is repeated"][random(4)] ?? "";
  const side = (): string[] => [...text(random, random(5), 3), ...Array.from({ length: 1200 - random(3) }, () => line)];
  return [side(), side()];
}

function joined(random: Random, lines: readonly string[]): string {
  return lines.join("\n") + (random(5) === 0 ? "" : "\n");
}

function withEnds(content: string): string[] {
  return content.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The hunks of git's diff of each pair: the changed lines of both sides. */
function hunksOfGit(pairs: readonly (readonly [string, string])[]): string[][] {
  for (const side of ["a", "b"]) mkdirSync(join(directory, side), { recursive: true });
  for (const [index, [before, later]] of pairs.entries()) {
    writeFileSync(join(directory, "a", String(index)), before);
    writeFileSync(join(directory, "b", String(index)), later);
  }
  const found: string[][] = pairs.map(() => []);
  let output = "";
  try {
    execFileSync("git", ["-c", "core.quotePath=false", "diff", "--no-index", "--no-renames", "--text", "-U0", "--diff-algorithm=myers", "--indent-heuristic", "a", "b"], { cwd: directory, encoding: "utf8", maxBuffer: 1e9, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    output = String((error as { stdout?: string }).stdout);
  }
  let current: string[] = [];
  for (const line of output.split("\n")) {
    const [, index] = /^diff --git a\/a\/(\d+) /.exec(line) ?? /^diff --git a\/(\d+) b\/\d+$/.exec(line) ?? [];
    if (index !== undefined) current = found[Number(index)] ?? [];
    const [, from, removed = "1", to, added = "1"] = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (from !== undefined) current.push(`${removed === "0" ? "" : from},${removed} ${added === "0" ? "" : to},${added}`);
  }
  return found;
}

function ownHunks(before: readonly string[], later: readonly string[]): string[] {
  const from = unchanged(before, later);
  const found: string[] = [];
  for (let [old, at] = [0, 0]; old < before.length || at < later.length; [old, at] = [old + 1, at + 1]) {
    let [oldEnd, end] = [old, at];
    while (end < later.length && from[end] === undefined) end++;
    oldEnd = end < later.length ? (from[end] ?? 0) : before.length;
    if (oldEnd > old || end > at) found.push(`${oldEnd === old ? "" : old + 1},${oldEnd - old} ${end === at ? "" : at + 1},${end - at}`);
    [old, at] = [oldEnd, end];
  }
  return found;
}

test("finds the changes that git's default diff finds, in small texts, long ones, and those that are expensive to compare", () => {
  const pairs = Array.from({ length: CASES }, (_, index) => {
    const words = [1, 3, 20, 1000][random(4)] ?? 1;
    const length = index % 50 === 0 ? 1500 : index % 10 === 0 ? 300 : random(40);
    const before = text(random, length, words);
    if (index % 10 > 6) return [withRuns, withoutCounterparts, withTail][index % 3]?.(random).map((lines) => joined(random, lines)) as [string, string];
    const later = index % 25 === 0 ? text(random, length, words) : edited(random, before, words);
    return [joined(random, before), joined(random, later)] as const;
  });
  // From 65 536 lines on, a path with long common runs is taken early.
  const [before, later] = withRuns(random, 2600);
  assert.ok(before.length + later.length > 65_536);
  pairs.push([joined(random, before), joined(random, later)]);
  const expected = hunksOfGit(pairs);
  for (const [index, [before, later]] of pairs.entries()) assert.deepEqual(ownHunks(withEnds(before), withEnds(later)), expected[index], `pair ${index}`);
  assert.ok(expected.filter((hunks) => hunks.length > 1).length > CASES / 4);
});

test("blames what git blames, through renames, merges and repeated lines", async (t) => {
  const histories = bareRepository();
  t.after(() => histories.remove());
  const paths = ["a", "d/b", "d/c"];
  const contents = new Map(paths.map((path) => [path, text(random, 60, 5)]));
  const filesOf = (from: ReadonlyMap<string, string[]>): Files => Object.fromEntries([...from].map(([path, lines]) => [path, { mode: "100644", content: Buffer.from(lines.join("\n")) }]));
  const change = (from: Map<string, string[]>): Map<string, string[]> => {
    const [path = ""] = [...from.keys()].filter((_, index) => index === random(3) || index === 0).slice(-1);
    const lines = edited(random, from.get(path) ?? [], 5);
    const to = random(4) === 0 ? `${path.slice(0, 3)}${random(1000)}` : path;
    return new Map([...from].map(([name, old]) => (name === path ? [to, lines] : [name, old])));
  };
  let [files, last] = [contents, histories.commit(filesOf(contents))];
  for (let turn = 0; turn < 25; turn++) {
    const next = change(files);
    const commit = histories.commit(filesOf(next), [last]);
    if (turn % 5 === 4) {
      const side = change(files);
      const other = histories.commit(filesOf(side), [last]);
      const [merged] = [new Map([...next].map(([path, lines]) => [path, [...lines, ...(side.get(path) ?? []).slice(-3)]]))];
      [files, last] = [merged, histories.commit(filesOf(merged), random(2) === 0 ? [commit, other] : [other, commit])];
    } else [files, last] = [next, commit];
  }
  histories.write();
  const head = histories.git("rev-parse", `c${last}`);
  for (const path of files.keys()) {
    const { lines } = await blame(diskRepository(histories.dir), head, path, { signal: undefined });
    const own = lines.flatMap(({ first, count, commit, original }) => Array.from({ length: count }, (_, index) => `${commit} ${original + index} ${first + index}`)).sort();
    const native = histories.git("blame", "--porcelain", head, "--", path).split("\n").flatMap((line) => /^[0-9a-f]{40} \d+ \d+/.exec(line) ?? []).sort();
    assert.deepEqual(own, native, path);
  }
  assert.match(histories.git("log", "--format=", "--diff-filter=R", "--name-status", head), /^R0/m);
});
