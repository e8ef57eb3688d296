import assert from "node:assert/strict";
import { after, test } from "node:test";

import { difference } from "../src/core/git/difference.ts";
import { renamedFrom, renames } from "../src/core/git/renames.ts";
import { diskRepository } from "./support/disk-repository.ts";
import { bareRepository, randomOf, type Files } from "./support/random-histories.ts";

const CASES = Number(process.env["RENAME_CASES"] ?? 60);
const random = randomOf(Number(process.env["RENAME_SEED"] ?? 1));

const histories = bareRepository();
after(() => histories.remove());

/** Files with few words in common, so that each is more or less similar to the others. */
function content(from?: Buffer): Buffer {
  const lines = from?.toString().split("\n") ?? Array.from({ length: random(30) }, () => `word ${random(40)}`);
  for (let times = from ? random(lines.length) : 0; times > 0; times--) lines[random(lines.length)] = `other ${random(40)}`;
  return Buffer.from(lines.join(random(10) === 0 ? "\r\n" : "\n"));
}

const NAMES = ["a", "b", "c", "d/a", "d/b", "e/a", "e/f/c"];
const OTHERS = ["x", "y", "d/x", "g/a", "g/b", "g/c", "e/b"];

const pairs = Array.from({ length: CASES }, () => {
  const mode = (): string => ["100644", "100644", "100644", "100755", "120000"][random(5)] ?? "";
  const before: Files = Object.fromEntries(NAMES.map((name) => [name, { mode: mode(), content: content() }]));
  const later: Files = {};
  for (const [name, file] of Object.entries(before)) {
    const to = random(4) === 0 ? name : (OTHERS[random(OTHERS.length)] ?? name);
    if (random(8) > 0) later[to] = { mode: random(4) === 0 ? mode() : file.mode, content: random(4) === 0 ? file.content : content(file.content) };
    // Two files with one content, of which only one can be the old one.
    if (random(6) === 0) later[`copy/${name}`] = file;
  }
  return [`c${histories.commit(before)}`, `c${histories.commit(later)}`] as const;
});
histories.write();

test("finds the renamed files that git finds", async () => {
  const repository = diskRepository(histories.dir);
  let found = 0;
  for (const [before, later] of pairs) {
    const [old, new_] = [before, later].map((name) => histories.git("rev-parse", `${name}^{tree}`)) as [string, string];
    const native = histories.git("diff-tree", "-r", "-M", "--diff-filter=R", "--name-status", old, new_).split("\n").filter(Boolean);
    const expected = native.map((line) => line.split("\t").slice(1).toReversed()).sort();
    const own = await renames(repository, await difference(repository, old, new_));
    assert.deepEqual([...own].sort(), expected, `${before} ${later}`);
    found += own.size;
    for (const path of OTHERS) {
      const alone = await renamedFrom(repository, old, new_, path);
      if (own.has(path)) assert.notEqual(alone, undefined, `${before} ${later} ${path}`);
    }
  }
  assert.ok(found > CASES, String(found));
});

test("many copies of one file that move take no longer than many files", async () => {
  const side = { type: "blob" as const, oid: "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", mode: 0o100644 };
  const count = 40_000;
  const moved = Array.from({ length: count }, (_, index) => [{ path: `old/${index}/f`, before: side }, { path: `new/${index}/f`, after: side }]).flat();
  const started = process.cpuUsage();
  const found = await renames(diskRepository(histories.dir), moved);
  assert.ok(process.cpuUsage(started).user < 5_000_000);
  assert.equal(new Set(found.values()).size, count);
});
