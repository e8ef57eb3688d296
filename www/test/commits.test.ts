import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ADA, bytes, PLACE, startPair } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;

before(async () => {
  pair = await startPair();
});

after(() => pair.stop());

/** Puts a raw commit on the server's branch, even one that git would not write. */
function written(lines: string[], message: string): string {
  const { git, bare } = pair.server;
  const parent = git("-C", bare, "rev-parse", "main");
  const tree = git("-C", bare, "rev-parse", "main^{tree}");
  const oid = pair.server.git("-C", bare, "hash-object", "-w", "--literally", "-t", "commit", pair.file([`tree ${tree}`, `parent ${parent}`, ...lines, "", message].join("\n")));
  git("-C", bare, "update-ref", "refs/heads/main", oid);
  return oid;
}

test("reads a history with malformed authors to its end", async () => {
  pair.there({ "a.txt": "one\n" });
  const first = pair.server.git("-C", pair.server.bare, "rev-parse", "main");
  const odd = [
    written(["author Name <x", "committer <> 99999999999999999999 +0000"], "No end\n"),
    written(["author no one at all", "committer C <c@example.com> 1700000000 +0100", "gpgsig -----BEGIN", " author <e> 1 +0", " -----END"], "Signed\n"),
    written(["author A <a@b> <c> 1700000001 +0000", "committer C <c@example.com> 1700000001 +0000"], ""),
  ];
  pair.server.git("-C", pair.elsewhere, "pull", "-q", "origin", "main");
  pair.there({ "c.txt": "last\n" });
  const { git } = await pair.clone("odd");
  const [last, ...log] = await git.log(PLACE, "main");
  assert.equal(last?.message, "theirs\n");
  assert.deepEqual(log.map(({ oid }) => oid), [...odd.toReversed(), first]);
  assert.deepEqual(log.map(({ author: { name, email } }) => [name, email]), [["A <a@b>", "c"], ["no one at all", ""], ["Name", "x"], ["Ada", "ada@example.com"]]);
  assert.equal(log[1]?.message, "Signed\n");
  assert.ok(Number.isNaN(log[2]?.committer.at.getTime()));
  assert.deepEqual(await git.changes(PLACE, odd[2] ?? ""), []);
  assert.deepEqual((await git.tree(PLACE, odd[0] ?? "", "")).map(({ name }) => name), ["a.txt"]);
  assert.equal(await git.ahead(PLACE), 0);

  await git.write(PLACE, "b.txt", bytes("two\n"));
  const oid = await git.commit(PLACE, ["b.txt"], "Go on", ADA);
  await git.push(PLACE);
  assert.equal(pair.server.git("-C", pair.server.bare, "rev-parse", "main"), oid);
});

test("lists the history with git's order and parents", async () => {
  const { git, native } = await pair.clone("order");
  for (const name of ["x", "y"]) {
    pair.there({ [name]: name }, `side-${name}`);
  }
  await git.fetch(PLACE);
  native("checkout", "-q", "-b", "merged", "origin/side-y");
  native("merge", "-q", "-m", "both", "origin/side-x", "origin/main");
  const ours = (await git.log(PLACE, "merged")).map(({ oid, parents }) => [oid, ...parents].join(" "));
  assert.deepEqual(ours.toSorted(), native("log", "--format=%H %P", "merged").split("\n").map((line) => line.trim()).toSorted());
  const places = new Map(ours.map((line, index) => [line.slice(0, 40), index]));
  for (const [index, line] of ours.entries()) for (const parent of line.split(" ").slice(1)) assert.ok((places.get(parent) ?? -1) > index);
});

test("rejects authors that would inject a header into the commit", async () => {
  const { git, native } = await pair.clone("author");
  await git.write(PLACE, "author.txt", bytes("x\n"));
  for (const author of [{ name: "Eve\nparent 0", email: "e@example.com" }, { name: "Eve", email: "e> 0 +0000\ngpgsig x" }, { name: "Eve <x>", email: "e@example.com" }, { name: " ", email: "e@example.com" }]) {
    await assert.rejects(git.commit(PLACE, ["author.txt"], "Message", author), refusedWith("no_author"));
  }
  await assert.rejects(git.pull(PLACE, { name: "Eve\n", email: "e@example.com" }), refusedWith("no_author"));
  assert.equal(native("config", "--local", "--default", "", "user.name"), "");
  await git.commit(PLACE, ["author.txt"], "Message", ADA);
  const [headers = ""] = native("cat-file", "commit", "HEAD").split("\n\n");
  assert.deepEqual(headers.split("\n").map((line) => line.split(" ", 1)[0]), ["tree", "parent", "author", "committer"]);
});
