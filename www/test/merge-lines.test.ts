import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { mergeLines } from "../src/core/git/merge-lines.ts";
import { randomOf } from "./support/random-histories.ts";

const dir = mkdtempSync(join(tmpdir(), "www-merge-lines-"));
after(() => rmSync(dir, { recursive: true }));

/** The merge of three files by git, with its markers. */
function byGit(texts: readonly string[]): string {
  const files = texts.map((text, index) => {
    const file = join(dir, String(index));
    writeFileSync(file, text);
    return file;
  });
  const [base = "", ours = "", theirs = ""] = files;
  const given = ["merge-file", "-p", "--diff-algorithm=histogram", "-L", "ours", "-L", "base", "-L", "theirs", ours, base, theirs];
  try {
    return execFileSync("git", given, { encoding: "utf8" });
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}

test("merges lines that repeat as git does, with the same markers", () => {
  const random = randomOf(5);
  const line = (): string => `${"ab"[random(2)]}\n`;
  const changed = (lines: readonly string[]): string[] => lines.toSpliced(random(lines.length + 1), random(3), ...Array.from({ length: random(4) }, line));
  let conflicts = 0;
  for (let turn = 0; turn < 120; turn++) {
    const base = Array.from({ length: 3 + random(9) }, line);
    const texts = [base, changed(base), changed(base)].map((lines) => lines.join(""));
    const [old, ours, theirs] = texts.map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array, Uint8Array];
    const merged = mergeLines(old, ours, theirs, { ours: "ours", theirs: "theirs" });
    assert.equal(new TextDecoder().decode(merged.content), byGit(texts), JSON.stringify(texts));
    conflicts += Math.min(1, merged.conflicts);
  }
  assert.ok(conflicts > 10 && conflicts < 110, String(conflicts));
});
