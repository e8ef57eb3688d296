import assert from "node:assert/strict";
import { existsSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import type { CoreError } from "../src/core/problem.ts";
import { ADA, bytes, PLACE, put, startPair, text } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;

before(async () => {
  pair = await startPair();
  pair.there({ "a.txt": "one\n", "a.txt.bak": "bak\n", "src/run.sh": { run: "#!/bin/sh\n" }, "src/link": { link: "run.sh" }, gone: "gone\n", dir: "a file\n" });
});

after(() => pair.stop());

test("discards only the chosen changes", async () => {
  const { git, dir, native } = await pair.clone("discard");
  put(dir, { "a.txt": "two\n", "a.txt.bak": "mine\n", "src/run.sh": "no more\n", "src/link": "a file now\n", gone: null, "new/deep/er.txt": "new\n", kept: "kept\n" });
  native("add", "new");
  await git.discard(PLACE, ["a.txt", "src/run.sh", "src/link", "gone", "new/deep/er.txt"]);
  assert.deepEqual((await git.status(PLACE)).map(({ path, kind }) => [path, kind]), [["a.txt.bak", "modified"], ["kept", "added"]]);
  assert.equal(native("status", "--porcelain"), "M a.txt.bak\n?? kept");
  assert.equal(statSync(join(dir, "src/run.sh")).mode & 0o111, 0o111);
  assert.equal(readlinkSync(join(dir, "src/link")), "run.sh");
  assert.ok(!existsSync(join(dir, "new")));
});

test("discards staged changes too", async () => {
  const { git, dir, native } = await pair.clone("staged");
  put(dir, { "src/run.sh": { link: "/etc/passwd" }, "src/link": { run: "x" }, "a.txt": "staged\n" });
  native("add", "-A");
  await git.discard(PLACE, ["src/run.sh", "src/link", "a.txt"]);
  assert.equal(native("status", "--porcelain"), "");
  assert.equal(native("diff", "--cached", "--raw"), "");
});

test("restores a file that has become a directory", async () => {
  const { git, dir, native } = await pair.clone("directory");
  put(dir, { dir: null, "dir/inside": "x" });
  await assert.rejects(git.discard(PLACE, ["dir"]), refusedWith("name_taken"));
  await git.discard(PLACE, ["dir/inside", "dir"]);
  assert.equal(native("status", "--porcelain"), "");
});

test("neither discards nor shows files outside the working tree", async () => {
  const { git } = await pair.clone("outside");
  for (const path of ["../x", ".git/config", ""]) {
    await assert.rejects(git.discard(PLACE, [path]), refusedWith("invalid_name"), path);
    await assert.rejects(git.pending(PLACE, path), refusedWith("invalid_name"), path);
  }
});

test("follows no symbolic link to change or show a file", async () => {
  const { git, dir } = await pair.clone("links");
  put(dir, { way: { link: ".git" }, config: { link: ".git/config" } });
  const before = readFileSync(join(dir, ".git/config"), "utf8");
  await assert.rejects(git.write(PLACE, "way/config", bytes("x")), refusedWith("name_taken"));
  await assert.rejects(git.write(PLACE, "config", bytes("x")), refusedWith("is_link"));
  await assert.rejects(git.deletePaths(PLACE, ["way/config"]), refusedWith("no_such_file"));
  await assert.rejects(git.read(PLACE, "way/config"), refusedWith("no_such_file"));
  await git.discard(PLACE, ["way/config"]);
  assert.deepEqual(await git.pending(PLACE, "way/config"), {});
  assert.equal(readFileSync(join(dir, ".git/config"), "utf8"), before);
  await assert.rejects(git.write(PLACE, "a.txt/below", bytes("x")), refusedWith("name_taken"));
});

test("shows uncommitted changes before and after", async () => {
  const { git, dir } = await pair.clone("pending");
  put(dir, { "a.txt": "two\n", gone: null, "new/x": "new\n", "src/link": { link: "elsewhere" }, dir: null, "dir/inside": "x" });
  const pending = async (path: string): Promise<unknown[]> => {
    const { before, after } = await git.pending(PLACE, path);
    return [text(before), text(after)];
  };
  assert.deepEqual(await pending("a.txt"), ["one\n", "two\n"]);
  assert.deepEqual(await pending("gone"), ["gone\n", undefined]);
  assert.deepEqual(await pending("new/x"), [undefined, "new\n"]);
  assert.deepEqual(await pending("src/link"), ["run.sh", "elsewhere"]);
  assert.deepEqual(await pending("dir"), ["a file\n", undefined]);
  assert.deepEqual(await pending("nowhere/at/all"), [undefined, undefined]);
});

test("reports a changed executable bit", async () => {
  const { git, native } = await pair.clone("mode");
  native("update-index", "--chmod=+x", "a.txt");
  native("commit", "-q", "-m", "run");
  assert.deepEqual(await git.changes(PLACE, "HEAD"), [{ path: "a.txt", kind: "modified", modes: { before: "100644", after: "100755" } }]);
});

test("pulls the first commit into a clone of an empty repository", async (t) => {
  const empty = await startPair();
  t.after(() => empty.stop());
  const { git, native } = await empty.clone("empty");
  assert.deepEqual([await git.status(PLACE), (await git.refs(PLACE)).branches], [[], []]);
  empty.there({ "a.txt": "one\n" });
  await git.fetch(PLACE);
  await git.switchBranch(PLACE, "main");
  assert.equal(text(await git.read(PLACE, "a.txt")), "one\n");
  assert.equal(native("status", "--porcelain"), "");
});

test("switches branches that exchange files, directories and links", async () => {
  const { git, dir, native } = await pair.clone("switch");
  await git.createBranch(PLACE, "turned");
  await git.switchBranch(PLACE, "turned");
  put(dir, { "a.txt": null, "a.txt/now/deep": "x\n", src: "a file\n", "a.txt.bak": { link: "dir" }, dir: { run: "x" } });
  native("add", "-A");
  native("commit", "-q", "-m", "turned");
  for (const name of ["main", "turned", "main"]) {
    await git.switchBranch(PLACE, name);
    assert.equal(native("status", "--porcelain", "--branch"), name === "main" ? "## main...origin/main" : "## turned", name);
    assert.deepEqual(await git.status(PLACE), []);
  }
  put(dir, { "a.txt": "mine\n" });
  await git.commit(PLACE, ["a.txt"], "mine", ADA);
  assert.equal(native("fsck", "--strict"), "");
  assert.equal(text(await git.read(PLACE, "a.txt")), "mine\n");
  await git.write(PLACE, "a.txt", bytes("x"));
  await assert.rejects(git.switchBranch(PLACE, "turned"), refusedWith("would_overwrite", /^a\.txt$/));
});

test("carries uncommitted changes to a new branch, but not to another commit", async () => {
  const { git, dir, native } = await pair.clone("along");
  const [first] = await git.log(PLACE, "main");
  put(dir, { "a.txt": "mine\n" });
  await git.createBranch(PLACE, "along");
  await git.switchBranch(PLACE, "along");
  assert.equal(native("status", "--porcelain", "--branch"), "## along\n M a.txt");
  await git.commit(PLACE, ["a.txt"], "Change a", ADA);
  put(dir, { "a.txt": "mine again\n" });
  await assert.rejects(git.switchBranch(PLACE, "main"), (error: CoreError) => error.problem.code === "would_overwrite");
  assert.equal(native("rev-parse", "main"), first?.oid);
});
