import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import type { GitClient } from "../src/core/git-api.ts";
import type { ConflictKind } from "../src/core/merging-api.ts";
import { diverged } from "./support/diverged.ts";
import { ADA, bytes, PLACE, put, text, type Written } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

const LINES = ["one", "two", "three", "four", "five", "six", "seven"].map((line) => `${line}\n`);
const BINARY = Uint8Array.from([0, 1, 2, 3]);
const changedLine = (at: number, line: string): string => LINES.with(at, `${line}\n`).join("");

type Files = Record<string, Written>;
type Clone = Awaited<ReturnType<typeof diverged>>;

/** What git would show of a working tree: its files, and the index with the sides of conflicts. */
const stateOf = ({ native }: Pick<Clone, "native">): string[] => [native("ls-files", "--stage"), native("status", "--porcelain=v2"), native("rev-parse", "HEAD")];

/** The same merge by real git, in a copy of the clone. */
function byRealGit({ dir, server }: Clone, name: string): { native: Clone["native"]; dir: string } {
  const copy = join(server.root, name);
  cpSync(dir, copy, { recursive: true, verbatimSymlinks: true });
  const native = (...given: string[]): string => server.git("-C", copy, ...given);
  native("remote", "set-url", "origin", server.bare);
  native("fetch", "-q", "origin");
  try {
    native("merge", "-q", "origin/main");
  } catch {
    // A conflict.
  }
  return { native, dir: copy };
}

const CONFLICTS: [name: string, files: { base: Files; ours: Files; theirs: Files }, conflicts: [string, ConflictKind][]][] = [
  ["the same lines", { base: { a: LINES.join(""), "b/c": LINES.join("") }, ours: { a: changedLine(1, "x"), "b/c": changedLine(1, "x") }, theirs: { a: changedLine(1, "y"), "b/c": changedLine(1, "y"), clean: "clean\n" } }, [["a", "both-edited"], ["b/c", "both-edited"]]],
  ["a file that one side deletes", { base: { a: "a\n", "b/c": "c\n" }, ours: { a: null, "b/c": "ours\n" }, theirs: { a: "theirs\n", "b/c": null } }, [["a", "deleted-here"], ["b/c", "deleted-there"]]],
  ["a new file of the same name", { base: {}, ours: { a: "ours\n" }, theirs: { a: "theirs\n" } }, [["a", "both-added"]]],
  ["a new file with another mode", { base: {}, ours: { a: "same\n" }, theirs: { a: { run: "same\n" } } }, [["a", "mode"]]],
  ["a binary file", { base: { image: BINARY }, ours: { image: BINARY.with(1, 9) }, theirs: { image: BINARY.with(2, 9) } }, [["image", "binary"]]],
  ["a link", { base: { link: { link: "a" } }, ours: { link: { link: "b" } }, theirs: { link: { link: "c" } } }, [["link", "link"]]],
  ["a file that is a directory there", { base: { a: "a\n" }, ours: { a: "ours\n" }, theirs: { a: null, "a/b": "b\n" } }, [["a~HEAD", "file-directory"]]],
  ["a file that is a directory here", { base: { a: "a\n" }, ours: { a: null, "a/b": "b\n" }, theirs: { a: "theirs\n" } }, [["a~origin_main", "file-directory"]]],
];

for (const [name, files, conflicts] of CONFLICTS) {
  test(`keeps a conflict as git does, and aborts it: ${name}`, async (t) => {
    const clone = await diverged(t, files);
    const { git, native, dir } = clone;
    put(dir, { "untracked.txt": "mine\n" });
    const before = stateOf(clone);
    const real = byRealGit(clone, "real");
    assert.equal((await git.pull(PLACE, ADA)).kind, "conflicts");
    const unfinished = await git.unfinished(PLACE);
    assert.deepEqual(unfinished?.conflicts.map(({ path, kind }) => [path, kind]), conflicts);
    assert.equal(native("ls-files", "--stage"), real.native("ls-files", "--stage"));
    assert.equal(native("status", "--porcelain"), real.native("status", "--porcelain"));
    assert.equal(native("rev-parse", "MERGE_HEAD"), real.native("rev-parse", "MERGE_HEAD"));
    for (const path of native("ls-files").split("\n")) {
      if (native("ls-files", "--stage", path).startsWith("120000")) continue;
      assert.deepEqual(readFileSync(join(dir, path), "latin1"), readFileSync(join(real.dir, path), "latin1"), path);
    }
    for (const call of [git.pull(PLACE, ADA), git.commit(PLACE, ["untracked.txt"], "x", ADA), git.switchBranch(PLACE, "main"), git.merge(PLACE, "main", ADA), git.revert(PLACE, "HEAD", ADA)]) {
      await assert.rejects(call, refusedWith("unfinished"));
    }
    await git.status(PLACE);
    await git.abort(PLACE);
    assert.deepEqual(stateOf(clone), before);
    assert.equal(await git.unfinished(PLACE), undefined);
  });
}

