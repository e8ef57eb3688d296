import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { diverged } from "./support/diverged.ts";
import { ADA, bytes, PLACE, text } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

const CRLF = { ".gitattributes": "*.txt text eol=crlf\n*.id ident\n" };

test("tells whether a file in conflict has edits of the user, also if it is converted", async (t) => {
  const { git, dir } = await diverged(t, {
    base: { ...CRLF, "a.txt": "one\n", "b.id": "$Id$\none\n", c: "one\n" },
    ours: { "a.txt": "ours\n", "b.id": "$Id$\nours\n", c: "ours\n" },
    theirs: { "a.txt": "theirs\n", "b.id": "$Id$\ntheirs\n", c: null },
  });
  await git.pull(PLACE, ADA);
  assert.match(text((await git.conflict(PLACE, "a.txt")).current) ?? "", /^<<<<<<< HEAD\r\nours\r\n/);
  for (const path of ["a.txt", "b.id", "c"]) {
    const state = async (): Promise<string> => (await git.conflict(PLACE, path)).state;
    for (const resolution of ["conflict", "ours", "conflict"] as const) {
      assert.equal(await state(), "unedited", `${path} before ${resolution}`);
      await git.resolveConflict(PLACE, path, resolution);
    }
    await git.resolveConflict(PLACE, path, "theirs");
    assert.equal(await state(), path === "c" ? "deleted" : "unedited", path);
    await git.write(PLACE, path, bytes("both\n"));
    assert.equal(await state(), "edited", path);
    await git.resolveConflict(PLACE, path, "file");
    assert.equal(await state(), "edited", path);
    await git.resolveConflict(PLACE, path, "conflict");
    assert.equal(await state(), "unedited", path);
    rmSync(join(dir, path));
    assert.equal(await state(), "deleted", path);
  }
});

test("finds conflict markers of the length with which the merge wrote them", async (t) => {
  const { git } = await diverged(t, {
    base: { ".gitattributes": "*.rst conflict-marker-size=20\n", "a.rst": "one\n", b: "one\n" },
    ours: { "a.rst": "ours\n", b: "ours\n" },
    theirs: { ".gitattributes": "*.rst conflict-marker-size=9\n", "a.rst": "theirs\n", b: "theirs\n" },
  });
  await git.pull(PLACE, ADA);
  const has = async (path: string, content?: string): Promise<boolean> => {
    if (content !== undefined) await git.write(PLACE, path, bytes(content));
    return (await git.conflict(PLACE, path)).hasMarkers;
  };
  assert.deepEqual([await has("a.rst"), await has("b")], [true, true]);
  assert.equal(await has("a.rst", "Heading\n=======\n\nTable\n=========\n"), false);
  for (const line of ["<<<<<<<<<<<<<<<<<<<< HEAD\r\n", "====================", ">>>>>>>>>>>>>>>>>>>> origin/main\n"]) assert.equal(await has("a.rst", `one\n${line}`), true, line);
  assert.equal(await has("a.rst", `one ${"=".repeat(20)}\n${"=".repeat(21)}\n`), false);
  assert.deepEqual([await has("b", "one\n=======\n"), await has("b", "========\n======\n =======\n")], [true, false]);
});

test("ignores a size of conflict markers that would take all memory", async (t) => {
  const { git } = await diverged(t, { base: { ".gitattributes": "* conflict-marker-size=1000000000\n", a: "one\n" }, ours: { a: "ours\n" }, theirs: { a: "theirs\n" } });
  await git.pull(PLACE, ADA);
  assert.equal(text((await git.conflict(PLACE, "a")).current), "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> origin/main\n");
});

test("a file in conflict is read after the edits that were sent before", async (t) => {
  const { git } = await diverged(t, { base: { a: "one\n" }, ours: { a: "ours\n" }, theirs: { a: "theirs\n" } });
  await git.pull(PLACE, ADA);
  const before = Promise.all([git.fetch(PLACE), git.write(PLACE, "a", bytes("both\n"))]);
  assert.equal((await git.conflict(PLACE, "a")).state, "edited");
  await before;
});

test("resolves a conflict of a file that Git LFS tracks only with a pointer, and says how", async (t) => {
  const pointer = (content: string): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${createHash("sha256").update(content).digest("hex")}\nsize ${content.length}\n`;
  const { git, native } = await diverged(t, { base: { ".gitattributes": "*.psd filter=lfs\n", "a.psd": pointer("a") }, ours: { "a.psd": pointer("ours") }, theirs: { "a.psd": pointer("theirs") } });
  await git.pull(PLACE, ADA);
  await assert.rejects(git.resolveConflict(PLACE, "a.psd", "file"), refusedWith("lfs_conflict", /^a\.psd$/));
  assert.equal((await git.unfinished(PLACE))?.conflicts[0]?.resolved, false);
  await git.write(PLACE, "a.psd", bytes(pointer("both")));
  await git.resolveConflict(PLACE, "a.psd", "file");
  await git.resolveConflict(PLACE, "a.psd", "theirs");
  await git.conclude(PLACE, "Merge", ADA);
  assert.equal(native("show", "HEAD:a.psd"), pointer("theirs").trim());
});
