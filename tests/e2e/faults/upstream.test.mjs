import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { after, afterEach, test } from "node:test";

import { BreakingProxy } from "../support/breaking-proxy.mjs";
import { basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { closedPort, exchange, startUpstream } from "../support/http.mjs";
import { startTlsServer } from "../support/tls.mjs";

const MEBIBYTE = 1 << 20;

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const proxy = await BreakingProxy.start(aws.url);
after(() => proxy.close());
const [edge, brittle] = await Promise.all([
  world.edge({ UPSTREAM_TIMEOUT_SECONDS: 2, THROTTLE_WAIT_SECONDS: 2 }),
  world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: proxy.url }),
]);
const credentials = await aws.credentials();
await aws.repository("eu-west-1", "app");
await aws.repository("eu-west-1", "large", { size_mb: 4 });
const bare = world.bare("eu-west-1", "app");
const url = (name = "app", at = edge) =>
  withUserinfo(`${at.url}/eu-west-1/${name}`, gitPassword(credentials, `eu-west-1/${name}`));

afterEach(async () => {
  await aws.clearFaults();
  assert.ok(proxy.broken, "nothing was left unbroken");
  assert.deepEqual(edge.logs().filter((line) => typeof line === "string"), []);
});

const fsck = (cwd) => git.ok(["fsck", "--strict", "--full"], { cwd });

/** A clone with an unpushed commit. */
async function ahead(content = "new\n") {
  const clone = world.directory();
  await git.ok(["clone", bare, clone]);
  await git.ok(["remote", "set-url", "origin", url()], { cwd: clone });
  await git.commit(clone, "new.txt", `${content}${Math.random()}`);
  return clone;
}

const push = (cwd, ...options) => git.run([...options, "push", "origin", "main"], { cwd });
const head = (cwd) => git.ok(["rev-parse", "main"], { cwd });

/** CodeCommit's fault, and git's message: at discovery, and at the request after it. */
const FAULTS = {
  "throttling": [{ status: 429, headers: { "retry-after": "70" } }, /The requested URL returned error: 429/, /HTTP 429/],
  "a 500": [{ status: 500, body: "<html>" }, /The requested URL returned error: 502/, /HTTP 502/],
  "a 503": [{ status: 503 }, /The requested URL returned error: 502/, /HTTP 502/],
  "a reset": [{ reset: true }, /The requested URL returned error: 502/, /HTTP 502/],
  "an answer cut before its first byte": [{ cut_after_bytes: 0 }, /returned error: 502|transfer closed/, /HTTP 502|curl 18/],
};

for (const [what, [fault, onDiscovery, onService]] of Object.entries(FAULTS)) {
  for (const [request, path, message] of [
    ["discovery", "/info/refs", onDiscovery],
    ["a fetch", "/git-upload-pack", onService],
  ]) {
    test(`a clone that meets ${what} at ${request} leaves nothing, and the next one is complete`, async () => {
      const directory = world.directory();
      // As often as the edge repeats a discovery.
      await aws.fault(fault, { path_contains: path, times: 9 });
      const { code, stderr } = await git.run(["clone", "--mirror", url(), directory]);
      await aws.clearFaults();
      assert.equal(code, 128);
      assert.match(stderr, message);
      assert.ok(!existsSync(directory));
      await git.ok(["clone", "--mirror", url(), directory]);
      await fsck(directory);
      assert.equal(await git.refs(directory), await git.refs(bare));
    });
  }

  for (const [request, path, message] of [
    ["discovery", "/info/refs", onDiscovery],
    ["the push itself", "/git-receive-pack", onService],
  ]) {
    test(`a push that meets ${what} at ${request} changes nothing or everything, and the next one is complete`, async () => {
      const clone = await ahead();
      const before = await head(bare);
      await aws.fault(fault, { path_contains: request === "discovery" ? "service=git-receive-pack" : "app/git-receive-pack", times: 9 });
      const { code, stderr } = await push(clone);
      await aws.clearFaults();
      assert.ok([1, 128].includes(code), `${code}`);
      assert.match(stderr, message);
      await fsck(bare);
      assert.ok([before, await head(clone)].includes(await head(bare)));
      assert.equal((await push(clone)).code, 0);
      assert.equal(await head(bare), await head(clone));
    });
  }
}

