import assert from "node:assert/strict";
import { existsSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";

import type { Problem, Progress } from "../src/core/api.ts";
import { ADA, PLACE, put, startPair, type Written } from "./support/pair.ts";

const LINES = ["one", "two", "three", "four", "five", "six", "seven"].map((line) => `${line}\n`);
const BINARY = Uint8Array.from([0xff, 0x0a, 0xfe, 0x0a, 0xc0, 0x0a, 0xc1, 0x0a, 0xf5, 0x0a]);
const changedLine = (at: number, line: string): string => LINES.with(at, `${line}\n`).join("");
const changedByte = (at: number): Uint8Array => BINARY.with(at, 0x80);

/** A repository whose files both sides then change. */
async function diverged(test: TestContext, { base, ours, theirs, branch = "main" }: { base: Record<string, Written>; ours: Record<string, Written>; theirs: Record<string, Written>; branch?: string }) {
  const pair = await startPair();
  test.after(() => pair.stop());
  pair.there({ ".gitignore": "*.ignored\n" });
  pair.there(base, branch);
  const clone = await pair.clone("clone");
  if (branch !== "main") await clone.git.switchBranch(PLACE, branch);
  put(clone.dir, ours);
  clone.native("add", "-A");
  clone.native("commit", "-q", "--allow-empty", "-m", "ours");
  pair.there(theirs, branch);
  return { ...clone, ...pair };
}

const problem = async (pull: Promise<unknown>): Promise<Problem> => {
  try {
    return assert.fail(JSON.stringify(await pull));
  } catch (error) {
    return (error as { problem?: Problem }).problem ?? Promise.reject(error);
  }
};

test("merges both sides' changes as git does, and pushes the merge", async (t) => {
  const { git, dir, native, server } = await diverged(t, {
    base: { text: LINES.join(""), "src/deep/gone": "gone\n", "src/deep/stays": "stays\n", "old/only": "x\n", run: "#!/bin/sh\n", link: { link: "text" }, image: BINARY, file: "a file\n", "tree/leaf": "leaf\n" },
    ours: { text: changedLine(0, "ours"), "src/ours/new": "ours\n", "src/deep/gone": null, "both": "same\n" },
    theirs: { text: changedLine(6, "theirs"), "src/theirs/new": "theirs\n", "old/only": null, run: { run: "#!/bin/sh\n" }, link: { link: "run" }, image: changedByte(0), "both": "same\n", file: null, "file/now/deep": "x\n", tree: "a file now\n" },
  });
  const seen: Progress[] = [];
  assert.deepEqual(await git.with({ onProgress: (progress) => seen.push(progress) }).pull(PLACE, ADA), { kind: "merged", ahead: 1, behind: 1 });
  assert.ok(seen.length > 0);
  assert.equal(readFileSync(join(dir, "text"), "utf8"), LINES.with(0, "ours\n").with(6, "theirs\n").join(""));
  assert.ok(!existsSync(join(dir, "old")) && !existsSync(join(dir, "src/deep/gone")));
  assert.equal(statSync(join(dir, "run")).mode & 0o111, 0o111);
  assert.equal(readlinkSync(join(dir, "link")), "run");
  assert.deepEqual(await git.status(PLACE), []);
  assert.equal(native("status", "--porcelain"), "");
  assert.equal(native("fsck", "--strict", "--no-dangling"), "");
  assert.equal(native("log", "-1", "--format=%an %ae %cn|%B"), `Ada ada@example.com Ada|Merge branch 'main' of ${server.edge}/eu-west-1/app`);
  assert.equal(native("merge-tree", "--write-tree", "HEAD^1", "HEAD^2"), native("rev-parse", "HEAD^{tree}"));
  await git.push(PLACE);
  assert.equal(server.git("-C", server.bare, "rev-parse", "main"), native("rev-parse", "HEAD"));
});

test("starts a second merge from the first one", async (t) => {
  const { git, dir, native, there } = await diverged(t, { base: { text: LINES.join("") }, ours: { text: changedLine(0, "ours") }, theirs: { text: changedLine(6, "theirs") } });
  await git.pull(PLACE, ADA);
  there({ text: changedLine(6, "theirs again") });
  assert.equal((await git.pull(PLACE, ADA)).kind, "merged");
  assert.equal(readFileSync(join(dir, "text"), "utf8"), LINES.with(0, "ours\n").with(6, "theirs again\n").join(""));
  assert.equal(native("merge-tree", "--write-tree", "HEAD^1", "HEAD^2"), native("rev-parse", "HEAD^{tree}"));
});

test("names the branch in the message of a merge into another branch", async (t) => {
  const { git, native, server } = await diverged(t, { base: {}, ours: { ours: "x" }, theirs: { theirs: "x" }, branch: "topic" });
  assert.equal((await git.pull(PLACE, ADA)).kind, "merged");
  assert.equal(native("log", "-1", "--format=%s"), `Merge branch 'topic' of ${server.edge}/eu-west-1/app into topic`);
});

test("does not merge without an author", async (t) => {
  const { git, native } = await diverged(t, { base: {}, ours: { ours: "x" }, theirs: { theirs: "x" } });
  const before = native("rev-parse", "HEAD");
  const seen: Progress[] = [];
  assert.deepEqual(await git.with({ onProgress: (progress) => seen.push(progress) }).pull(PLACE), { kind: "diverged", ahead: 1, behind: 1 });
  assert.ok(seen.length > 0);
  assert.equal(native("rev-parse", "HEAD"), before);
});

const CONFLICTS: [name: string, files: { base: Record<string, Written>; ours: Record<string, Written>; theirs: Record<string, Written> }, conflicting: string[]][] = [
  ["the same lines", { base: { a: LINES.join(""), "b/c": LINES.join("") }, ours: { a: changedLine(1, "x"), "b/c": changedLine(1, "x") }, theirs: { a: changedLine(1, "y"), "b/c": changedLine(1, "y") } }, ["a", "b/c"]],
  ["a file that the other side deletes", { base: { a: "a\n", "b/c": "c\n" }, ours: { a: null, "b/c": "ours\n" }, theirs: { a: "theirs\n", "b/c": null } }, ["a", "b/c"]],
  ["a new file of the same name", { base: {}, ours: { a: "ours\n" }, theirs: { a: "theirs\n" } }, ["a"]],
  ["a file of bytes, far apart", { base: { image: BINARY }, ours: { image: changedByte(0) }, theirs: { image: changedByte(8) } }, ["image"]],
  ["lines that end as nobody's do", { base: { mac: LINES.join("x\r") }, ours: { mac: LINES.with(0, "ours\n").join("x\r") }, theirs: { mac: LINES.with(6, "theirs\n").join("x\r") } }, ["mac"]],
  ["a link", { base: { link: { link: "a" } }, ours: { link: { link: "b" } }, theirs: { link: { link: "c" } } }, ["link"]],
  ["a file that is a directory there", { base: { a: "a\n" }, ours: { a: "ours\n" }, theirs: { a: null, "a/b": "b\n" } }, ["a"]],
];

for (const [name, files, conflicting] of CONFLICTS) {
  test(`changes nothing in a conflict, and names the files: ${name}`, async (t) => {
    const { git, native } = await diverged(t, files);
    const before = [native("rev-parse", "HEAD"), native("ls-files", "--stage")];
    const { code, detail } = await problem(git.pull(PLACE, ADA));
    assert.equal(code, "diverged");
    assert.deepEqual(detail?.split("\n"), conflicting);
    assert.deepEqual([native("rev-parse", "HEAD"), native("ls-files", "--stage"), native("status", "--porcelain")], [...before, ""]);
    assert.deepEqual(await git.status(PLACE), []);
  });
}

test("rejects merges of histories with no merge base or with several", async (t) => {
  const { git, native, server } = await diverged(t, { base: {}, ours: { ours: "x" }, theirs: { theirs: "x" } });
  native("fetch", "-q", server.bare, "main");
  // Each side has merged the other's first commit.
  const [ours, theirs] = [native("rev-parse", "HEAD"), native("rev-parse", "FETCH_HEAD")];
  const tree = native("merge-tree", "--write-tree", ours, theirs);
  native("update-ref", "refs/heads/main", native("commit-tree", tree, "-p", ours, "-p", theirs, "-m", "a"));
  native("reset", "-q", "--hard");
  native("push", "-q", server.bare, `+${native("commit-tree", tree, "-p", theirs, "-p", ours, "-m", "b")}:refs/heads/main`);
  const before = native("rev-parse", "HEAD");
  assert.equal((await problem(git.pull(PLACE, ADA))).code, "merge_unsupported");
  assert.equal(native("rev-parse", "HEAD"), before);
});

test("fast-forwards across exchanged files, directories and links", async (t) => {
  const { git, native, server, there } = await diverged(t, {
    base: { file: "a file\n", "tree/leaf": "leaf\n", link: { link: "a" }, linked: { link: "a" }, run: "x\n" },
    ours: {},
    theirs: {},
  });
  await git.pull(PLACE, ADA);
  await git.push(PLACE);
  server.git("-C", join(server.root, "elsewhere"), "pull", "-q", "origin", "main");
  there({ file: null, "file/deep": "x\n", tree: "a file\n", link: { link: "b" }, linked: "a file\n", run: { link: "b" } });
  assert.equal((await git.pull(PLACE)).kind, "fast-forward");
  assert.equal(native("status", "--porcelain"), "");
  assert.deepEqual(await git.status(PLACE), []);
});

for (const [name, ours] of [["a fast-forward", false], ["a merge", true]] as const) {
  test(`keeps untracked files in the way of ${name}, and the branch`, async (t) => {
    const { git, dir, native, server, there } = await diverged(t, { base: { a: "a\n" }, ours: { mine: "mine\n" }, theirs: {} });
    if (!ours) native("reset", "-q", "--hard", "HEAD~1");
    put(dir, { "x.ignored/mine": "mine\n" });
    const elsewhere = join(server.root, "elsewhere");
    put(elsewhere, { "x.ignored": "theirs\n" });
    server.git("-C", elsewhere, "add", "-f", "x.ignored");
    there({ a: "theirs\n" });
    const before = native("rev-parse", "HEAD");
    const { code, detail } = await problem(git.pull(PLACE, ADA));
    assert.deepEqual([code, detail], ["unsaved_changes", "x.ignored"]);
    assert.deepEqual([native("rev-parse", "HEAD"), native("status", "--porcelain"), readFileSync(join(dir, "x.ignored/mine"), "utf8")], [before, "", "mine\n"]);
  });
}
