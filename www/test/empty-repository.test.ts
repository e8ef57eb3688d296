import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ADA, bytes, PLACE, startPair, text } from "./support/pair.ts";

let pair: Awaited<ReturnType<typeof startPair>>;

before(async () => {
  pair = await startPair();
});

after(() => pair.stop());

test("clones an empty repository and pushes its first commit to main", async () => {
  const { git, native } = await pair.clone("first");
  assert.deepEqual(await git.refs(PLACE), { head: "main", branches: [], remoteBranches: [], tags: [] });
  assert.deepEqual(await git.status(PLACE), []);
  await git.write(PLACE, "docs/one.md", bytes("# One\n"));
  await git.write(PLACE, "gone.md", bytes("Gone\n"));
  assert.deepEqual((await git.status(PLACE)).map(({ path, kind }) => [path, kind]), [["docs/one.md", "added"], ["gone.md", "added"]]);
  const { before, after } = await git.pending(PLACE, "docs/one.md");
  assert.deepEqual([before, text(after)], [undefined, "# One\n"]);
  await git.discard(PLACE, ["gone.md"]);

  const oid = await git.commit(PLACE, ["docs/one.md"], "First", ADA);
  assert.equal(await git.ahead(PLACE), 1);
  await git.push(PLACE);
  assert.equal(pair.server.git("-C", pair.server.bare, "rev-parse", "main"), oid);
  assert.equal(native("fsck", "--strict"), "");
  assert.equal(await git.ahead(PLACE), 0);
  assert.deepEqual(await git.status(PLACE), []);
});
