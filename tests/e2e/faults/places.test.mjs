// MAX_UPSTREAM_REQUESTS: a request has its place until its response has been sent, and no longer.

import assert from "node:assert/strict";
import http from "node:http";
import { after, afterEach, test } from "node:test";

import { basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { exchange } from "../support/http.mjs";

const DELAY_MS = 300;
/** Less than the 30 seconds after which a request that has no place is refused, and enough for a busy machine. */
const SOON_MS = 25_000;

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const edge = await world.edge({ MAX_UPSTREAM_REQUESTS: 1, PACK_CACHE: true });
await aws.repository("eu-west-1", "app");
const password = gitPassword(await aws.credentials(), "eu-west-1/app");
const discovery = `${edge.url}/eu-west-1/app/info/refs?service=git-upload-pack`;
const headers = { authorization: basic(password) };

afterEach(() => aws.clearFaults());

/** Asserts that the only place is free. */
async function assertFree() {
  const started = performance.now();
  assert.equal((await exchange(discovery, { headers })).status, 200);
  assert.ok(performance.now() - started < SOON_MS, "it waited for a place");
}

test("a request gives up its place when its response has been sent", async () => {
  const started = performance.now();
  for (let round = 0; round < 4; round++) await git.ok(["clone", "--quiet", withUserinfo(`${edge.url}/eu-west-1/app`, password), world.directory()]);
  assert.ok(performance.now() - started < SOON_MS, "a clone waited for a place");
  await assertFree();
});

test("requests wait for their turn", async () => {
  await aws.fault({ delay_ms: DELAY_MS }, { path_contains: "/info/refs", times: 4 });
  const started = performance.now();
  const answers = await Promise.all(Array.from({ length: 4 }, () => exchange(discovery, { headers })));
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200]);
  assert.ok(performance.now() - started >= 4 * DELAY_MS, "one after another");
});

test("a client that leaves gives up its place, or its turn", async () => {
  await aws.fault({ delay_ms: 60_000 }, { path_contains: "/info/refs", times: 1 });
  const since = await aws.mark();
  const [served, waiting] = [0, 1].map(() => http.get(discovery, { headers, agent: false }).on("error", () => {}));
  await eventually("a request that CodeCommit does not answer", async () => (await aws.requests(since)).length === 1);
  // Resets, which the runtime notices at once.
  for (const { socket } of [waiting, served]) socket.resetAndDestroy();
  await assertFree();
});
