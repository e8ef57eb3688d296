import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { unzipSync } from "fflate";

import { bytesOf, textOf } from "../src/core/git/names.ts";
import type { GitClient } from "../src/core/git-api.ts";
import { ADA, bytes, PLACE, startPair, text } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;

/** Not UTF-8: `\xff` alone, and the first two of three bytes. */
const LATIN = textOf(Uint8Array.of(0x66, 0xff, 0x2e, 0x74));
const CUT = textOf(Uint8Array.of(0xe2, 0x82));
const BYTES = "\ufeffmark";
const NAMES = ["back\\slash.txt", "..\\up", "dir\\s/in\\side", LATIN, CUT, BYTES, " lead", "trail ", "tab\there", "line\nend", "a\u202eb", "-rf", "*", "\u007f", "x".repeat(255)];
/** What git does not check out, and what an old or hostile history may have nevertheless. */
const DANGEROUS = [".GIT", "git~1", "..", ".g\u200cit", ".git\\x", ".git::$INDEX_ALLOCATION"];

/** A tree with these files, written by git, which does not check names here. */
function tree(files: Record<string, { mode?: string; content: string }>): string {
  const lines = Object.entries(files).map(([name, { mode = "100644", content }]) => {
    const oid = mode === "40000" || mode === "160000" ? content : git("hash-object", "-w", pair.file(content));
    return Buffer.concat([Buffer.from(`${mode} ${mode === "40000" ? "tree" : mode === "160000" ? "commit" : "blob"} ${oid}\t`), bytesOf(name), Buffer.of(0)]);
  });
  return execFileSync("git", ["-C", pair.server.bare, "mktree", "-z"], { input: Buffer.concat(lines), encoding: "utf8" }).trim();
}

function git(...given: string[]): string {
  return pair.server.git("-C", pair.server.bare, ...given);
}

/** Makes a branch of a tree on the server. */
function branch(name: string, oid: string): string {
  const commit = git("commit-tree", "-m", name, oid);
  git("update-ref", `refs/heads/${name}`, commit);
  return commit;
}

/** The paths and objects of a commit of the server, byte for byte. */
function listed(ref: string): string {
  return execFileSync("git", ["-C", pair.server.bare, "ls-tree", "-rz", ref], { encoding: "latin1" });
}

function rootOf(names: readonly string[]): string {
  const files: Record<string, { mode?: string; content: string }> = { "plain.txt": { content: "plain\n" } };
  for (const name of names) {
    const [first = "", second] = name.split("/");
    files[first] = second === undefined ? { content: `${name.length}\n` } : { mode: "40000", content: tree({ [second]: { content: "inside\n" } }) };
  }
  return tree(files);
}

async function switched(clone: GitClient, name: string): Promise<void> {
  await clone.fetch(PLACE);
  if (!(await clone.refs(PLACE)).branches.some((each) => each.name === name)) await clone.createBranch(PLACE, name, `origin/${name}`);
  await clone.switchBranch(PLACE, name);
}

before(async () => {
  pair = await startPair();
  git("update-ref", "refs/heads/main", branch("names", rootOf(NAMES)));
});

after(() => pair.stop());

test("clones, reads, commits and pushes files whatever bytes their names have", async () => {
  const { git: page, native } = await pair.clone("names");
  assert.deepEqual((await page.paths(PLACE, "HEAD")).sort(), [...NAMES, "plain.txt"].sort());
  assert.deepEqual([await page.status(PLACE), native("status", "--porcelain")], [[], ""]);
  assert.deepEqual((await page.files(PLACE, "")).map(({ name, isCommitted, isPresent }) => [name, isCommitted && isPresent]).filter(([, both]) => !both), []);
  for (const name of NAMES) assert.equal(text(await page.read(PLACE, name)), name.includes("/") ? "inside\n" : `${name.length}\n`, name);
  const was = listed("main");

  await page.write(PLACE, "plain.txt", bytes("edited\n"));
  await page.commit(PLACE, ["plain.txt"], "next to them", ADA);
  await page.push(PLACE);
  assert.equal(git("fsck", "--strict", "--no-dangling"), "");
  assert.deepEqual(listed("main").split("\0").filter((line) => !line.endsWith("plain.txt")), was.split("\0").filter((line) => !line.endsWith("plain.txt")));

  for (const name of NAMES) await page.write(PLACE, name, bytes(`changed ${name.length}\n`));
  assert.deepEqual((await page.status(PLACE)).map(({ path, kind }) => [path, kind]), [...NAMES].sort().map((name) => [name, "modified"]));
  assert.equal(text((await page.pending(PLACE, LATIN)).before), "4\n");
  await page.commit(PLACE, NAMES, "all of them", ADA);
  await page.push(PLACE);
  assert.equal(git("fsck", "--strict", "--no-dangling"), "");
  assert.equal(native("status", "--porcelain"), "");
  assert.equal(git("rev-parse", "main^{tree}"), native("rev-parse", "HEAD^{tree}"));
  assert.deepEqual(listed("main").replaceAll(/[0-9a-f]{40}/g, ""), was.replaceAll(/[0-9a-f]{40}/g, ""));
  assert.deepEqual((await page.changes(PLACE, "HEAD")).map(({ path }) => path).sort(), [...NAMES].sort());
  assert.deepEqual([text((await page.versions(PLACE, "HEAD", LATIN)).after), (await page.fileLog(PLACE, "HEAD", CUT, 9)).map(({ message }) => message)], ["changed 4\n", ["all of them\n", "names\n"]]);
  assert.equal((await page.blame(PLACE, "HEAD", "..\\up")).lines.length, 1);
  assert.deepEqual((await page.search(PLACE, "HEAD", "changed 4")).found, [{ path: LATIN, line: 1, text: "changed 4" }]);
});

