import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { ADA, bytes, PLACE, startPair, text } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;
let tree: string;

function git(...given: string[]): string {
  return pair.server.git("-C", pair.server.bare, ...given);
}

/** Stores an object on the server as it is, whatever git thinks of it. */
function stored(type: string, content: string | Buffer): string {
  return execFileSync("git", ["-C", pair.server.bare, "hash-object", "-w", "--stdin", "-t", type, "--literally"], { input: content, encoding: "utf8" }).trim();
}

const PERSON = "Ada <ada@example.com> 1700000000 +0000";

/** Makes a branch of a commit with these headers after the tree. */
function branch(name: string, headers: string, message: string, of = tree, encoding: BufferEncoding = "utf8"): string {
  const oid = stored("commit", Buffer.from(`tree ${of}\n${headers}\n\n${message}`, encoding));
  git("update-ref", `refs/heads/${name}`, oid);
  return oid;
}

const SIGNATURE = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEzBAABCAAdFiEE\n =abcd\n -----END PGP SIGNATURE-----";

before(async () => {
  pair = await startPair();
  const empty = git("mktree", "--missing");
  const blob = stored("blob", "a\n");
  tree = execFileSync("git", ["-C", pair.server.bare, "mktree"], { input: `100644 blob ${blob}\ta.txt\n160000 commit ${"1".repeat(40)}\tsub\n`, encoding: "utf8" }).trim();
  const main = branch("main", `author ${PERSON}\ncommitter ${PERSON}`, "first\n");
  const signed = branch("signed", `parent ${main}\nauthor ${PERSON}\ncommitter ${PERSON}\n${SIGNATURE}`, "signed\n\nbody\n");
  branch("latin", `parent ${main}\nauthor J\xfcrgen <j@example.com> 1700000000 +0100\ncommitter ${PERSON}\nencoding ISO-8859-1`, "caf\xe9\n", tree, "latin1");
  branch("unnamed", `parent ${main}\nauthor J\xfcrgen <j@example.com> 1700000000 +0100\ncommitter ${PERSON}`, "caf\xe9\n", tree, "latin1");
  branch("mergetag", `parent ${main}\nparent ${signed}\nauthor ${PERSON}\ncommitter ${PERSON}\nmergetag object ${signed}\n type commit\n tag v1\n tagger ${PERSON}\n \n a tag`, "merge\n");
  branch("long", `parent ${main}\nauthor ${PERSON}\ncommitter ${PERSON}`, `${"x".repeat(3_000_000)}\n`);
  branch("empty", `parent ${main}\nauthor ${PERSON}\ncommitter ${PERSON}`, "nothing\n", empty);
  branch("old-mode", `parent ${main}\nauthor ${PERSON}\ncommitter ${PERSON}`, "old\n", stored("tree", Buffer.concat([Buffer.from("100664 a.txt\0"), Buffer.from(blob, "hex"), Buffer.from("100600 b.txt\0"), Buffer.from(blob, "hex")])));
  for (const [name, time] of Object.entries({ far: "253402300800 +0000", further: "99999999999999999 +9999", before: "-62135596801 -1200", zone: "1700000000 +9999" })) {
    branch(`time-${name}`, `parent ${main}\nauthor Ada <ada@example.com> ${time}\ncommitter Ada <ada@example.com> ${time}`, `${name}\n`);
  }
  const tag = (name: string, object: string, type: string): string => {
    const oid = stored("tag", `object ${object}\ntype ${type}\ntag ${name}\ntagger ${PERSON}\n\n${name}\n`);
    git("update-ref", `refs/tags/${name}`, oid);
    return oid;
  };
  tag("twice", tag("once", main, "commit"), "tag");
  tag("of-blob", blob, "blob");
  tag("of-tree", tree, "tree");
  git("update-ref", "refs/tags/plain-blob", blob);
});

after(() => pair.stop());

