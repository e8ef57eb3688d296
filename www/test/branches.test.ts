import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { ADA, bytes, PLACE, put, startPair } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;

before(async () => {
  pair = await startPair();
  pair.there({ ".gitignore": "*.ignored\n", a: "1\n", b: "b\n", gone: "x\n" });
  pair.there({ a: "1\n2\n" });
  pair.there({ a: "1\n2\n3\n", gone: null, dir: "a file\n" });
  pair.there({ other: "x\n" }, "other");
});

after(() => pair.stop());

type Clone = Awaited<ReturnType<typeof pair.clone>>;

async function committed({ git }: Clone, path: string, content = `${path}\n`): Promise<string> {
  await git.write(PLACE, path, bytes(content));
  return git.commit(PLACE, [path], `Write ${path}`, ADA);
}

/** A copy of a clone for real git. */
function copyOf({ dir }: Clone, name: string): (...given: string[]) => string {
  const copy = join(pair.server.root, name);
  cpSync(dir, copy, { recursive: true, verbatimSymlinks: true });
  return (...given) => pair.server.git("-C", copy, ...given);
}

const onServer = (...given: string[]): string => pair.server.git("-C", pair.server.bare, ...given);

test("creates branches from branches, tags and commits, renames and deletes them, here and on the server", async () => {
  const clone = await pair.clone("names");
  const { git, native } = clone;
  native("tag", "v1", "HEAD~1");
  for (const [name, from] of [["of-tag", "v1"], ["of-commit", native("rev-parse", "HEAD~2")], ["of-remote", "origin/other"]] as const) {
    await git.createBranch(PLACE, name, from);
    assert.equal(native("rev-parse", name), native("rev-parse", from), name);
  }
  await git.renameBranch(PLACE, "of-tag", "renamed");
  await git.renameBranch(PLACE, "main", "trunk");
  assert.equal(native("symbolic-ref", "HEAD"), "refs/heads/trunk");
  assert.equal(native("status", "--porcelain"), "");
  await assert.rejects(git.renameBranch(PLACE, "renamed", "trunk"), refusedWith("branch_exists"));
  await assert.rejects(git.renameBranch(PLACE, "renamed", "a b"), refusedWith("invalid_name"));
  await assert.rejects(git.deleteBranch(PLACE, "trunk"), refusedWith("checked_out"));

  await git.switchBranch(PLACE, "renamed");
  await committed(clone, "only-here");
  assert.deepEqual([await git.onlyIn(PLACE, "renamed"), await git.onlyIn(PLACE, "of-remote")], [1, 0]);
  await git.push(PLACE);
  assert.equal(await git.onlyIn(PLACE, "renamed"), 0);
  await git.switchBranch(PLACE, "trunk");
  await git.deleteBranch(PLACE, "renamed");
  assert.equal(native("branch", "--list", "renamed"), "");
  await git.deleteRemoteBranch(PLACE, "renamed");
  assert.equal(onServer("branch", "--list", "renamed"), "");
  assert.ok(!(await git.refs(PLACE)).remoteBranches.some(({ name }) => name === "renamed"));
  assert.equal(onServer("fsck", "--strict", "--no-dangling"), "");
});

test("forgets branches that others have deleted on the server", async () => {
  const { git } = await pair.clone("prune");
  onServer("branch", "soon-gone", "main");
  await git.fetch(PLACE);
  await git.createBranch(PLACE, "soon-gone", "origin/soon-gone");
  assert.equal((await git.refs(PLACE)).branches.find(({ name }) => name === "soon-gone")?.upstream, "soon-gone");
  onServer("branch", "-D", "soon-gone");
  await git.fetch(PLACE);
  const { branches, remoteBranches } = await git.refs(PLACE);
  assert.equal(branches.find(({ name }) => name === "soon-gone")?.upstream, undefined);
  assert.deepEqual(remoteBranches.map(({ name }) => name), ["main", "other"]);
});

for (const [files, option] of [["keep", "--mixed"], ["discard", "--hard"]] as const) {
  test(`resets a branch as git reset ${option} does`, async () => {
    const clone = await pair.clone(`reset-${files}`);
    const { git, dir, native } = clone;
    await committed(clone, "new");
    put(dir, { a: "edited\n", b: "staged\n", dir: null, "dir/untracked": "x\n", untracked: "x\n", "x.ignored": "x\n" });
    native("add", "b");
    const real = copyOf(clone, `real-${files}`);
    const to = native("rev-parse", "HEAD~2");
    assert.deepEqual(await git.lostByReset(PLACE, to), { commits: 1, files: ["a", "b", "dir"] });
    await git.reset(PLACE, to, files);
    real("reset", "-q", option, "HEAD~2");
    assert.equal(native("rev-parse", "main"), real("rev-parse", "main"));
    assert.equal(native("status", "--porcelain"), real("status", "--porcelain"));
    assert.equal(native("ls-files", "--stage"), real("ls-files", "--stage"));
    assert.deepEqual((await git.status(PLACE)).map(({ path }) => path).sort(), native("status", "--porcelain", "-uall").split("\n").map((line) => line.trim().replace(/^\S+ /, "")).sort());
  });
}

test("does not overwrite untracked files in a reset that discards", async () => {
  const clone = await pair.clone("reset-untracked");
  put(clone.dir, { gone: "mine\n" });
  await assert.rejects(clone.git.reset(PLACE, clone.native("rev-parse", "HEAD~1"), "discard"), refusedWith("would_overwrite", /^gone$/));
  assert.equal(clone.native("status", "--porcelain"), "?? gone");
});

