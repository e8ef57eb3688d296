import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { linkTarget } from "../src/core/link-target.ts";
import { marked } from "../src/core/marks.ts";
import { PLACE, put, startPair, text } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;
const MODULE = "1234567890123456789012345678901234567890";

before(async () => {
  pair = await startPair();
  pair.there({ ".gitignore": "*.log\n", "a.txt": "one\n", "src/run.sh": { run: "#!/bin/sh\n" }, "src/link": { link: "run.sh" }, "src/same.txt": "same\n", "old/gone.txt": "gone\n", dir: "a file\n" });
  pair.server.git("-C", pair.elsewhere, "update-index", "--add", "--cacheinfo", `160000,${MODULE},module`);
  pair.server.git("-C", pair.elsewhere, "commit", "-q", "-m", "module");
  pair.server.git("-C", pair.elsewhere, "push", "-q", "origin", "HEAD:main");
});

after(() => pair.stop());

test("lists the working tree with what differs from the last commit", async () => {
  const { git, dir } = await pair.clone("list");
  const listed = async (path: string): Promise<Record<string, string>> => {
    const entries = marked(await git.files(PLACE, path), await git.status(PLACE), path);
    return Object.fromEntries(entries.map(({ name, kind, mark }) => [name, [kind, mark?.kind, mark?.kind === "inside" ? mark.count : undefined].filter(Boolean).join(" ")]));
  };
  assert.deepEqual(await listed(""), { ".gitignore": "file", "a.txt": "file", dir: "file", module: "submodule", old: "tree", src: "tree" });
  assert.deepEqual(await listed("src"), { link: "link", "run.sh": "executable", "same.txt": "file" });
  put(dir, { "a.txt": "two\n", "new.txt": "new\n", "src/run.sh": null, "src/deep/er.txt": "new\n", old: null, dir: null, "dir/inside": "x", "x.log": "ignored\n", "empty/x": "x" });
  put(dir, { "empty/x": null });
  assert.deepEqual(await listed(""), {
    ".gitignore": "file", "a.txt": "file modified", dir: "tree inside 1", empty: "tree ignored", module: "submodule", "new.txt": "file added", old: "tree removed", src: "tree inside 2", "x.log": "file ignored",
  });
  assert.deepEqual(await listed("src"), { deep: "tree inside 1", link: "link", "run.sh": "executable removed", "same.txt": "file" });
  assert.deepEqual(await listed("old"), { "gone.txt": "file removed" });
  await assert.rejects(git.files(PLACE, "nowhere"), refusedWith("no_such_file"));
  await assert.rejects(git.files(PLACE, "a.txt"), refusedWith("no_such_file"));
  await assert.rejects(git.files(PLACE, ".git"), refusedWith("invalid_name"));
});

test("reads a file of the working tree or of a commit, without following links", async () => {
  const { git, dir } = await pair.clone("read");
  put(dir, { "a.txt": "two\n", "src/run.sh": null, config: { link: ".git/config" }, way: { link: ".git" } });
  const file = async (path: string, ref?: string): Promise<unknown[]> => {
    const { kind, content } = await git.file(PLACE, path, ref);
    return [kind, text(content)];
  };
  assert.deepEqual(await file("a.txt"), ["file", "two\n"]);
  assert.deepEqual(await file("a.txt", "main"), ["file", "one\n"]);
  assert.deepEqual(await file("src/run.sh", "HEAD"), ["executable", "#!/bin/sh\n"]);
  assert.deepEqual(await file("src/link"), ["link", "run.sh"]);
  assert.deepEqual(await file("src/link", "main"), ["link", "run.sh"]);
  assert.deepEqual(await file("config"), ["link", ".git/config"]);
  assert.equal(text(await git.read(PLACE, "config")), ".git/config");
  assert.deepEqual(await file("src"), ["tree", ""]);
  assert.deepEqual(await file("src", "main"), ["tree", ""]);
  assert.deepEqual(await git.file(PLACE, "module", "main"), { kind: "submodule", oid: MODULE, content: new Uint8Array() });
  await assert.rejects(file("src/run.sh"), refusedWith("no_such_file"));
  await assert.rejects(file("way/config"), refusedWith("no_such_file"));
  await assert.rejects(file("nowhere", "main"), refusedWith("no_such_file"));
  await assert.rejects(file(".git/config"), refusedWith("invalid_name"));
});

test("a link leads only to files of the repository", () => {
  const targets = {
    "run.sh": "src/run.sh", "./x/../run.sh": "src/run.sh", "../a.txt": "a.txt", "..": "", "deep/er": "src/deep/er",
    "/etc/passwd": undefined, "../../x": undefined, "../../src/x": undefined, "../.git/config": undefined, "../.GIT": undefined, "": undefined,
  };
  for (const [target, to] of Object.entries(targets)) assert.equal(linkTarget("src/link", target), to, target);
});

test("lists the files of a repository without commits", async (t) => {
  const empty = await startPair();
  t.after(() => empty.stop());
  const { git, dir } = await empty.clone("empty");
  assert.deepEqual(await git.files(PLACE, ""), []);
  put(dir, { "first.txt": "first\n" });
  assert.deepEqual(await git.files(PLACE, ""), [{ name: "first.txt", kind: "file", isCommitted: false, isPresent: true }]);
});