test("reads commits with signatures, encodings, merged tags and long lines", async () => {
  const { git: page } = await pair.clone("commits");
  const latest = async (name: string) => (await page.log(PLACE, name, { count: 1 }))[0];
  assert.equal((await latest("signed"))?.message, "signed\n\nbody\n");
  for (const name of ["latin", "unnamed"]) {
    const latin = await latest(name);
    assert.deepEqual([latin?.message, latin?.author.name], ["café\n", "Jürgen"], name);
  }
  assert.deepEqual([(await latest("mergetag"))?.message, (await latest("mergetag"))?.parents.length], ["merge\n", 2]);
  assert.equal((await latest("long"))?.message.length, 3_000_001);
  assert.deepEqual(await page.tree(PLACE, "empty", ""), []);
  assert.deepEqual((await page.changes(PLACE, "empty")).map(({ path, kind }) => [path, kind]), [["a.txt", "removed"], ["sub", "removed"]]);
});

test("reads commits whatever their dates, and blames through them", async () => {
  const { git: page } = await pair.clone("dates");
  for (const name of ["far", "further", "before", "zone"]) {
    const [commit, parent] = await page.log(PLACE, `time-${name}`);
    assert.deepEqual([commit?.message, parent?.message], [`${name}\n`, "first\n"]);
    assert.equal((await page.blame(PLACE, `time-${name}`, "a.txt")).commits[0]?.message, "first\n");
    assert.equal((await page.lastCommits(PLACE, `time-${name}`, "")).length, 2);
  }
  assert.equal((await page.log(PLACE, "time-far"))[0]?.author.at.toISOString(), "+010000-01-01T00:00:00.000Z");
  await page.createBranch(PLACE, "time-further", "origin/time-further");
  await page.switchBranch(PLACE, "time-further");
  await page.write(PLACE, "b.txt", bytes("b\n"));
  await page.commit(PLACE, ["b.txt"], "after it", ADA);
  await page.push(PLACE);
  assert.equal(git("log", "-1", "--format=%s", "time-further"), "after it");
});

test("reads tags of tags and of trees, and counts with tags of anything", async () => {
  const { git: page } = await pair.clone("tags");
  assert.deepEqual((await page.refs(PLACE)).tags.map(({ name }) => name).sort(), ["of-blob", "of-tree", "once", "plain-blob", "twice"]);
  assert.equal((await page.log(PLACE, "twice"))[0]?.message, "first\n");
  assert.deepEqual((await page.tree(PLACE, "of-tree", "")).map(({ name, kind }) => [name, kind]), [["a.txt", "file"], ["sub", "submodule"]]);
  for (const name of ["of-blob", "plain-blob"]) await assert.rejects(page.log(PLACE, name), refusedWith("no_such_ref"), name);
  await page.createBranch(PLACE, "more");
  assert.equal(await page.onlyIn(PLACE, "more"), 0);
  assert.deepEqual(await page.lostByReset(PLACE, "origin/signed"), { commits: 0, files: [] });
  await page.createTag(PLACE, "annotated", "HEAD", "a tag", ADA);
  for (const name of ["annotated", "of-blob"]) {
    if (name === "of-blob") await page.deleteRemoteTag(PLACE, name);
    await page.pushTag(PLACE, name);
  }
  assert.deepEqual([git("cat-file", "-t", "refs/tags/annotated"), git("cat-file", "-p", "refs/tags/of-blob^{blob}")], ["tag", "a"]);
});

test("amends signed and Latin-1 commits, with the author as it was", async () => {
  const { git: page } = await pair.clone("amend");
  for (const name of ["latin", "signed"]) {
    await page.createBranch(PLACE, `amended-${name}`, `origin/${name}`);
    await page.switchBranch(PLACE, `amended-${name}`);
    await page.amend(PLACE, [], "reworded", ADA);
    await page.push(PLACE);
    const commit = git("cat-file", "commit", `amended-${name}`);
    assert.doesNotMatch(commit, /gpgsig|encoding/);
    // git checks what it stores so.
    assert.equal(execFileSync("git", ["hash-object", "--stdin", "-t", "commit"], { input: `${commit}\n`, encoding: "utf8" }).trim(), git("rev-parse", `amended-${name}`));
  }
  assert.match(git("cat-file", "-p", "amended-latin"), /^author Jürgen <j@example\.com> 1700000000 \+0100$/m);
});

