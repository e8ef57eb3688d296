import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { ADA, PLACE, put, startPair } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;

before(async () => {
  pair = await startPair();
  pair.there({ a: "1\n2\n3\n", b: "b\n", "dir/c": "c\n", run: "x\n" });
});

after(() => pair.stop());

const CHANGES = { a: "1\n2\n3\n4\n", b: null, "dir/new": "new\n", run: { run: "y\n" } };

test("stashes changes as git stash -u does, and real git applies them", async () => {
  const { git, dir, native } = await pair.clone("ours");
  put(dir, CHANGES);
  native("add", "a");
  const before = native("status", "--porcelain");
  await git.stash(PLACE, "", ADA);
  assert.deepEqual([native("status", "--porcelain"), await git.status(PLACE)], ["", []]);
  put(dir, { a: "second\n" });
  await git.stash(PLACE, "the second");
  assert.deepEqual((await git.stashes(PLACE)).map(({ message }) => message.replace(/ [0-9a-f]{7} /, " ID ")), ["On main: the second", "WIP on main: ID theirs"]);
  assert.match(native("stash", "list"), /^stash@\{0\}: On main: the second\nstash@\{1\}: WIP on main: /);
  assert.equal(native("fsck", "--strict", "--no-dangling"), "");
  assert.match(native("stash", "show", "--include-untracked", "--name-status", "stash@{1}"), /M\ta\nD\tb\nA\tdir\/new\nM\trun/);
  native("stash", "pop", "-q", "--index", "stash@{1}");
  assert.equal(native("status", "--porcelain"), before);
  assert.deepEqual((await git.stashes(PLACE)).map(({ message }) => message), ["On main: the second"]);
});

test("applies and drops stashes of real git", async () => {
  const { git, dir, native } = await pair.clone("theirs");
  for (const content of ["first\n", "second\n"]) {
    put(dir, { ...CHANGES, "dir/new": content });
    native("stash", "-q", "-u", "-m", content.trim());
  }
  const [second, first] = await git.stashes(PLACE);
  assert.equal(await git.applyStash(PLACE, first?.oid ?? ""), "applied");
  assert.equal(native("status", "--porcelain"), "M a\n D b\n M run\n?? dir/new");
  assert.equal(readFileSync(join(dir, "dir/new"), "utf8"), "first\n");
  await assert.rejects(git.applyStash(PLACE, second?.oid ?? ""), refusedWith("would_overwrite", /^a\nb\ndir\/new\nrun$/));
  await git.dropStash(PLACE, first?.oid ?? "");
  assert.equal(native("stash", "list"), "stash@{0}: On main: second");
  assert.equal(native("rev-parse", "refs/stash"), second?.oid);
  await git.dropStash(PLACE, second?.oid ?? "");
  assert.deepEqual([native("stash", "list"), await git.stashes(PLACE)], ["", []]);
  await assert.rejects(git.dropStash(PLACE, second?.oid ?? ""), refusedWith("no_such_ref"));
});

test("keeps the conflicts of a stash, resolves them, and keeps the stash after an abort", async () => {
  const { git, dir, native } = await pair.clone("conflict");
  put(dir, { a: "stashed\n" });
  await git.stash(PLACE, "", ADA);
  put(dir, { a: "committed\n" });
  await git.commit(PLACE, ["a"], "Write a", ADA);
  const [{ oid } = { oid: "" }] = await git.stashes(PLACE);
  const head = native("rev-parse", "HEAD");
  assert.equal(await git.applyStash(PLACE, oid), "conflicts");
  assert.equal((await git.unfinished(PLACE))?.kind, "stash");
  assert.equal(readFileSync(join(dir, "a"), "utf8"), "<<<<<<< Updated upstream\ncommitted\n=======\nstashed\n>>>>>>> Stashed changes\n");
  await git.abort(PLACE);
  assert.deepEqual([native("status", "--porcelain"), (await git.stashes(PLACE)).length], ["", 1]);
  await git.applyStash(PLACE, oid);
  await git.resolveConflict(PLACE, "a", "theirs");
  assert.equal(await git.conclude(PLACE, "", ADA), undefined);
  assert.deepEqual([readFileSync(join(dir, "a"), "utf8"), native("rev-parse", "HEAD")], ["stashed\n", head]);
  assert.equal((await git.status(PLACE)).length, 1);
});

test("rejects a stash if nothing has changed", async () => {
  const { git } = await pair.clone("nothing");
  await assert.rejects(git.stash(PLACE, ""), refusedWith("nothing_to_commit"));
});
