import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import type { GitClient } from "../src/core/git-api.ts";
import type { Blame } from "../src/core/inspecting-api.ts";
import { PLACE, put, startPair, type Written } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;
let git: GitClient;
let native: (...given: string[]) => string;
let time = 1_700_000_000;

before(async () => {
  pair = await startPair();
  fill();
  ({ git, native } = await pair.clone("read"));
});
after(() => pair.stop());

function there(...given: string[]): string {
  return pair.server.git("-C", pair.elsewhere, ...given);
}

function commit(message: string, files: Record<string, Written>): void {
  put(pair.elsewhere, files);
  time += 60;
  process.env["GIT_AUTHOR_DATE"] = process.env["GIT_COMMITTER_DATE"] = `${time} +0000`;
  there("add", "-A");
  there("commit", "-q", "--allow-empty", "-m", message);
}

/** The same numbers each time. */
let seed = 7;
function random(below: number): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
}

/** A history with edits, a side branch, merges, renames with and without edits, a file that comes back, and text that is not UTF-8. */
function fill(): void {
  let lines = Array.from({ length: 120 }, (_, index) => `line ${index} of the first version\n`);
  const edit = (turn: string): string => {
    for (let count = 1 + random(4); count > 0; count--) {
      const at = random(lines.length);
      const written = Array.from({ length: random(4) }, (_, index) => `${turn}, ${count}.${index}: ${random(1e9)}\n`);
      lines.splice(at, random(5), ...written);
    }
    return lines.join("");
  };
  commit("first", { "src/a.txt": lines.join(""), "other/b.txt": "one\ntwo\n", "README.md": "# App\n" });
  for (let turn = 0; turn < 12; turn++) commit(`main ${turn}`, { "src/a.txt": edit(`main ${turn}`), ...(turn % 4 === 0 && { "other/b.txt": `one\ntwo ${turn}\n` }) });
  commit("move", { "src/a.txt": null, "lib/moved.txt": lines.join("") });
  commit("move and edit", { "lib/moved.txt": null, "lib/deep/again.txt": edit("while moving") });
  there("checkout", "-q", "-b", "side");
  const [top, bottom] = [lines.slice(0, 40), lines.slice(40)];
  commit("side top", { "lib/deep/again.txt": [...["side: a\n", "side: b\n"], ...top, ...bottom].join("") });
  commit("side file", { "side.txt": "side\n" });
  there("checkout", "-q", "-");
  commit("main bottom", { "lib/deep/again.txt": [...top, ...bottom, "main: z\n"].join("") });
  there("merge", "-q", "--no-ff", "-m", "merge side", "side");
  // A merge that keeps its own side: what the other side did to the file is no part of its history.
  there("checkout", "-q", "-b", "refused");
  commit("refused change", { "other/b.txt": "refused\n" });
  there("checkout", "-q", "-");
  commit("meanwhile", { "meanwhile.txt": "x\n" });
  there("merge", "-q", "--no-ff", "-s", "ours", "-m", "refuse", "refused");
  commit("gone", { "side.txt": null });
  commit("back", { "side.txt": "side\nagain" });
  commit("latin", { "latin.txt": Buffer.from("caf\xe9\r\nna\xefve\r\n", "latin1") });
  commit("latin again", { "latin.txt": Buffer.from("caf\xe9\r\nna\xefve\r\nd\xe9j\xe0\r\n", "latin1") });
  commit("file", { turns: "a file\n" });
  commit("file to folder", { turns: null, "turns/inner.txt": "inside\n" });
  commit("folder to file", { "turns/inner.txt": null, turns: "a file\n" });
  there("push", "-q", "origin", "HEAD:main", "side");
}

/** What `git blame` says: the commit, path and line of origin of each line. */
function nativeBlame(path: string): string[] {
  const found: string[] = [];
  let origin = "";
  const names = new Map<string, string>();
  for (const line of native("blame", "--porcelain", "main", "--", path).split("\n")) {
    const [, oid, original] = /^([0-9a-f]{40}) (\d+) \d+/.exec(line) ?? [];
    if (oid !== undefined) origin = `${oid} ${original}`;
    else if (line.startsWith("filename ")) names.set(origin.slice(0, 40), line.slice(9));
    else if (line.startsWith("\t")) found.push(`${origin} ${names.get(origin.slice(0, 40))}`);
  }
  return found;
}