test("keeps a commit with an empty tree, old modes and submodules", async () => {
  const { git: page, native } = await pair.clone("trees");
  for (const name of ["empty", "old-mode"]) {
    await page.createBranch(PLACE, name, `origin/${name}`);
    await page.switchBranch(PLACE, name);
    assert.deepEqual([await page.status(PLACE), native("status", "--porcelain")], [[], ""], name);
    await page.write(PLACE, "new.txt", bytes("new\n"));
    await page.commit(PLACE, ["new.txt"], "more", ADA);
    await page.push(PLACE);
  }
  assert.equal(git("ls-tree", "--name-only", "empty"), "new.txt");
  assert.match(execFileSync("git", ["-C", pair.server.bare, "cat-file", "tree", git("rev-parse", "old-mode^{tree}")], { encoding: "latin1" }), /^100664 a\.txt/);
  await page.switchBranch(PLACE, "main");
  await page.write(PLACE, "a.txt", bytes("beside a submodule\n"));
  await page.commit(PLACE, ["a.txt"], "beside", ADA);
  await page.push(PLACE);
  assert.match(git("ls-tree", "main"), /^160000 commit 1{40}\tsub$/m);
});

test("reads packed refs, and clones a server whose HEAD is absent", async () => {
  const { git: page, native } = await pair.clone("packed");
  native("pack-refs", "--all");
  assert.equal((await page.refs(PLACE)).head, "main");
  assert.ok((await page.refs(PLACE)).remoteBranches.length > 8);
  assert.equal((await page.log(PLACE, "signed"))[0]?.message, "signed\n\nbody\n");
  await page.write(PLACE, "packed.txt", bytes("x\n"));
  await page.commit(PLACE, ["packed.txt"], "onto packed refs", ADA);
  await page.push(PLACE);
  assert.equal(git("log", "-1", "--format=%s", "main"), "onto packed refs");
  git("symbolic-ref", "HEAD", "refs/heads/absent");
  const { git: headless } = await pair.clone("headless");
  assert.ok((await headless.refs(PLACE)).remoteBranches.length > 8);
  assert.deepEqual(await headless.status(PLACE), []);
  await headless.createBranch(PLACE, "signed", "origin/signed");
  await headless.switchBranch(PLACE, "signed");
  assert.equal(text(await headless.read(PLACE, "a.txt")), "a\n");
  git("symbolic-ref", "HEAD", "refs/heads/main");
});

test("clones and commits a tree of thousands of files", async () => {
  const blob = stored("blob", "many\n");
  const lines = Array.from({ length: 2_000 }, (_, index) => `100644 blob ${blob}\tfile-${index}\n`).join("");
  const many = execFileSync("git", ["-C", pair.server.bare, "mktree"], { input: lines, encoding: "utf8" }).trim();
  branch("many", `author ${PERSON}\ncommitter ${PERSON}`, "many\n", many);
  const { git: page, native } = await pair.clone("many", { singleBranch: true });
  await page.fetch(PLACE);
  await page.createBranch(PLACE, "many", "origin/many");
  await page.switchBranch(PLACE, "many");
  assert.deepEqual(await page.status(PLACE), []);
  await page.write(PLACE, "file-1500", bytes("other\n"));
  assert.deepEqual((await page.status(PLACE)).map(({ path }) => path), ["file-1500"]);
  await page.commit(PLACE, ["file-1500"], "one of many", ADA);
  await page.push(PLACE);
  assert.deepEqual([native("status", "--porcelain"), git("diff", "--name-only", "many~1", "many")], ["", "file-1500"]);
});
