import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ADA, bytes, PLACE, startPair } from "./support/pair.ts";

let pair: Awaited<ReturnType<typeof startPair>>;

before(async () => {
  pair = await startPair();
  pair.there({ "a.txt": "one\n" });
  pair.there({ "b.txt": "one\n" }, "other");
});

after(() => pair.stop());

type Clone = Awaited<ReturnType<typeof pair.clone>>;

async function committed({ git }: Clone, name: string): Promise<void> {
  await git.write(PLACE, name, bytes(`${name}\n`));
  await git.commit(PLACE, [name], name, ADA);
}

/** Each branch's name, upstream, and numbers, which real git confirms. */
async function branches({ git, native }: Clone): Promise<unknown[]> {
  const rows = (await git.refs(PLACE)).branches;
  for (const { name, upstream, ahead, behind } of rows) {
    const other = upstream === undefined ? ["--not", "--remotes=origin"] : [`refs/remotes/origin/${upstream}..refs/heads/${name}`];
    assert.equal(Number(native("rev-list", "--count", ...(upstream === undefined ? [`refs/heads/${name}`] : []), ...other)), ahead, name);
    if (upstream !== undefined) assert.equal(Number(native("rev-list", "--count", `refs/heads/${name}..refs/remotes/origin/${upstream}`)), behind, name);
  }
  return rows.map(({ name, upstream, ahead, behind }) => [name, upstream, ahead, behind]);
}

test("counts by branch what is not pushed and what is to be pulled, and pushes by branch", async () => {
  const clone = await pair.clone("counts");
  const { git } = clone;
  assert.deepEqual(await branches(clone), [["main", "main", 0, 0]]);
  await committed(clone, "mine.txt");
  await git.createBranch(PLACE, "topic");
  await git.switchBranch(PLACE, "topic");
  await committed(clone, "topic.txt");
  pair.there({ "c.txt": "two\n" });
  await git.fetch(PLACE);
  assert.deepEqual(await branches(clone), [["main", "main", 1, 2], ["topic", undefined, 2, 0]]);
  assert.deepEqual((await git.clones()).map(({ ahead, unpushed }) => [ahead, unpushed]), [[[{ name: "main", count: 1 }, { name: "topic", count: 2 }], 2]]);

  assert.deepEqual(await git.pull(PLACE, ADA), { kind: "unpublished", ahead: 2, behind: 0 });
  assert.equal(await git.push(PLACE), "topic");
  assert.deepEqual(await branches(clone), [["main", "main", 1, 2], ["topic", "topic", 0, 0]]);
  await git.switchBranch(PLACE, "main");
  assert.equal((await git.pull(PLACE, ADA)).kind, "merged");
  assert.deepEqual(await branches(clone), [["main", "main", 2, 0], ["topic", "topic", 0, 0]]);
  await git.switchBranch(PLACE, "topic");
  assert.equal(await git.push(PLACE, "main"), "main");
  assert.deepEqual(await branches(clone), [["main", "main", 0, 0], ["topic", "topic", 0, 0]]);
  assert.equal(pair.server.git("-C", pair.server.bare, "rev-parse", "main"), clone.native("rev-parse", "main"));
});

test("pushes to the branch of the same name, whatever the clone's configuration says", async () => {
  const clone = await pair.clone("configured");
  const before = pair.server.git("-C", pair.server.bare, "rev-parse", "other");
  clone.native("config", "branch.main.merge", "refs/heads/other");
  await committed(clone, "mine2.txt");
  await clone.git.push(PLACE);
  assert.equal(pair.server.git("-C", pair.server.bare, "rev-parse", "other"), before);
  assert.deepEqual(await branches(clone), [["main", "main", 0, 0]]);
});
