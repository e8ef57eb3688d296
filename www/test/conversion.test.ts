import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, promises, readFileSync, utimesSync, writeFileSync, type Stats } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { apply } from "../src/core/git/apply.ts";
import { editing } from "../src/core/git/editing.ts";
import { IndexFile } from "../src/core/git/index-file.ts";
import type { Repository } from "../src/core/git/repository.ts";
import { statusOf } from "../src/core/git/status.ts";
import { diskStore } from "./support/disk-store.ts";
import { ADA, bytes, PLACE, put, startPair, text, type Written } from "./support/pair.ts";
import { randomOf, type Random } from "./support/random-histories.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;
before(async () => {
  pair = await startPair();
});
after(() => pair.stop());

const ATTRIBUTES = ["text", "text=auto", "-text", "!text", "text=input", "text=other", "eol=crlf", "eol=lf", "-eol", "crlf", "-crlf", "crlf=input", "crlf=auto", "binary", "-binary", "ident", "-ident", "merge", "own", "text=auto eol=crlf", "text=auto eol=lf", "text eol=crlf", "text eol=lf", "-text eol=crlf", "wrong/name text"];
const PATTERNS = ["*", "*.txt", "a*", "d/*", "/b.txt", "**/c.txt"];
const NAMES = ["a.txt", "b.txt", "c.txt", "a.dat", "d/a.txt", "d/c.txt", "d/e/c.txt", "new.txt", "d/new.dat"];
const PIECES = ["one\n", "two\n", "one\r\n", "two\r\n", "\r\n", "\n", "\r", "three", "\0", "\x1a", "\x07", "\x1b[0m", "é\xff", "$Id$", "$Id: 123 $\n", "$Id: a.txt 1.2 Ada $ $Id$\n", "$Id:$", "$Id:\n$", "$Id", `${"x".repeat(300)}\r\n`];

const pick = <T>(random: Random, values: readonly T[]): T => values[random(values.length)] as T;

/** Mostly text with line ends of one kind, because other contents are seldom converted. */
function contentOf(random: Random): Buffer {
  const isPlain = random(3) > 0;
  const pieces = isPlain ? pick(random, [["one\n", "two\n", "$Id$\n"], ["one\r\n", "two\r\n", "$Id: x $\r\n"], ["one\n", "two\r\n"]]) : PIECES;
  return Buffer.from(Array.from({ length: random(6) }, () => pick(random, pieces)).join(""), "latin1");
}

function attributesOf(random: Random): string {
  const lines = Array.from({ length: random(4) }, () => `${pick(random, PATTERNS)} ${pick(random, ATTRIBUTES)}${random(4) === 0 ? ` ${pick(random, ATTRIBUTES)}` : ""}`);
  return `[attr]own text eol=crlf\n${lines.join("\n")}\n`;
}

