import assert from "node:assert/strict";
import { existsSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import type { Progress } from "../src/core/git-api.ts";
import type { Problem } from "../src/core/problem.ts";
import { diverged } from "./support/diverged.ts";
import { ADA, PLACE, put } from "./support/pair.ts";

const LINES = ["one", "two", "three", "four", "five", "six", "seven"].map((line) => `${line}\n`);
const BINARY = Uint8Array.from([0xff, 0x0a, 0xfe, 0x0a, 0xc0, 0x0a, 0xc1, 0x0a, 0xf5, 0x0a]);
const changedLine = (at: number, line: string): string => LINES.with(at, `${line}\n`).join("");
const changedByte = (at: number): Uint8Array => BINARY.with(at, 0x80);

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

test("merges histories with several merge bases as git does", async (t) => {
  const { git, native, server } = await diverged(t, { base: {}, ours: { ours: "x" }, theirs: { theirs: "x" } });
  native("fetch", "-q", server.bare, "main");
  // Each side has merged the other's first commit.
  const [ours, theirs] = [native("rev-parse", "HEAD"), native("rev-parse", "FETCH_HEAD")];
  const tree = native("merge-tree", "--write-tree", ours, theirs);
  native("update-ref", "refs/heads/main", native("commit-tree", tree, "-p", ours, "-p", theirs, "-m", "a"));
  native("reset", "-q", "--hard");
  native("push", "-q", server.bare, `+${native("commit-tree", tree, "-p", theirs, "-p", ours, "-m", "b")}:refs/heads/main`);
  assert.equal((await git.pull(PLACE, ADA)).kind, "merged");
  assert.equal(native("rev-parse", "HEAD^{tree}"), tree);
  assert.equal(native("merge-base", "--all", "HEAD^1", "HEAD^2").split("\n").length, 2);
});

test("does not merge histories with nothing in common", async (t) => {
  const { git, native, server } = await diverged(t, { base: {}, ours: { ours: "x" }, theirs: {} });
  native("push", "-q", server.bare, `+${native("commit-tree", native("rev-parse", "HEAD^{tree}"), "-m", "another root")}:refs/heads/main`);
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
    assert.deepEqual([code, detail], ["would_overwrite", "x.ignored"]);
    assert.deepEqual([native("rev-parse", "HEAD"), native("status", "--porcelain"), readFileSync(join(dir, "x.ignored/mine"), "utf8")], [before, "", "mine\n"]);
  });
}

const RENAMES: [name: string, files: Parameters<typeof diverged>[1], kind: "merged" | "conflicts"][] = [
  ["our rename with their edit", { base: { old: LINES.join("") }, ours: { old: null, "dir/new": changedLine(0, "ours") }, theirs: { old: changedLine(6, "theirs") } }, "merged"],
  ["their rename with our edit", { base: { old: LINES.join("") }, ours: { old: changedLine(6, "ours") }, theirs: { old: null, "dir/new": { run: LINES.join("") } } }, "merged"],
  ["their rename without a change with our edit", { base: { old: LINES.join("") }, ours: { old: changedLine(6, "ours") }, theirs: { old: null, "dir/new": LINES.join("") } }, "merged"],
  ["our rename without a change with their edit", { base: { old: LINES.join("") }, ours: { old: null, "dir/new": LINES.join("") }, theirs: { old: changedLine(6, "theirs") } }, "merged"],
  ["the same rename on both sides", { base: { old: LINES.join("") }, ours: { old: null, new: changedLine(0, "ours") }, theirs: { old: null, new: changedLine(6, "theirs") } }, "merged"],
  ["our rename with their edit of the same line", { base: { old: LINES.join("") }, ours: { old: null, new: changedLine(0, "ours") }, theirs: { old: changedLine(0, "theirs") } }, "conflicts"],
];

for (const [name, files, kind] of RENAMES) {
  test(`merges ${name} as git does`, async (t) => {
    const { git, native, server } = await diverged(t, files);
    assert.equal((await git.pull(PLACE, ADA)).kind, kind);
    if (kind === "merged") assert.equal(native("merge-tree", "--write-tree", "HEAD^1", "HEAD^2"), native("rev-parse", "HEAD^{tree}"));
    else {
      const stages = native("ls-files", "--unmerged");
      native("merge", "--abort");
      assert.throws(() => server.git("-C", native("rev-parse", "--show-toplevel"), "merge", "-q", "origin/main"));
      assert.equal(native("ls-files", "--unmerged"), stages);
    }
  });
}