function flat({ lines }: Blame): string[] {
  const found: string[] = [];
  for (const { first, count, commit: oid, path, original } of lines) for (let index = 0; index < count; index++) found[first - 1 + index] = `${oid} ${original + index} ${path}`;
  return found;
}

test("blames each line as git does, through renames and merges", async () => {
  for (const path of ["lib/deep/again.txt", "other/b.txt", "README.md", "side.txt", "latin.txt"]) {
    const blame = await git.blame(PLACE, "main", path);
    assert.deepEqual(flat(blame), nativeBlame(path), path);
    assert.deepEqual(new Set(blame.commits.map(({ oid }) => oid)), new Set(blame.lines.map(({ commit: oid }) => oid)));
  }
  assert.deepEqual([...new Set((await git.blame(PLACE, "main", "lib/deep/again.txt")).lines.map(({ path }) => path))].sort(), ["lib/deep/again.txt", "src/a.txt"]);
  await assert.rejects(git.blame(PLACE, "main", "nowhere"), refusedWith("no_such_file"));
  await assert.rejects(git.blame(PLACE, "main", "lib"), refusedWith("no_such_file"));
});

test("reports what it has found before the blame is complete, and stops when asked", async () => {
  const reported: Blame[] = [];
  const whole = flat(await git.with({ onBlame: (blame) => reported.push(blame) }).blame(PLACE, "main", "lib/deep/again.txt"));
  const first = flat(reported[0] ?? { lines: [], commits: [] });
  const known = Object.keys(first).map(Number);
  assert.ok(known.length > 0 && known.length < whole.length, `${known.length} of ${whole.length}`);
  assert.deepEqual(known.map((line) => first[line]), known.map((line) => whole[line]));
  const controller = new AbortController();
  controller.abort();
  await assert.rejects(git.with({ signal: controller.signal }).blame(PLACE, "main", "lib/deep/again.txt"), { name: "AbortError" });
});

test("lists the commits of a file as git does, under all its names", async () => {
  for (const path of ["other/b.txt", "side.txt", "latin.txt"]) {
    assert.equal((await git.fileLog(PLACE, "main", path, 100)).map(({ oid }) => oid).join("\n"), native("log", "--format=%H", "main", "--", path), path);
  }
  const found = await git.fileLog(PLACE, "main", "lib/deep/again.txt", 100);
  const oids = (isMerge: boolean) => found.filter(({ parents }) => parents.length > 1 === isMerge).map(({ oid }) => oid).join("\n");
  // With `--follow` git lists no merges.
  assert.equal(oids(false), native("log", "--follow", "--format=%H", "main", "--", "lib/deep/again.txt"));
  assert.equal(oids(true), native("log", "--merges", "--format=%H", "main", "--", "lib/deep/again.txt"));
  assert.deepEqual(found.flatMap(({ from, path }) => (from === undefined ? [] : [[from, path]])), [["lib/moved.txt", "lib/deep/again.txt"], ["src/a.txt", "lib/moved.txt"]]);
  assert.equal((await git.fileLog(PLACE, "main", "lib/deep/again.txt", 3)).length, 3);
  assert.deepEqual((await git.fileLog(PLACE, "main", "lib", 100)).map(({ oid }) => oid), native("log", "--format=%H", "main", "--", "lib").split("\n"));
});

test("finds the last commit of each entry of a folder as git does", async () => {
  for (const folder of ["", "lib", "lib/deep", "other"]) {
    const names = native("ls-tree", "--name-only", `main:${folder}`).split("\n");
    const wanted = Object.fromEntries(names.map((name) => [name, native("log", "-1", "--format=%H", "main", "--", folder === "" ? name : `${folder}/${name}`)]));
    for (const _ of ["computed", "kept"]) {
      const found = await git.lastCommits(PLACE, "main", folder);
      assert.equal(found.length, names.length, "each entry has one last commit");
      assert.deepEqual(Object.fromEntries(found.map(({ name, commit: { oid } }) => [name, oid])), wanted, folder);
    }
  }
});