function filesOf(random: Random, share: number): Record<string, Written> {
  const files = Object.fromEntries(NAMES.filter(() => random(4) < share).map((name) => [name, new Uint8Array(contentOf(random))]));
  return { ...files, ...(random(3) < share && { ".gitattributes": attributesOf(random) }), ...(random(4) === 0 && { "d/.gitattributes": attributesOf(random).replace(/^\[.*/, "") }) };
}

/** What real git would commit of all files, beside the clone's own index. */
function committedByGit(dir: string): string {
  const index = join(pair.server.root, "other-index");
  copyFileSync(join(dir, ".git/index"), index);
  const git = (...given: string[]): string => execFileSync("git", ["-C", dir, "-c", "core.autocrlf=false", ...given], { encoding: "utf8", env: { ...process.env, GIT_INDEX_FILE: index }, stdio: ["ignore", "pipe", "ignore"] }).trim();
  git("add", "-A");
  return git("write-tree");
}

test("commits, writes and compares files as git does with the same attributes", async () => {
  let [converted, unlike] = [0, 0];
  for (let seed = 1; seed <= 30; seed++) {
    const random = randomOf(seed);
    const name = `random-${seed}`;
    storedThere(filesOf(random, 3));
    const { git, dir, native } = await pair.clone(name);
    const expected = join(pair.server.root, `${name}-native`);
    pair.server.git("clone", "-q", "-c", "core.autocrlf=false", pair.server.bare, expected);
    const tracked = native("ls-files").split("\n").filter(Boolean);
    for (const path of tracked) {
      assert.deepEqual(readFileSync(join(dir, path)), readFileSync(join(expected, path)), `${seed} ${path}`);
      if (pair.server.git("-C", dir, "hash-object", "--no-filters", path) !== native("rev-parse", `HEAD:${path}`)) unlike++;
    }
    assert.deepEqual(await git.status(PLACE), [], `${seed}`);

    // Both compare by content from now on.
    for (const path of tracked) utimesSync(join(dir, path), seed, seed);
    const edits = filesOf(random, 2);
    for (const [path, content] of Object.entries(edits)) await git.writeFiles(PLACE, [{ path, content: typeof content === "string" ? bytes(content) : (content as Uint8Array) }]);
    const tree = committedByGit(dir);
    const changed = (await git.status(PLACE)).map(({ path }) => path);
    assert.deepEqual(changed, native("diff", "--no-renames", "--name-only", "HEAD", tree).split("\n").filter(Boolean).sort(), `${seed}`);
    for (const path of changed) {
      const { after: shown } = await git.pending(PLACE, path);
      assert.deepEqual(shown && Buffer.from(shown), Buffer.from(execFileSync("git", ["-C", dir, "cat-file", "blob", `${tree}:${path}`])), `${seed} ${path}`);
      if (!shown || !Buffer.from(shown).equals(readFileSync(join(dir, path)))) converted++;
    }
    if (changed.length === 0) continue;
    await git.commit(PLACE, changed, "all", ADA);
    assert.equal(native("rev-parse", "HEAD^{tree}"), tree, `${seed}`);
    assert.deepEqual(await git.status(PLACE), [], `${seed}`);
    assert.equal(native("status", "--porcelain"), "", `${seed}`);
  }
  assert.ok(converted > 20 && unlike > 8, `${converted} files were converted for a commit, ${unlike} for the working tree`);
});

test("an uploaded file with CR-LF is stored with LF, and stays as it is in the working tree", async () => {
  pair.server.git("-C", pair.elsewhere, "rm", "-rqf", "--ignore-unmatch", ".");
  pair.there({ ".gitattributes": "* text=auto\n*.bat eol=crlf\n", "run.bat": "one\ntwo\n", "a.txt": "one\n" });
  const { git, native } = await pair.clone("upload");
  assert.equal(text(await git.read(PLACE, "run.bat")), "one\r\ntwo\r\n");
  await git.writeFiles(PLACE, [{ path: "new.txt", content: bytes("new\r\nfile\r\n") }, { path: "a.txt", content: bytes("one\r\n") }]);
  // Only the line ends differ.
  assert.deepEqual((await git.status(PLACE)).map(({ path }) => path), ["new.txt"]);
  await git.commit(PLACE, ["new.txt"], "new", ADA);
  assert.equal(native("show", "HEAD:new.txt"), "new\nfile");
  assert.equal(text(await git.read(PLACE, "new.txt")), "new\r\nfile\r\n");
  assert.deepEqual(await git.status(PLACE), []);
  assert.equal(native("ls-files", "--eol", "new.txt").replaceAll(/\s+/g, " "), "i/lf w/crlf attr/text=auto new.txt");
});

test("a file is compared anew once the index has it with CR-LF, which text=auto then keeps", async () => {
  pair.server.git("-C", pair.elsewhere, "rm", "-rqf", "--ignore-unmatch", ".");
  pair.there({ ".gitattributes": "* text=auto\n", "a.txt": "one\n" });
  const { git, dir, native } = await pair.clone("index");
  await git.write(PLACE, "a.txt", bytes("one\r\n"));
  utimesSync(join(dir, "a.txt"), 1, 1);
  assert.deepEqual(await git.status(PLACE), []);
  const oid = native("hash-object", "-w", "--no-filters", "a.txt");
  native("update-index", "--cacheinfo", `100644,${oid},a.txt`);
  assert.deepEqual((await git.status(PLACE)).map(({ path, kind, staged }) => ({ path, kind, staged })), [{ path: "a.txt", kind: "modified", staged: true }]);
  assert.equal(native("status", "--porcelain"), "M  a.txt");
});

test("discarding, switching branches, stashing and resolving convert files too", async () => {
  pair.server.git("-C", pair.elsewhere, "rm", "-rqf", "--ignore-unmatch", ".");
  pair.there({ ".gitattributes": "*.txt text eol=crlf\n", "a.txt": "one\ntwo\n", "b.txt": "b\n" });
  const { git, native } = await pair.clone("others");
  const read = async (path: string): Promise<string | undefined> => text(await git.read(PLACE, path));
  await git.write(PLACE, "a.txt", bytes("one\r\n2\r\n"));
  assert.deepEqual(Object.values(await git.pending(PLACE, "a.txt")).map(text), ["one\ntwo\n", "one\n2\n"]);
  await git.stash(PLACE, "", ADA);
  assert.equal(await read("a.txt"), "one\r\ntwo\r\n");
  const [{ oid = "" } = {}] = await git.stashes(PLACE);
  assert.equal(native("show", `${oid}:a.txt`), "one\n2");
  await git.applyStash(PLACE, oid);
  assert.equal(await read("a.txt"), "one\r\n2\r\n");
  await git.discard(PLACE, ["a.txt"]);
  assert.equal(await read("a.txt"), "one\r\ntwo\r\n");
  assert.deepEqual(await git.status(PLACE), []);

  await git.createBranch(PLACE, "side");
  await git.switchBranch(PLACE, "side");
  await git.write(PLACE, "a.txt", bytes("side\r\ntwo\r\n"));
  await git.write(PLACE, "b.txt", bytes("B\r\n"));
  await git.commit(PLACE, ["a.txt", "b.txt"], "side", ADA);
  await git.switchBranch(PLACE, "main");
  assert.equal(await read("b.txt"), "b\r\n");
  await git.write(PLACE, "a.txt", bytes("main\r\ntwo\r\n"));
  await git.commit(PLACE, ["a.txt"], "main", ADA);
  assert.equal((await git.merge(PLACE, "side", ADA)).kind, "conflicts");
  assert.match((await read("a.txt")) ?? "", /^<<<<<<< HEAD\r\nmain\r\n=======\r\nside\r\n>>>>>>> side\r\ntwo\r\n$/);
  await git.write(PLACE, "a.txt", bytes("both\r\ntwo\r\n"));
  await git.resolveConflict(PLACE, "a.txt", "file");
  await git.conclude(PLACE, "merged", ADA);
  assert.equal(native("cat-file", "-p", "HEAD:a.txt"), "both\ntwo");
  assert.equal(native("status", "--porcelain"), "");
  assert.deepEqual(await git.status(PLACE), []);
});

/** A clone in a file system whose clock is coarse, with a list of the files that are read. */
function slowClock(dir: string): { repository: Repository; read: string[] } {
  const read: string[] = [];
  const floor = (milliseconds: number): number => Math.floor(milliseconds / 10) * 10;
  const lstat = async (path: string): Promise<Stats> => {
    const stat = await promises.lstat(path);
    return Object.assign(stat, { mtimeMs: floor(stat.mtimeMs), ctimeMs: floor(stat.ctimeMs) });
  };
  const readFile = async (path: string, ...given: []): Promise<Buffer> => {
    read.push(path.slice(dir.length + 1));
    return promises.readFile(path, ...given);
  };
  return { read, repository: { fs: { promises: { ...promises, lstat, readFile } } as unknown as Repository["fs"], dir, cache: {} } };
}

/** Files as other clients have stored them, without conversion. */
function storedThere(files: Record<string, Written>): void {
  pair.server.git("-C", pair.elsewhere, "rm", "-rqf", "--ignore-unmatch", ".");
  pair.there({ ...files, ".git/info/attributes": "* !text !eol !crlf !ident -binary\n" });
}

test("a file that is stored unlike its attributes is unchanged after it was discarded or written for another commit", async () => {
  storedThere({ ".gitattributes": "*.txt text\n", "a.txt": "one\r\n" });
  const { dir } = await pair.clone("racy");
  const { repository } = slowClock(dir);
  const { discard } = editing(() => repository, diskStore(dir));
  const changed = async (): Promise<string[]> => (await statusOf(repository)).map(({ path }) => path);
  const side = (await IndexFile.read(repository)).get("a.txt");
  for (let turn = 0; turn < 4; turn++) {
    writeFileSync(join(dir, "a.txt"), "two\r\n");
    assert.deepEqual(await changed(), ["a.txt"]);
    await discard(PLACE, ["a.txt"]);
    assert.deepEqual(await changed(), []);
    await apply(repository, new Map([["a.txt", side]]));
    assert.deepEqual(await changed(), []);
  }
});

test("a diff reads the index only if a file's attributes or line ends depend on it", async () => {
  storedThere({ ".gitattributes": "*.txt text\n*.auto text=auto\n", "a.txt": "one\n", "a.auto": "one\r\n", "d/a.txt": "one\n", "d/a.ts": "one\n" });
  const { dir } = await pair.clone("lazy");
  const { repository, read } = slowClock(dir);
  const { pending } = editing(() => repository, diskStore(dir));
  for (const [path, after, isRead] of [["a.txt", "two\n", false], ["d/a.ts", "two $Id\n", false], ["d/a.txt", "two\r\n", true], ["a.auto", "two\r\n", true]] as const) {
    writeFileSync(join(dir, path), after);
    read.length = 0;
    const shown = await pending(PLACE, path);
    assert.equal(text(shown.after), path.endsWith("txt") ? "two\n" : after, path);
    assert.equal(read.includes(".git/index"), isRead, path);
  }
});

test("a file that Git LFS tracks is committed only as a pointer", async () => {
  pair.server.git("-C", pair.elsewhere, "rm", "-rqf", "--ignore-unmatch", ".");
  const pointer = (content: string): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${createHash("sha256").update(content).digest("hex")}\nsize ${content.length}\n`;
  pair.there({ ".gitattributes": "*.psd filter=lfs diff=lfs merge=lfs -text\n", "a.psd": pointer("a"), "a.txt": "a\n" });
  const { git, native } = await pair.clone("lfs");
  const before = native("rev-parse", "HEAD");
  await git.writeFiles(PLACE, [{ path: "a.psd", content: bytes("a picture") }, { path: "d/new.psd", content: bytes(`${pointer("x")}and more`) }, { path: "a.txt", content: bytes("b\n") }]);
  const refused = await git.commit(PLACE, ["a.psd", "a.txt", "d/new.psd"], "all", ADA).catch((error: { problem?: { code: string; detail?: string } }) => error.problem);
  assert.deepEqual(typeof refused === "object" && [refused.code, refused.detail], ["lfs_tracked", "a.psd\nd/new.psd"]);
  await assert.rejects(git.amend(PLACE, ["a.psd"], "all", ADA), refusedWith("lfs_tracked"));
  assert.equal(native("rev-parse", "HEAD"), before);
  assert.equal(native("diff", "--cached", "--name-only"), "", "nothing is staged");
  await git.rename(PLACE, "d/new.psd", "d/other.psd");
  await git.writeFiles(PLACE, [{ path: "d/other.psd", content: bytes(pointer("x")) }, { path: "empty.psd", content: bytes("") }]);
  await git.commit(PLACE, ["a.txt", "d/other.psd", "empty.psd"], "pointers", ADA);
  assert.deepEqual(native("show", "--format=", "--name-only").split("\n"), ["a.txt", "d/other.psd", "empty.psd"]);
  await git.write(PLACE, ".gitattributes", bytes("# *.psd filter=lfs\n"));
  await git.commit(PLACE, ["a.psd"], "in git itself", ADA);
  assert.equal(native("show", "HEAD:a.psd"), "a picture");
});