test("discards, renames and deletes such files, and stages nothing else", async () => {
  const { git: page, native } = await pair.clone("changes");
  await page.write(PLACE, LATIN, bytes("x"));
  await page.discard(PLACE, [LATIN]);
  assert.deepEqual([await page.status(PLACE), native("status", "--porcelain")], [[], ""]);
  await page.rename(PLACE, "back\\slash.txt", "forward.txt");
  await page.deletePaths(PLACE, [CUT]);
  await assert.rejects(page.rename(PLACE, "plain.txt", "new\\name"), refusedWith("invalid_name"));
  const paths = (await page.status(PLACE)).map(({ path }) => path);
  assert.deepEqual(paths, ["back\\slash.txt", "forward.txt", CUT]);
  await page.commit(PLACE, paths, "without them", ADA);
  assert.deepEqual([native("fsck", "--strict", "--no-dangling"), native("status", "--porcelain")], ["", ""]);
});

test("merges, and keeps a conflict, in files with such names", async () => {
  const { git: page, native } = await pair.clone("merge");
  await page.createBranch(PLACE, "other");
  await page.write(PLACE, "..\\up", bytes("ours\n"));
  await page.commit(PLACE, ["..\\up"], "ours", ADA);
  await page.switchBranch(PLACE, "other");
  await page.write(PLACE, LATIN, bytes("theirs\n"));
  await page.write(PLACE, "..\\up", bytes("theirs\n"));
  await page.commit(PLACE, [LATIN, "..\\up"], "theirs", ADA);
  await page.switchBranch(PLACE, "main");
  assert.equal((await page.merge(PLACE, "other", ADA)).kind, "conflicts");
  assert.deepEqual((await page.unfinished(PLACE))?.conflicts.map(({ path }) => path), ["..\\up"]);
  assert.match(native("status", "--porcelain"), /^UU "\.\.\\\\up"$/m);
  await page.resolveConflict(PLACE, "..\\up", "theirs");
  await page.conclude(PLACE, "merged", ADA);
  assert.deepEqual([text(await page.read(PLACE, LATIN)), native("status", "--porcelain"), native("fsck", "--strict", "--no-dangling")], ["theirs\n", "", ""]);
  await page.write(PLACE, CUT, bytes("stashed\n"));
  await page.stash(PLACE, "", ADA);
  assert.equal(native("status", "--porcelain"), "");
  await page.applyStash(PLACE, (await page.stashes(PLACE))[0]?.oid ?? "");
  assert.equal(text(await page.read(PLACE, CUT)), "stashed\n");
});

test("reads a history with dangerous names, writes none of them, and keeps them in commits", async () => {
  branch("dangerous", rootOf([...DANGEROUS, "back\\slash.txt"]));
  const { git: page, native } = await pair.clone("dangerous");
  await switched(page, "dangerous");
  const was = listed("dangerous");
  assert.deepEqual((await page.tree(PLACE, "HEAD", "")).map(({ name }) => name).sort(), [...DANGEROUS, "back\\slash.txt", "plain.txt"].sort());
  assert.equal(text((await page.file(PLACE, ".GIT", "HEAD")).content), "4\n");
  assert.deepEqual(await page.status(PLACE), []);
  for (const name of DANGEROUS) {
    await assert.rejects(page.write(PLACE, name, bytes("x")), refusedWith("invalid_name"), name);
    await assert.rejects(page.file(PLACE, name), refusedWith("unsupported_name"), name);
  }
  await page.write(PLACE, "plain.txt", bytes("beside\n"));
  await page.commit(PLACE, ["plain.txt"], "beside", ADA);
  await page.push(PLACE);
  assert.deepEqual(listed("dangerous").split("\0").filter((line) => !line.endsWith("plain.txt")), was.split("\0").filter((line) => !line.endsWith("plain.txt")));
  assert.equal(native("ls-files"), '"back\\\\slash.txt"\nplain.txt');
  await page.switchBranch(PLACE, "main");
  assert.deepEqual([await page.status(PLACE), native("status", "--porcelain")], [[], ""]);
});

test("clones a branch with dangerous names, and writes none of them", async () => {
  const before = git("symbolic-ref", "HEAD");
  branch("first", rootOf(DANGEROUS));
  git("symbolic-ref", "HEAD", "refs/heads/first");
  const { git: page, native } = await pair.clone("first");
  git("symbolic-ref", "HEAD", before);
  assert.equal(native("ls-files"), "plain.txt");
  assert.deepEqual([await page.status(PLACE), (await page.files(PLACE, "")).filter(({ isPresent }) => isPresent).map(({ name }) => name)], [[], ["plain.txt"]]);
});

test("puts such files into a ZIP file, apart from those that lead out of it", async () => {
  const { git: page } = await pair.clone("zip");
  await switched(page, "dangerous");
  const files = (names: object): string[] => Object.keys(names).sort();
  assert.deepEqual(files(unzipSync(await page.zip(PLACE, "HEAD"))), ["app/back\\slash.txt", "app/plain.txt"]);
  await page.switchBranch(PLACE, "main");
  assert.deepEqual(files(unzipSync(await page.zip(PLACE, "HEAD"))), [...NAMES, "plain.txt"].map((name) => `app/${name === LATIN ? "f%FF.t" : name === CUT ? "%E2%82" : name}`).sort());
});