test("lists the paths of all files", async () => {
  assert.deepEqual(await git.paths(PLACE, "main"), native("ls-tree", "-r", "--name-only", "main").split("\n"));
});

test("shows renamed files as such in a commit", async () => {
  const [edited, moved] = await Promise.all(["move and edit", "move"].map((message) => git.changes(PLACE, native("log", "--format=%H", "-1", `--grep=^${message}$`, "main"))));
  assert.deepEqual(moved, [{ path: "lib/moved.txt", kind: "modified", from: "src/a.txt" }]);
  assert.deepEqual(edited, [{ path: "lib/deep/again.txt", kind: "modified", from: "lib/moved.txt" }]);
  const oid = native("log", "--format=%H", "-1", "--grep=^move and edit$", "main");
  const { before: old, after: current } = await git.versions(PLACE, oid, "lib/deep/again.txt", "lib/moved.txt");
  assert.deepEqual([old, current].map((content) => Buffer.from(content ?? []).toString()), [`${native("show", `${oid}^:lib/moved.txt`)}\n`, `${native("show", `${oid}:lib/deep/again.txt`)}\n`]);
});

test("shows the file of a commit that puts a folder in its place, or a file in a folder's", async () => {
  for (const [message, [file, folder]] of [["file to folder", ["before", "after"]], ["folder to file", ["after", "before"]]] as const) {
    const oid = native("log", "--format=%H", "-1", `--grep=^${message}$`, "main");
    assert.deepEqual((await git.changes(PLACE, oid)).map(({ path }) => path), ["turns", "turns/inner.txt"]);
    const versions = await git.versions(PLACE, oid, "turns");
    assert.equal(Buffer.from(versions[file] ?? []).toString(), "a file\n");
    assert.equal(versions[folder], undefined);
  }
});

test("says where a shallow history ends, and fetches the rest", async () => {
  const shallow = await pair.clone("shallow", { depth: 2, singleBranch: true });
  const cut = await shallow.git.log(PLACE, "main");
  assert.deepEqual(cut.map((each) => each.cut ?? false), [false, true]);
  assert.deepEqual((await shallow.git.fileLog(PLACE, "main", "README.md", 10)).map((each) => each.cut), [true]);
  assert.ok((await shallow.git.blame(PLACE, "main", "README.md")).commits.every((each) => each.cut));
  await shallow.git.fetchHistory(PLACE);
  const whole = await shallow.git.log(PLACE, "main");
  assert.ok(whole.length > 15 && whole.every((each) => !each.cut));
  assert.equal(whole.length, Number(native("rev-list", "--count", "main")));
  assert.deepEqual(flat(await shallow.git.blame(PLACE, "main", "README.md")), nativeBlame("README.md"));
  assert.equal(shallow.native("rev-parse", "--is-shallow-repository"), "false");
  shallow.native("fsck", "--strict");
});

test("searches names and contents, and counts what it left out", async () => {
  put(pair.elsewhere, { "many.txt": "needle\n".repeat(700), "large.txt": `needle ${"x".repeat(1_000_000)}`, "zeros.bin": "needle\0", "needle.md": "no\n" });
  commit("search", {});
  there("push", "-q", "origin", "HEAD:main");
  await git.fetch(PLACE);
  const { found, ...left } = await git.search(PLACE, native("rev-parse", "origin/main"), "NEEDLE");
  assert.equal(found.length, 500);
  assert.deepEqual(left, { more: 201, large: 1, binary: 1 });
  // Each file is searched in its own encoding.
  put(pair.elsewhere, { "utf16.txt": Buffer.from("\ufeffein käse\n", "utf16le"), "latin1.txt": Buffer.from("ein k\xe4se\n", "latin1"), "utf8.txt": "ein käse\n" });
  commit("encodings", {});
  there("push", "-q", "origin", "HEAD:main");
  await git.fetch(PLACE);
  const cheese = await git.search(PLACE, native("rev-parse", "origin/main"), "Käse");
  assert.deepEqual(cheese.found.map(({ path, line, text }) => [path, line, text]), ["latin1.txt", "utf16.txt", "utf8.txt"].map((path) => [path, 1, "ein käse"]));
  assert.deepEqual(await git.search(PLACE, "main", ""), { found: [], more: 0, large: 0, binary: 0 });
});