/** Resolves each conflict, and concludes. */
async function resolved(git: GitClient, how: "ours" | "theirs"): Promise<string | undefined> {
  const unfinished = await git.unfinished(PLACE);
  await assert.rejects(git.conclude(PLACE, "x", ADA), refusedWith("unresolved"));
  for (const { path } of unfinished?.conflicts ?? []) await git.resolveConflict(PLACE, path, how);
  return git.conclude(PLACE, unfinished?.message ?? "", ADA);
}

for (const [how, option] of [["ours", "--ours"], ["theirs", "--theirs"]] as const) {
  test(`takes ${how} of each conflict, with the tree of git's resolution, and pushes the merge`, async (t) => {
    const [, files] = CONFLICTS[0] as (typeof CONFLICTS)[0];
    const clone = await diverged(t, files);
    const { git, native, server } = clone;
    const real = byRealGit(clone, "real");
    await git.pull(PLACE, ADA);
    const oid = await resolved(git, how);
    real.native("checkout", "-q", option, "a", "b/c");
    real.native("add", "-A");
    real.native("commit", "-q", "--no-edit");
    assert.equal(native("rev-parse", "HEAD^{tree}"), real.native("rev-parse", "HEAD^{tree}"));
    assert.deepEqual([native("rev-parse", "HEAD"), native("rev-list", "--parents", "-1", "HEAD").split(" ").length], [oid, 3]);
    assert.equal(native("log", "-1", "--format=%B"), `Merge branch 'main' of ${server.edge}/eu-west-1/app`);
    assert.equal(native("status", "--porcelain"), "");
    assert.deepEqual(await git.status(PLACE), []);
    await git.push(PLACE);
    assert.equal(server.git("-C", server.bare, "rev-parse", "main"), oid);
    assert.equal(server.git("-C", server.bare, "fsck", "--strict", "--no-dangling"), "");
  });
}

test("keeps a conflict over a reload, and finishes the merge with an edited file", async (t) => {
  const [, files] = CONFLICTS[0] as (typeof CONFLICTS)[0];
  const { git, dir, native, reopened } = await diverged(t, files);
  await git.pull(PLACE, ADA);
  const again = reopened();
  const sides = await again.conflict(PLACE, "a");
  assert.deepEqual([text(sides.base), text(sides.ours), text(sides.theirs)], [LINES.join(""), changedLine(1, "x"), changedLine(1, "y")]);
  assert.equal(text(sides.current), changedLine(1, "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> origin/main"));
  await again.write(PLACE, "a", bytes(changedLine(1, "both")));
  await again.resolveConflict(PLACE, "a", "file");
  await again.resolveConflict(PLACE, "b/c", "ours");
  await again.resolveConflict(PLACE, "b/c", "conflict");
  assert.deepEqual((await again.unfinished(PLACE))?.conflicts.map(({ resolved }) => resolved), [true, false]);
  assert.match(native("status", "--porcelain"), /^UU b\/c$/m);
  await again.resolveConflict(PLACE, "b/c", "theirs");
  writeFileSync(join(dir, "other.txt"), "not part of the merge\n");
  await again.conclude(PLACE, "Merge it", ADA);
  assert.deepEqual([native("show", "HEAD:a"), native("show", "HEAD:b/c")], [changedLine(1, "both").trim(), changedLine(1, "y").trim()]);
  assert.equal(native("status", "--porcelain"), "?? other.txt");
  assert.equal(native("fsck", "--strict", "--no-dangling"), "");
});

test("leaves a merge that git itself can continue", async (t) => {
  const [, files] = CONFLICTS[0] as (typeof CONFLICTS)[0];
  const { git, native } = await diverged(t, files);
  await git.pull(PLACE, ADA);
  const before = native("rev-parse", "HEAD");
  native("merge", "--abort");
  assert.deepEqual([native("status", "--porcelain"), native("rev-parse", "HEAD")], ["", before]);
});

test("keeps other uncommitted changes through a conflict and its abort, and names those that it would overwrite", async (t) => {
  const { git, dir, native } = await diverged(t, { base: { a: "a\n", b: "b\n", c: "c\n" }, ours: { a: "ours\n" }, theirs: { a: "theirs\n", b: "theirs\n" } });
  put(dir, { b: "edited\n", c: "edited\n" });
  const before = native("status", "--porcelain");
  await assert.rejects(git.pull(PLACE, ADA), refusedWith("would_overwrite", /^b$/));
  assert.equal(native("status", "--porcelain"), before);
  await git.discard(PLACE, ["b"]);
  assert.equal((await git.pull(PLACE, ADA)).kind, "conflicts");
  put(dir, { c: "edited again\n" });
  await git.abort(PLACE);
  assert.equal(native("status", "--porcelain"), "M c");
  assert.equal(readFileSync(join(dir, "c"), "utf8"), "edited again\n");
});
