// A cache that fails, stalls or forgets, clients that leave, and isolates that share: every clone ends whole.

import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { fetchHeaders, cloneOf, hasPack } from "../support/pack-requests.mjs";
import { PackWorld } from "../support/pack-world.mjs";
import { open } from "../support/http.mjs";

const LARGE_MB = 5;
/** What the runtime logs of a response that broke off. */
const BROKEN = "the cache does not deliver the pack";
/** Less than what a hanging cache would take. */
const SOON_MS = 9_500;

const world = await PackWorld.start({ options: { isolates: 2 } });
after(() => world.close());
const { aws, git, edge, environment } = world;
const { cache } = edge;
afterEach(async () => {
  cache.faults = () => undefined;
  await Promise.all([aws.clearFaults(), cache.clear()]);
  const warnings = edge.logs().filter((line) => typeof line === "string" && !line.includes(BROKEN));
  assert.deepEqual(warnings, [], "the runtime warned of nothing else");
});

await aws.repository("eu-west-1", "large", { size_mb: LARGE_MB });
const largeMain = await git.ok(["rev-parse", "main"], { cwd: environment.bare("eu-west-1", "large") });
const LARGE = { path: "team/eu-west-1/large", body: cloneOf([largeMain]) };

const isBytes = (url) => /\/packs\/[0-9a-f]{64}\/./.test(url);

/** A repository of a test's own. */
async function repository() {
  const { name, bare, main } = await world.repository();
  return { name, bare, main, path: `team/eu-west-1/${name}`, body: cloneOf([main]) };
}

/** Clones through an isolate, asserts that the clone is whole, and returns how long it took. */
async function clone({ path, main }, isolate = 0) {
  const started = Date.now();
  const directory = environment.directory();
  const options = ["-c", `http.extraHeader=Authorization: ${await world.token()}`];
  await git.ok([...options, "clone", "--bare", "--branch=main", "--single-branch", "--no-tags", `${edge.urls[isolate]}/${path}`, directory]);
  await git.ok(["fsck", "--strict", "--full"], { cwd: directory });
  assert.equal(await git.ok(["rev-parse", "main"], { cwd: directory }), main);
  return Date.now() - started;
}

/** The packs that CodeCommit sent. */
async function packs(since) {
  return (await world.seen(since)).filter((request) => request.startsWith("POST"));
}

for (const [what, faults] of Object.entries({
  "fails": () => "fail",
  "fails to find": (method) => (method === "GET" ? "fail" : undefined),
  "fails to keep": (method) => (method === "PUT" ? "fail" : undefined),
  "keeps no packs": (method, url) => (method === "PUT" && isBytes(url) ? "fail" : undefined),
  "keeps nothing": () => "miss",
  "never answers": () => new Promise(() => {}),
  "never takes a pack": (method, url) => (method === "PUT" && isBytes(url) ? new Promise(() => {}) : undefined),
})) {
  test(`clones are whole, and in time, if the cache ${what}`, async () => {
    const repo = await repository();
    cache.faults = faults;
    const since = await aws.mark();
    const times = [];
    for (let round = 0; round < 3; round++) times.push(await clone(repo));
    assert.ok(Math.max(...times) < SOON_MS, `${times} ms`);
    assert.deepEqual(await packs(since), ["POST 200", "POST 200", "POST 200"]);
  });
}

test("clones are whole if the cache is slow, and still come from it", async () => {
  const repo = await repository();
  cache.faults = () => new Promise((resolve) => setTimeout(resolve, 150));
  const since = await aws.mark();
  for (let round = 0; round < 4; round++) await clone(repo);
  assert.equal((await packs(since)).length, 2);
});

/** Faults of the reads of a pack's bytes after the first so many, of which `times` fail. */
function laterReads(skip, fault, times = Infinity) {
  let reads = 0;
  return (method, url) => (method === "GET" && isBytes(url) && ++reads > skip && reads <= skip + times ? fault : undefined);
}

for (const ends of ["cut", "stall"]) {
  for (const after of [1, 3_000_001]) {
    test(`a hit is whole if its bytes ${ends === "cut" ? "break off" : "stall"} after ${after}`, async () => {
      const whole = (await world.fill(LARGE.path, LARGE.body)).body;
      // The first read verifies them.
      cache.faults = laterReads(1, { after, ends }, 1);
      const answer = await world.ask(LARGE.path, LARGE.body);
      assert.deepEqual([answer.cache, answer.whole], ["hit", true]);
      assert.ok(answer.body.equals(whole));
    });
  }
}

