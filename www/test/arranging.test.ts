import assert from "node:assert/strict";
import { existsSync, lstatSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { windowsProblem } from "../src/core/git/paths.ts";
import { ADA, bytes, PLACE, put, startPair } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;
const MODULE = "1234567890123456789012345678901234567890";

before(async () => {
  pair = await startPair();
  pair.there({ "a.txt": "one\n", "src/run.sh": { run: "#!/bin/sh\n" }, "src/deep/link": { link: "../run.sh" }, "src/deep/x": "x\n", "other/y": "y\n" });
  pair.server.git("-C", pair.elsewhere, "update-index", "--add", "--cacheinfo", `160000,${MODULE},libs/deep/module`);
  pair.server.git("-C", pair.elsewhere, "commit", "-q", "-m", "module");
  pair.server.git("-C", pair.elsewhere, "push", "-q", "origin", "HEAD:main");
});

after(() => pair.stop());

test("renames files, links and folders, as real git sees", async () => {
  const { git, dir, native } = await pair.clone("rename");
  await git.rename(PLACE, "a.txt", "new/place/b.txt");
  await git.rename(PLACE, "src/deep/link", "src/way");
  await git.rename(PLACE, "src", "source");
  assert.ok(!existsSync(join(dir, "src")));
  assert.equal(readlinkSync(join(dir, "source/way")), "../run.sh");
  await git.commit(PLACE, (await git.status(PLACE)).map(({ path }) => path), "Move", ADA);
  await git.push(PLACE);
  const bare = (...args: string[]): string => pair.server.git("-C", pair.server.bare, ...args);
  assert.deepEqual(bare("ls-tree", "-r", "--format=%(objectmode) %(path)", "main").split("\n"), ["160000 libs/deep/module", "100644 new/place/b.txt", "100644 other/y", "100644 source/deep/x", "100755 source/run.sh", "120000 source/way"]);
  assert.equal(bare("fsck", "--strict"), "");
  assert.doesNotMatch(native("status", "--porcelain"), /a\.txt|src/);
  pair.server.git("-C", pair.elsewhere, "push", "-q", "--force", "origin", "HEAD:main");
});

test("renames nothing over something else, into itself, out of the tree or under a file", async () => {
  const { git, native } = await pair.clone("no-rename");
  const refused = { "src/run.sh": "name_taken", other: "name_taken", "a.txt/below": "invalid_name", "other/y/below": "name_taken", "../out": "invalid_name", ".git/hooks/x": "invalid_name", "x/GIT~1/y": "invalid_name", "a\\b": "invalid_name", "": "invalid_name", "x/": "invalid_name" };
  for (const [to, code] of Object.entries(refused)) await assert.rejects(git.rename(PLACE, "a.txt", to), refusedWith(code), to);
  await assert.rejects(git.rename(PLACE, "src", "src/inside"), refusedWith("invalid_name"));
  await assert.rejects(git.rename(PLACE, "nowhere", "x"), refusedWith("no_such_file"));
  await assert.rejects(git.rename(PLACE, "libs", "lib"), refusedWith("has_submodule", /^libs\/deep\/module$/));
  assert.doesNotMatch(native("status", "--porcelain"), /a\.txt|src|other/);
});

test("stamps the files at paths, so that a later change is seen", async () => {
  const { git, dir } = await pair.clone("stamps");
  put(dir, { "src/new": "new\n" });
  const before = await git.stamps(PLACE, ["a.txt", "src", "nowhere"]);
  assert.deepEqual(before.map(({ path, size }) => [path, size]).sort(), [["a.txt", 4], ["src/deep/link", 9], ["src/deep/x", 2], ["src/new", 4], ["src/run.sh", 10]]);
  await git.write(PLACE, "a.txt", bytes("two\n"));
  const [now] = await git.stamps(PLACE, ["a.txt"]);
  assert.equal(now?.size, 4);
  assert.notEqual(now?.changed, before.find(({ path }) => path === "a.txt")?.changed);
});

test("deletes folders with their contents, but never a submodule or the target of a link", async () => {
  const { git, dir } = await pair.clone("delete");
  put(dir, { "src/way": { link: "../other" }, "src/new/er": "new\n" });
  await git.deletePaths(PLACE, ["src"]);
  assert.ok(!existsSync(join(dir, "src")) && existsSync(join(dir, "other/y")));
  assert.deepEqual((await git.status(PLACE)).map(({ path, kind }) => `${kind} ${path}`), ["removed src/deep/link", "removed src/deep/x", "removed src/run.sh"]);
  await git.deletePaths(PLACE, ["other/y"]);
  assert.ok(!existsSync(join(dir, "other")));
  await assert.rejects(git.deletePaths(PLACE, ["libs"]), refusedWith("has_submodule"));
  await assert.rejects(git.deletePaths(PLACE, [".git"]), refusedWith("invalid_name"));
  await assert.rejects(git.deletePaths(PLACE, ["nowhere"]), refusedWith("no_such_file"));
});

test("writes uploaded files, all or none, and replaces links without following them", async () => {
  const { git, dir } = await pair.clone("upload");
  const file = (path: string) => ({ path, content: bytes("uploaded\n") });
  await assert.rejects(git.writeFiles(PLACE, [file("first"), file("a.txt/x")]), refusedWith("name_taken"));
  await assert.rejects(git.writeFiles(PLACE, [file("first"), file("src")]), refusedWith("name_taken"));
  await assert.rejects(git.writeFiles(PLACE, [file("first"), file("x/.git/config")]), refusedWith("invalid_name"));
  assert.ok(!existsSync(join(dir, "first")));
  await git.writeFiles(PLACE, [file("src/deep/link"), file("src/run.sh"), file("new/folder/ü.bin")]);
  assert.equal(readFileSync(join(dir, "new/folder/ü.bin"), "utf8"), "uploaded\n");
  assert.ok(lstatSync(join(dir, "src/deep/link")).isFile());
  assert.equal(statSync(join(dir, "src/run.sh")).mode & 0o111, 0o111);
});

test("sets and clears the executable bit of files", async () => {
  const { git, dir, native } = await pair.clone("executable");
  await git.setExecutable(PLACE, "a.txt", true);
  await git.setExecutable(PLACE, "src/run.sh", false);
  const modes = [
    { path: "a.txt", kind: "modified", modes: { before: "100644", after: "100755" } },
    { path: "src/run.sh", kind: "modified", modes: { before: "100755", after: "100644" } },
  ];
  assert.deepEqual((await git.status(PLACE)).map(({ path, kind, modes }) => ({ path, kind, modes })), modes);
  assert.equal(native("diff", "--summary"), "mode change 100644 => 100755 a.txt\n mode change 100755 => 100644 src/run.sh");
  await git.commit(PLACE, ["a.txt", "src/run.sh"], "Modes", { name: "Ada", email: "ada@example.com" });
  assert.deepEqual(await git.changes(PLACE, "HEAD"), modes);
  assert.equal(native("status", "--porcelain"), "");
  await git.setExecutable(PLACE, "a.txt", false);
  await git.discard(PLACE, ["a.txt"]);
  assert.equal(statSync(join(dir, "a.txt")).mode & 0o111, 0o111);
  await git.write(PLACE, "a.txt", bytes("edited\n"));
  assert.equal(native("diff", "--summary"), "");
  await assert.rejects(git.setExecutable(PLACE, "src/deep/link", true), refusedWith("no_such_file"));
  await assert.rejects(git.setExecutable(PLACE, "src", true), refusedWith("no_such_file"));
  await assert.rejects(git.setExecutable(PLACE, ".git/config", true), refusedWith("invalid_name"));
});

test("creates folders, which are listed but not committed while they are empty", async () => {
  const { git } = await pair.clone("folder");
  await git.makeFolder(PLACE, "empty/folder");
  assert.deepEqual(await git.files(PLACE, "empty"), [{ name: "folder", kind: "tree", isCommitted: false, isPresent: true }]);
  assert.deepEqual(await git.status(PLACE), []);
  await assert.rejects(git.makeFolder(PLACE, "src"), refusedWith("name_taken"));
  await assert.rejects(git.makeFolder(PLACE, "x/.GIT"), refusedWith("invalid_name"));
});

test("keeps files and folders, and puts them back as they were", async () => {
  const { git, dir, native } = await pair.clone("undo");
  put(dir, { "a.txt": "mine\n", "src/new": { run: "mine\n" }, "src/way": { link: "x" } });
  const before = native("status", "--porcelain");
  const kept = await git.keep(PLACE, ["a.txt", "src", "later"]);
  await git.deletePaths(PLACE, ["a.txt", "src"]);
  await git.write(PLACE, "later", bytes("x"));
  assert.ok(kept);
  await git.restore(PLACE, kept);
  assert.equal(native("status", "--porcelain"), before);
  assert.equal(readFileSync(join(dir, "a.txt"), "utf8"), "mine\n");
  assert.equal(statSync(join(dir, "src/new")).mode & 0o111, 0o111);
  assert.equal(statSync(join(dir, "src/run.sh")).mode & 0o111, 0o111);
  assert.equal(readlinkSync(join(dir, "src/way")), "x");
  put(dir, { large: new Uint8Array(20_000_001) });
  assert.equal(await git.keep(PLACE, ["large"]), undefined);
  await assert.rejects(git.restore(PLACE, [{ path: ".git/config", content: bytes("x") }]), refusedWith("invalid_name"));
});

test("recognises names that Windows does not allow", () => {
  const names = { "a.txt": undefined, "console.log": undefined, "aux/x": /aux is reserved/, "x/NUL.txt": /NUL\.txt is reserved/, "a:b": /contains :/, "a.": /dot/, "a ": /space/, "a\tb": /control/ };
  for (const [path, expected] of Object.entries(names)) expected ? assert.match(windowsProblem(path) ?? "", expected) : assert.equal(windowsProblem(path), undefined, path);
});
