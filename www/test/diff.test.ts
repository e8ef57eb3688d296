import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { diffLines, folded, pairs, type Diff, type DiffLine } from "../src/core/diff.ts";

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
const SIGNS = { same: " ", added: "+", removed: "-" };

async function compared(before: string, after: string, options = {}): Promise<Diff> {
  const diff = await diffLines(encoded(before), encoded(after), options);
  assert.ok(diff);
  return diff;
}

/** The pieces of a line that are marked. */
const marks = ({ text, marks = [] }: DiffLine): string[] => marks.map(([from, to]) => text.slice(from, to));

test("numbers the lines of both sides, and compares no binary files", async () => {
  const { lines, added, removed } = await compared("a\nb\n", "a\nc\n");
  assert.deepEqual(lines.map(({ kind, text, before, after }) => [kind, text, before, after]), [["same", "a", 1, 1], ["removed", "b", 2, undefined], ["added", "c", undefined, 2]]);
  assert.deepEqual([added, removed], [1, 1]);
  assert.equal(await diffLines(undefined, new Uint8Array([0, 1])), undefined);
  assert.deepEqual((await diffLines(undefined, encoded("a\n")))?.lines, [{ kind: "added", text: "a", after: 1 }]);
});

test("finds the changed lines that git finds", async () => {
  const directory = mkdtempSync(join(tmpdir(), "diff-"));
  let seed = 3;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let turn = 0; turn < 20; turn++) {
    const old = Array.from({ length: 40 + random(40) }, () => `line ${random(30)}\n`);
    const current = old.flatMap((line) => (random(6) === 0 ? [] : random(6) === 0 ? [`new ${random(9)}\n`, line] : [line]));
    const [a, b] = [join(directory, "a"), join(directory, "b")];
    writeFileSync(a, old.join(""));
    writeFileSync(b, current.join(""));
    const { status, stdout } = spawnSync("git", ["diff", "--no-index", "--unified=1000", a, b], { encoding: "utf8" });
    assert.equal(status, 1);
    const { added, removed, lines } = await compared(old.join(""), current.join(""));
    assert.deepEqual(lines.map(({ kind, text }) => SIGNS[kind] + text), stdout.trimEnd().split("\n").slice(5));
    assert.deepEqual([added, removed], ["added", "removed"].map((kind) => lines.filter((line) => line.kind === kind).length));
    const side = (without: DiffLine["kind"]) => lines.filter(({ kind }) => kind !== without).map(({ text }) => `${text}\n`);
    assert.deepEqual([side("added"), side("removed")], [old, current]);
  }
  rmSync(directory, { recursive: true });
});

test("does not compare two versions with too many lines, but shows a long new file", async () => {
  const long = "a\n".repeat(100_001);
  assert.equal(await diffLines(encoded(long), encoded(`b\n${long}`)), undefined);
  assert.equal((await diffLines(undefined, encoded(long)))?.added, 100_001);
});

test("marks the words in which lines differ, unless little is the same", async () => {
  const { lines } = await compared("const size = 12;\nalpha beta\n", "const width = 12;\ngamma delta\n");
  assert.deepEqual(lines.map((line) => [SIGNS[line.kind], marks(line)]), [["-", ["size"]], ["-", []], ["+", ["width"]], ["+", []]]);
  const long = await compared(`${"x ".repeat(2_000)}a\n`, `${"x ".repeat(2_000)}b\n`);
  assert.ok(long.lines.every((line) => marks(line).length === 0));
});

test("ignores white space if asked, and shows the newer text", async () => {
  const [before, after] = ["if (a) {\nb();\n}\nend\n", "if (a)  {\n  b();\n}\nend!\n"];
  assert.deepEqual((await compared(before, after)).added, 3);
  const { added, removed, lines } = await compared(before, after, { ignoreSpace: true });
  assert.deepEqual([added, removed], [1, 1]);
  assert.deepEqual(lines.filter(({ kind }) => kind === "same").map(({ text }) => text), ["if (a)  {", "  b();", "}"]);
  assert.deepEqual((await compared("a\r\nb\r\n", "a\nb\n", { ignoreSpace: true })).lines.map(({ kind }) => kind), ["same", "same"]);
});

test("says where a file ends without a line end, and marks changed line ends", async () => {
  assert.deepEqual((await compared("a\nb", "a\nb\n")).lines.map(({ kind, isUnended }) => [kind, isUnended ?? false]), [["same", false], ["removed", true], ["added", false]]);
  assert.deepEqual((await compared("a word\r\n", "a word\n")).lines.map(marks), [["\r"], []]);
  assert.deepEqual((await compared("\ufeffa\n", "a\n")).notes, ["The encoding changed from UTF-8 with BOM to UTF-8."]);
});

test("folds lines that are far from a change, and pairs the lines of both versions", async () => {
  const old = Array.from({ length: 30 }, (_, index) => `${index}\n`);
  const { lines } = await compared(old.join(""), old.with(10, "ten\n").with(14, "fourteen\n").join(""));
  assert.deepEqual(folded(lines).map(({ isFolded, lines: { length } }) => [isFolded, length]), [[true, 7], [false, 13], [true, 12]]);
  assert.deepEqual(folded((await compared("0\n1\n2\n3\n4\n", "0\n1\n2\n3\nfour\n")).lines).map(({ isFolded }) => isFolded), [false, false], "one line is not folded");
  const beside = pairs((await compared("a\nb\nc\nd\n", "a\nB\nd\ne\n")).lines).map(({ left, right }) => [left?.text, right?.text]);
  assert.deepEqual(beside, [["a", "a"], ["b", "B"], ["c", undefined], ["d", "d"], [undefined, "e"]]);
});