test("commits only the chosen files, whatever is staged", async () => {
  const { git, dir, native } = await pair.clone("chosen");
  put(dir, { a: "mine\n", b: "staged\n", new: "staged\n" });
  native("add", "b", "new");
  await git.commit(PLACE, ["a"], "Only a", ADA);
  assert.equal(native("show", "--name-only", "--format=", "HEAD"), "a");
  assert.equal(native("status", "--porcelain"), "M  b\nA  new");
  await assert.rejects(git.commit(PLACE, [], "Nothing", ADA), refusedWith("nothing_to_commit"));
});

test("amends the last commit, keeps its author, and says whether it is pushed", async () => {
  const clone = await pair.clone("amend");
  const { git, dir, native } = clone;
  assert.equal((await git.lastCommit(PLACE))?.pushed, true);
  await committed(clone, "mine");
  const parent = native("rev-parse", "HEAD~1");
  assert.deepEqual(await git.lastCommit(PLACE), { oid: native("rev-parse", "HEAD"), message: "Write mine\n", pushed: false });
  put(dir, { mine: "better\n", b: "not part of it\n" });
  const oid = await git.amend(PLACE, ["mine"], "Write mine well", { name: "Eve", email: "eve@example.com" });
  assert.deepEqual([native("rev-parse", "HEAD"), native("rev-parse", "HEAD~1")], [oid, parent]);
  assert.equal(native("log", "-1", "--format=%an %cn %s"), "Ada Eve Write mine well");
  assert.deepEqual([native("show", "HEAD:mine"), native("status", "--porcelain")], ["better", "M b"]);
  assert.equal(native("fsck", "--strict", "--no-dangling"), "");
});

test("reverts a commit as git does, and keeps its conflicts", async () => {
  const clone = await pair.clone("revert");
  const { git, native } = clone;
  const oid = await committed(clone, "a", "1\n2\n3\n4\n");
  const real = copyOf(clone, "real-revert");
  real("revert", "--no-edit", "HEAD");
  assert.equal(await git.revert(PLACE, "HEAD", ADA), "reverted");
  assert.equal(native("log", "-1", "--format=%T %P%n%B"), real("log", "-1", "--format=%T %P%n%B"));
  await committed(clone, "a", "1\n2\n3\nfive\n");
  const conflicting = copyOf(clone, "real-conflict");
  assert.throws(() => conflicting("revert", "--no-edit", oid));
  assert.equal(await git.revert(PLACE, oid, ADA), "conflicts");
  assert.equal(native("ls-files", "--stage"), conflicting("ls-files", "--stage"));
  assert.equal(native("rev-parse", "REVERT_HEAD"), oid);
  await git.resolveConflict(PLACE, "a", "theirs");
  const unfinished = await git.unfinished(PLACE);
  assert.equal(unfinished?.kind, "revert");
  await git.conclude(PLACE, unfinished?.message ?? "", ADA);
  assert.deepEqual([native("show", "HEAD:a"), native("rev-list", "--parents", "-1", "HEAD").split(" ").length, native("status", "--porcelain")], ["1\n2\n3", 2, ""]);
});

test("merges a branch into another one with git's message, and fast-forwards", async () => {
  const clone = await pair.clone("merge-branch");
  const { git, native } = clone;
  await git.createBranch(PLACE, "topic");
  await git.switchBranch(PLACE, "topic");
  await committed(clone, "topic.txt");
  await git.switchBranch(PLACE, "main");
  await committed(clone, "main.txt");
  const real = copyOf(clone, "real-merge");
  real("merge", "-q", "topic");
  assert.deepEqual(await git.merge(PLACE, "topic", ADA), { kind: "merged", ahead: 1, behind: 1 });
  assert.equal(native("log", "-1", "--format=%T %B"), real("log", "-1", "--format=%T %B"));
  await git.switchBranch(PLACE, "topic");
  assert.equal((await git.merge(PLACE, "main", ADA)).kind, "fast-forward");
  assert.equal((await git.merge(PLACE, "origin/main", ADA)).kind, "up-to-date");
  assert.deepEqual([native("rev-parse", "topic"), native("status", "--porcelain")], [native("rev-parse", "main"), ""]);
});

test("tags commits, with and without a message, here and on the server", async () => {
  const { git, native } = await pair.clone("tags");
  await git.createTag(PLACE, "light", native("rev-parse", "HEAD~1"));
  await git.createTag(PLACE, "heavy", "main", "A release\n", ADA);
  assert.deepEqual([native("cat-file", "-t", "light"), native("cat-file", "-t", "heavy")], ["commit", "tag"]);
  await assert.rejects(git.createTag(PLACE, "light", "main"), refusedWith("tag_exists"));
  await assert.rejects(git.createTag(PLACE, "unsigned", "main", "message"), refusedWith("no_author"));
  for (const name of ["light", "heavy"]) {
    await git.pushTag(PLACE, name);
    assert.equal(onServer("rev-parse", `refs/tags/${name}`), native("rev-parse", `refs/tags/${name}`));
  }
  assert.equal(onServer("fsck", "--strict", "--no-dangling"), "");
  await git.deleteRemoteTag(PLACE, "heavy");
  assert.deepEqual([onServer("tag", "--list"), native("tag", "--list")], ["light", "heavy\nlight"]);
  await git.deleteTag(PLACE, "heavy");
  assert.equal(native("tag", "--list"), "light");
});