test("a pack whose bytes stall when they are verified comes from CodeCommit", async () => {
  const repo = await repository();
  await world.fill(repo.path, repo.body);
  cache.faults = laterReads(0, { after: 3_000, ends: "stall" }, 1);
  const since = await aws.mark();
  await clone(repo);
  assert.deepEqual(await packs(since), ["POST 200"]);
});

test("a hit that the cache cannot finish breaks off, and the next clone comes from CodeCommit", async () => {
  await world.fill(LARGE.path, LARGE.body);
  // The first of four reads verifies the bytes.
  let reads = 0;
  cache.faults = (method, url) => (method === "GET" && isBytes(url) && reads++ % 4 > 0 ? { after: 1_000_000, ends: "cut" } : undefined);
  const broken = await world.ask(LARGE.path, LARGE.body);
  assert.deepEqual([broken.cache, broken.whole], ["hit", false]);
  const since = await aws.mark();
  const next = await world.ask(LARGE.path, LARGE.body);
  assert.deepEqual([next.cache, next.whole], ["fill", true]);
  assert.deepEqual(await packs(since), ["POST 200"]);
});

test("clones are whole if the cache forgets anything at any time", async () => {
  const repo = await repository();
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff;
  cache.faults = (method) => {
    for (const key of cache.keys()) if (random() < 0.2) cache.evict(key);
    return method === "GET" && random() < 0.2 ? "miss" : undefined;
  };
  for (let round = 0; round < 12; round++) await clone(repo, round % 2);
});

test("a client that reads slowly is not cut off", async () => {
  await world.fill(LARGE.path, LARGE.body);
  const { length } = (await world.ask(LARGE.path, LARGE.body)).body;
  const headers = fetchHeaders(await world.token(), LARGE.body);
  const response = await open(`${edge.url}/${LARGE.path}/git-upload-pack`, { method: "POST", headers, body: LARGE.body });
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  let total = 0;
  for await (const chunk of response) total += chunk.length;
  assert.equal(total, length);
});

test("an isolate without memory serves what another one kept", async () => {
  const repo = await repository();
  await world.fill(repo.path, repo.body);
  const since = await aws.mark();
  assert.equal((await world.ask(repo.path, repo.body, { isolate: 1 })).cache, "hit");
  assert.deepEqual(await packs(since), []);
});

test("many clients at once, in two isolates, are all served, and CodeCommit packs a few times only", async () => {
  const repo = await repository();
  await clone(repo);
  await aws.fault({ delay_ms: 700 }, { path_contains: `${repo.name}/git-upload-pack`, times: 20 });
  const since = await aws.mark();
  await Promise.all(Array.from({ length: 12 }, (_, at) => clone(repo, at % 2)));
  const sent = (await packs(since)).length;
  // Each isolate may miss one, and fill one.
  assert.ok(sent >= 1 && sent <= 3, `CodeCommit sent ${sent} packs`);
});

test("a client that leaves while its pack is kept does not delay others for long", async () => {
  await world.ask(LARGE.path, LARGE.body);
  await aws.fault({ stall_after_bytes: 1_000_000 }, { path_contains: "large/git-upload-pack" });
  const headers = fetchHeaders(await world.token(), LARGE.body);
  const response = await open(`${edge.url}/${LARGE.path}/git-upload-pack`, { method: "POST", headers, body: LARGE.body });
  await new Promise((resolve) => response.once("data", resolve));
  response.on("error", () => {});
  const waiting = [0, 1].map((isolate) => world.ask(LARGE.path, LARGE.body, { isolate }));
  const left = Date.now();
  response.socket.resetAndDestroy();
  for (const answer of await Promise.all(waiting)) assert.ok(answer.whole && hasPack(answer));
  assert.ok(Date.now() - left < SOON_MS, `${Date.now() - left} ms`);
  assert.equal((await world.fill(LARGE.path, LARGE.body)).cache, "hit");
});

test("a pack over the limit is not kept, and its client gets all of it", async () => {
  const small = await environment.edge({ ...world.vars, PACK_CACHE_MAX_BYTES: 1_000_000 });
  for (let round = 0; round < 3; round++) {
    const answer = await world.ask(LARGE.path, LARGE.body, { edge: small });
    assert.ok(answer.whole && answer.body.length > LARGE_MB << 20);
    assert.equal(answer.cache, ["miss: first", "fill", "fill"][round]);
  }
});