test("a push whose upstream connection is reset midway changes nothing, and the next one is complete", async () => {
  const clone = await ahead(randomBytes(3 * MEBIBYTE).toString("base64"));
  const before = await head(bare);
  await git.ok(["remote", "set-url", "origin", url("app", brittle)], { cwd: clone });
  proxy.breakRequest("app/git-receive-pack", MEBIBYTE);
  const { code, stderr } = await push(clone, "-c", "http.postBuffer=16777216");
  assert.equal(code, 1);
  assert.match(stderr, /HTTP 502/);
  await fsck(bare);
  assert.equal(await head(bare), before);
  assert.equal((await push(clone)).code, 0);
  assert.equal(await head(bare), await head(clone));
  await fsck(bare);
});

test("discovery that stalls before its response times out with a 504, which git shows", async () => {
  const since = await aws.mark();
  await aws.fault({ delay_ms: 60_000 }, { path_contains: "/info/refs" });
  const started = Date.now();
  const { code, stderr } = await git.run(["ls-remote", url()]);
  const took = Date.now() - started;
  assert.equal(code, 128);
  assert.match(stderr, /^remote: CodeCommit did not answer in time\. Try again/m);
  assert.match(stderr, /The requested URL returned error: 504/);
  assert.ok(took >= 1_900 && took < 6_000, `${took} ms`);
  await upstreamEnded(since, "client_left");
});

const SLOW = ["-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=1"];

test("git's own low-speed limit ends a stalled pack, and leaves no clone", async () => {
  await aws.fault({ stall_after_bytes: MEBIBYTE }, { path_contains: "large/git-upload-pack" });
  const directory = world.directory();
  // In this version the first response to a POST contains the pack.
  const { code, stderr } = await git.run([...SLOW, "-c", "protocol.version=0", "clone", "--mirror", url("large"), directory]);
  assert.equal(code, 128);
  assert.match(stderr, /Operation too slow/);
  assert.ok(!existsSync(directory));
  await aws.clearFaults();
  await git.ok(["clone", "--mirror", url("large"), directory]);
  await fsck(directory);
});

test("a stalled discovery that git has left is aborted upstream as soon as data arrives", async (t) => {
  let answer;
  const standing = await startUpstream(t, (_, response) => {
    answer = response;
    response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
    response.write("001e# service=git-upload-pack\n0000");
  });
  const slow = await world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: standing });
  const { code, stderr } = await git.run([...SLOW, "ls-remote", url("app", slow)]);
  assert.equal(code, 128);
  assert.match(stderr, /Operation too slow/);
  await eventually("the edge to hang up", () => answer.destroyed || (answer.write("0000"), false));
});

/** Asserts how the last upstream request ended. */
const upstreamEnded = (since, outcome) =>
  eventually(`an upstream request that ends with ${outcome}`, async () => {
    const requests = await aws.requests(since);
    return requests.at(-1)?.outcome === outcome && requests.every(({ outcome }) => outcome !== "open");
  });

/** Ways in which an endpoint does not respond, and git's message. */
async function assertUnreachable(at) {
  for (const service of ["git-upload-pack", "git-receive-pack"]) {
    const { status, headers } = await exchange(`${at.url}/eu-west-1/app/info/refs?service=${service}`, {
      headers: { authorization: basic(gitPassword(credentials, "eu-west-1/app")) },
    });
    assert.deepEqual([status, headers["x-codecommit-edge-code"]], [502, "upstream_unreachable"]);
  }
  const { code, stderr } = await git.run(["clone", url("app", at), world.directory()]);
  assert.equal(code, 128);
  assert.match(stderr, /^remote: CodeCommit could not be reached, or failed\. Try again; the operator finds the request id in the log\.$/m);
  const [, id] = /^remote: request id: (\S+)$/m.exec(stderr);
  const line = await eventually("its line in the log", () => at.logs().find(({ request_id }) => request_id === id));
  assert.deepEqual([line.status, line.code, line.upstream_status], [502, "upstream_unreachable", null]);
}

test("an unreachable endpoint is a 502 that git shows, with the log's request id", async () => {
  await assertUnreachable(await world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: await closedPort() }));
});

test("an endpoint with an untrusted certificate gets no request, and git a 502", async (t) => {
  let requests = 0;
  const tls = await startTlsServer(t, (_, response) => {
    requests++;
    response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
    response.end("001e# service=git-upload-pack\n00000000");
  });
  const vars = { AWS_ENDPOINT_URL_CODECOMMIT_GIT: tls.url };
  await assertUnreachable(await world.edge(vars));
  assert.equal(requests, 0);
  assert.ok(tls.refusals() >= 3, `${tls.refusals()} handshakes were broken off`);

  const trusting = await world.edge(vars, { trusted: [tls.certificate] });
  await git.ok(["ls-remote", url("app", trusting)]);
  assert.equal(requests, 1);
});
