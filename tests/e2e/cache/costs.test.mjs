// What cached packs cost the edge.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { growthMib } from "../support/memory.mjs";
import { cloneOf, hasPack } from "../support/pack-requests.mjs";
import { PackWorld } from "../support/pack-world.mjs";

const MEGABYTES = 8;
const AT_A_TIME = 12;

const world = await PackWorld.start();
after(() => world.close());
const { aws, git, edge } = world;
await aws.repository("eu-west-1", "large", { size_mb: MEGABYTES });
const path = "team/eu-west-1/large";
const body = cloneOf([await git.ok(["rev-parse", "main"], { cwd: world.environment.bare("eu-west-1", "large") })]);
const kept = await world.fill(path, body);

async function assertHit() {
  const answer = await world.ask(path, body);
  assert.equal(answer.cache, "hit");
  assert.ok(answer.whole && answer.body.equals(kept.body));
}

test("memory does not grow with the packs that are served", async () => {
  await assertHit();
  const grown = await growthMib(edge.pid, async () => {
    for (let round = 0; round < AT_A_TIME; round++) await assertHit();
  });
  // Once for all rounds, which is far less than all packs.
  assert.ok(grown < 4 * MEGABYTES, `${grown.toFixed(0)} MiB`);
});

test("clones at the same time share one check of the pack", async (t) => {
  t.after(() => (edge.cache.faults = () => undefined));
  let reads = 0;
  edge.cache.faults = (method, url) => {
    if (method === "GET" && /\/packs\/[^/]+\/[^/]+$/.test(url)) reads++;
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, assertHit));
  // Each is sent once, and those that come while the pack is being checked wait for that.
  assert.ok(reads >= AT_A_TIME + 1 && reads < 1.5 * AT_A_TIME, `${reads} reads`);
});

test("each clone on its own checks the pack again", async () => {
  const [entry] = (await edge.cache.entries()).filter(({ url }) => /\/packs\/[^/]+\/[^/]+$/.test(url));
  const others = (await edge.cache.entries()).filter(({ key }) => key !== entry.key);
  await assertHit();
  entry.body[entry.body.length - 1] ^= 1;
  await edge.cache.replace([...others, entry]);
  const answer = await world.ask(path, body);
  assert.notEqual(answer.cache, "hit");
  assert.ok(answer.whole && hasPack(answer), "CodeCommit sent it");
});
