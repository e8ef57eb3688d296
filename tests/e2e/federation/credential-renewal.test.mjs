import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Federation, bearer } from "../support/federation.mjs";
import { exchange } from "../support/http.mjs";
import { aheadOfFirstPost, WatchedProxy } from "../support/watched-proxy.mjs";

const federation = await Federation.start();
after(() => federation.close());
afterEach(() => federation.reset());
const { aws, git, sts, verifying, world } = federation;

/** Sends requests until a given time, and returns how long each took, with its log line. */
async function askUntil(end, pause, ask) {
  const asked = [];
  for (; Date.now() < end; await sleep(pause)) {
    const started = Date.now();
    asked.push(ask().then(({ line }) => ({ line, took: Date.now() - started })));
  }
  return Promise.all(asked);
}

test("continuous fetches are not delayed by renewals", async () => {
  const DELAY_MS = 1_400;
  await aws.settings({ sts_lifetime_seconds: 16 });
  const [edge, since] = [await federation.coldEdge(), await aws.mark()];
  const token = await federation.tokenOf("busy");
  await federation.source(edge, token);
  const started = Date.now();
  await aws.fault({ delay_ms: DELAY_MS }, { service: "sts" });
  const answers = await askUntil(started + 17_000, 60, () => federation.discover(edge, token));
  assert.ok(answers.length > 100);
  assert.deepEqual([...new Set(answers.map(({ line }) => line.status))], [200]);

  const slow = answers.filter(({ took }) => took >= DELAY_MS - 200);
  assert.deepEqual(
    slow.map(({ line }) => [line.credentials, line.sts_calls]),
    [["sts", 1]],
    "only one renews",
  );
  assert.equal((await federation.calls(since)).length, 2);
});

test("a failed renewal has no effect while the credentials are valid", async () => {
  await aws.settings({ sts_lifetime_seconds: 12 });
  const edge = await federation.coldEdge();
  const token = await federation.tokenOf("unlucky");
  await federation.source(edge, token);
  const end = Date.now() + 9_500;
  await aws.fault({ sts_error: "AccessDenied" }, { service: "sts", times: 100 });
  const answers = await askUntil(end, 100, () => federation.discover(edge, token));
  assert.deepEqual([...new Set(answers.map(({ line }) => line.status))], [200]);
  const failed = answers.filter(({ line }) => line.sts_error);
  assert.ok(failed.length >= 1 && failed.length <= 2, `${failed.length} failures`);
});

test("credentials that last a few seconds are replaced without a gap", async () => {
  await aws.settings({ sts_lifetime_seconds: 3 });
  const [edge, since] = [await federation.coldEdge({ isolates: 2 }), await aws.mark()];
  const token = await federation.tokenOf("brief");
  let turn = 0;
  const answers = await askUntil(Date.now() + 8_000, 80, () => federation.discover(edge, token, { isolate: turn++ % 2 }));
  assert.deepEqual([...new Set(answers.map(({ line }) => `${line.status} ${line.code}`))], ["200 null"]);
  const count = (await federation.calls(since)).length;
  assert.ok(count >= 3 && count <= 20, `${count} calls`);
});

/** Clones through a proxy that awaits `before` at the first request with a body. */
async function interrupted(t, edge, token, { before = () => {}, onData, name = "app" }) {
  const onRequest = aheadOfFirstPost(before);
  const proxy = await WatchedProxy.start(edge.url, { onRequest, onData });
  t.after(() => proxy.close());
  const directory = world.directory();
  await git.ok([...bearer(token), "clone", "--mirror", `${proxy.url}/team/eu-west-1/${name}`, directory]);
  assert.ok(onRequest.met);
  await git.ok(["fsck", "--strict", "--full"], { cwd: directory });
  assert.equal(await git.refs(directory), await git.refs(world.bare("eu-west-1", name)));
}

/** Expires everything that STS has issued since. */
async function revoke(count) {
  const ended = sts.issued.slice(count);
  for (const [accessKeyId] of ended) await aws.expire({ accessKeyId });
  return ended.length;
}

test("a clone whose credentials expire before the pack is asked for finishes", async (t) => {
  await aws.settings({ sts_lifetime_seconds: 4 });
  const [edge, since] = [await federation.coldEdge(), await aws.mark()];
  await interrupted(t, edge, await federation.tokenOf("expiring"), { before: () => sleep(4_500) });
  assert.equal((await federation.calls(since)).length, 2);
});

for (const [kind, options] of [
  ["with a shared cache", {}],
  ["without one", { cache: false }],
]) {
  test(`a clone whose credentials are revoked before the pack is asked for finishes, ${kind}`, async (t) => {
    const [edge, since, count] = [await federation.coldEdge(options), await aws.mark(), sts.issued.length];
    await interrupted(t, edge, await federation.tokenOf("revoked"), { before: async () => assert.equal(await revoke(count), 1) });
    assert.equal((await federation.calls(since)).length, 2);
  });

  test(`revoked credentials are replaced at the next discovery, ${kind}`, async () => {
    const [edge, since, count] = [await federation.coldEdge(options), await aws.mark(), sts.issued.length];
    const token = await federation.tokenOf("revoked");
    await federation.source(edge, token);
    assert.equal(await revoke(count), 1);
    await federation.clone(edge.url, token);
    assert.equal((await federation.calls(since)).length, 2);
  });
}

test("a clone whose credentials expire while the pack streams finishes", async (t) => {
  await aws.repository("eu-west-1", "large", { size_mb: 16 });
  await aws.settings({ sts_lifetime_seconds: 3 });
  const [edge, count] = [await federation.coldEdge(), sts.issued.length];
  let bytes = 0;
  let held = false;
  await interrupted(t, edge, await federation.tokenOf("streaming"), {
    name: "large",
    async onData(chunk) {
      bytes += chunk.length;
      if (held || bytes < 1 << 20) return;
      held = true;
      await revoke(count);
      await sleep(3_500);
    },
  });
  assert.ok(held);
});

/** Enough for a busy machine to start git, which must send discovery before the token expires. */
const VALID_SECONDS = 8;

for (const [kind, vars] of [
  ["STS", {}],
  ["the edge", verifying],
]) {
  test(`a token that expires during a clone works until the clone ends and no longer, where ${kind} verifies it`, async (t) => {
    const [edge, since] = [await federation.coldEdge({ isolates: 2, cache: false }, vars), await aws.mark()];
    const now = Math.floor(Date.now() / 1000);
    const token = await federation.tokenOf("late", { iat: now - 60, nbf: now - 60, exp: now + VALID_SECONDS });
    await interrupted(t, edge, token, { before: () => sleep(Math.max(0, (now + VALID_SECONDS + 1) * 1000 - Date.now())) });
    assert.equal((await federation.calls(since)).length, 1);

    const { line } = await federation.discover(edge, token);
    assert.deepEqual([line.status, line.code, line.upstream_status], [401, "credentials_expired", null]);
    // The other isolate does not know about it.
    const rpc = await exchange(`${edge.urls[1]}/team/eu-west-1/app/git-upload-pack`, {
      method: "POST",
      headers: {
        "authorization": `Bearer ${token}`,
        "content-type": "application/x-git-upload-pack-request",
        "content-length": "4",
      },
      body: "0000",
    });
    assert.deepEqual([rpc.status, rpc.headers["x-codecommit-edge-code"]], [401, "credentials_expired"]);
    assert.equal((await federation.calls(since)).length, 1);
  });
}
