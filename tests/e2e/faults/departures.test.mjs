import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, test } from "node:test";

import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";

const MEBIBYTE = 1 << 20;
/** More than all buffers in between can hold, so that nothing completes before it is killed. */
const LARGE_MB = 48;

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const edge = await world.edge({ MAX_PUSH_BYTES: 2 ** 40 });
const credentials = await aws.credentials();
await Promise.all([
  aws.repository("eu-west-1", "app"),
  aws.repository("eu-west-1", "large", { size_mb: LARGE_MB }),
]);
for (const [name, value] of [["core.bigFileThreshold", "100k"], ["core.compression", "0"]]) {
  await git.ok(["config", name, value], { cwd: world.bare("eu-west-1", "large") });
}
const url = (name, at = edge) => withUserinfo(`${at.url}/eu-west-1/${name}`, gitPassword(credentials, `eu-west-1/${name}`));
const fsck = (cwd) => git.ok(["fsck", "--strict", "--full"], { cwd });

afterEach(async () => {
  await aws.clearFaults();
  assert.match(await git.ok(["ls-remote", url("app")]), /refs\/heads\/main/, "the edge keeps serving");
});

/** Waits for a request that matches the condition. */
const upstream = (since, what, is) =>
  eventually(what, async () => (await aws.requests(since)).find(is));

/** Asserts that nothing remains of the operation. */
const quiet = (since) =>
  eventually("every upstream request to end", async () =>
    (await aws.requests(since)).every(({ outcome }) => outcome !== "open"),
  );

test("killing git during discovery ends the upstream request once there is a response", async () => {
  const since = await aws.mark();
  await aws.fault({ delay_ms: 1_000 }, { path_contains: "/info/refs" });
  const listing = git.start(["ls-remote", url("app")]);
  await upstream(since, "discovery", ({ path }) => path.endsWith("/info/refs"));
  listing.kill();
  assert.equal((await listing.ended).code, null);
  await quiet(since);
});

test("killing git during a pack leaves nothing open and its repository sound, and the next fetch is complete", async () => {
  const since = await aws.mark();
  const clone = world.directory();
  await git.ok(["init", "--bare", clone]);
  const fetch = ["fetch", url("large"), "+refs/*:refs/*"];
  const killed = git.start(fetch, { cwd: clone });
  await upstream(since, "the pack", ({ response_bytes }) => response_bytes > MEBIBYTE);
  killed.kill();
  await killed.ended;
  await quiet(since);
  const torn = (await aws.requests(since)).at(-1);
  assert.equal(torn.outcome, "client_left");
  assert.ok(torn.response_bytes < LARGE_MB * MEBIBYTE);
  assert.equal(await git.refs(clone), "");
  await fsck(clone);

  await git.ok(fetch, { cwd: clone });
  assert.equal(await git.refs(clone), await git.refs(world.bare("eu-west-1", "large")));
  await fsck(clone);
});

for (const [framing, options] of [
  ["chunked", []],
  ["counted", ["-c", `http.postBuffer=${2 * LARGE_MB * MEBIBYTE}`]],
]) {
  test(`killing git during a ${framing} push pushes nothing, and the next push succeeds`, async () => {
    const [source, target] = [world.bare("eu-west-1", "large"), `push-${framing}`];
    await aws.repository("eu-west-1", target, { sample: "empty" });
    const since = await aws.mark();
    const push = git.start([...options, "push", url(target), "main"], { cwd: source });
    await upstream(since, "a part of the pack", ({ request_bytes }) => request_bytes > 64 * 1024);
    push.kill();
    await push.ended;
    await quiet(since);
    const torn = (await aws.requests(since)).at(-1);
    assert.equal(torn.request_end, "broken");
    assert.ok(torn.request_bytes < LARGE_MB * MEBIBYTE);
    assert.equal(await git.refs(world.bare("eu-west-1", target)), "");
    await fsck(world.bare("eu-west-1", target));

    await git.ok([...options, "push", url(target), "main"], { cwd: source });
    assert.equal(await git.refs(world.bare("eu-west-1", target)), await git.refs(source));
    await fsck(world.bare("eu-west-1", target));
  });
}

/** A worker that is killed, and its successor at the same address. */
async function restart(victim) {
  const port = Number(new URL(victim.url).port);
  await victim.close();
  return world.edge({ MAX_PUSH_BYTES: 2 ** 40 }, { port });
}

test("a clone fails completely when the worker restarts, and the next one is complete", async () => {
  const victim = await world.edge({ MAX_PUSH_BYTES: 2 ** 40 });
  const since = await aws.mark();
  const directory = world.directory();
  const clone = git.start(["clone", "--mirror", url("large", victim), directory]);
  await upstream(since, "the pack", ({ response_bytes }) => response_bytes > MEBIBYTE);
  const successor = await restart(victim);
  const { code, stderr } = await clone.ended;
  assert.equal(code, 128);
  assert.match(stderr, /RPC failed; curl (18|56)/);
  assert.match(stderr, /early EOF|unexpected disconnect/);
  assert.ok(!existsSync(directory));
  await quiet(since);
  assert.equal((await aws.requests(since)).at(-1).outcome, "client_left");

  assert.equal(successor.url, victim.url);
  await git.ok(["clone", "--mirror", url("large", successor), directory]);
  await fsck(directory);
  assert.equal(await git.refs(directory), await git.refs(world.bare("eu-west-1", "large")));
});

test("a push changes nothing when the worker restarts, and the next push succeeds", async () => {
  const victim = await world.edge({ MAX_PUSH_BYTES: 2 ** 40 });
  const source = world.bare("eu-west-1", "large");
  await aws.repository("eu-west-1", "restarted", { sample: "empty" });
  const target = world.bare("eu-west-1", "restarted");
  const since = await aws.mark();
  const push = git.start(["push", url("restarted", victim), "main"], { cwd: source });
  await upstream(since, "a part of the pack", ({ request_bytes }) => request_bytes > 64 * 1024);
  const successor = await restart(victim);
  const { code, stderr } = await push.ended;
  assert.equal(code, 1);
  assert.match(stderr, /RPC failed; curl \d+ /);
  await quiet(since);
  assert.equal(await git.refs(target), "");
  await fsck(target);

  await git.ok(["push", url("restarted", successor), "main"], { cwd: source });
  assert.equal(await git.refs(target), await git.refs(source));
  await fsck(target);
});
