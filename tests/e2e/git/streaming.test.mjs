import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { after, afterEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { exchange, open } from "../support/http.mjs";
import { growthMib } from "../support/memory.mjs";

const MEBIBYTE = 1 << 20;
const LARGE_MB = Number(process.env.E2E_LARGE_MB ?? 64);
/** The memory that the runtime may need for its connections' buffers, however large the bodies are. */
const GROWTH_MIB = 48;
/** The most of an unread body that may be in transit. Kernel buffers can hold 40 MiB: some grow to 32. */
const ON_ITS_WAY = 0.9 * LARGE_MB * MEBIBYTE;
const TIMEOUT_MS = 60_000 + LARGE_MB * 1_000;

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const edge = await world.edge({ MAX_PUSH_BYTES: 2 ** 40 });
afterEach(() => aws.clearFaults());

const credentials = await aws.credentials();
await Promise.all([
  aws.repository("eu-west-1", "app"),
  aws.repository("eu-west-1", "empty", { sample: "empty" }),
  aws.repository("eu-west-1", "large", { size_mb: LARGE_MB }),
]);
// Noise cannot be delta-encoded or compressed.
for (const [name, value] of [
  ["core.bigFileThreshold", "100k"],
  ["core.compression", "0"],
]) {
  await git.ok(["config", name, value], { cwd: world.bare("eu-west-1", "large") });
}
const url = (name) => withUserinfo(`${edge.url}/eu-west-1/${name}`, gitPassword(credentials, `eu-west-1/${name}`));
const authorization = (name) => basic(gitPassword(credentials, `eu-west-1/${name}`));

/** A fetch of a repository's whole main branch, with the bytes that git would send. */
async function fetchRequest(name) {
  const id = await git.ok(["rev-parse", "main"], { cwd: world.bare("eu-west-1", name) });
  const body = `${pktLine(`want ${id}\n`)}00000009done\n`;
  const headers = {
    authorization: authorization(name),
    "content-type": "application/x-git-upload-pack-request",
    "content-length": String(body.length),
  };
  return [`${edge.url}/eu-west-1/${name}/git-upload-pack`, { method: "POST", headers, body }];
}

const pktLine = (line) => `${(line.length + 4).toString(16).padStart(4, "0")}${line}`;

/** The upstream request, once it has ended correctly. */
const ended = (since, outcome) =>
  eventually(`an upstream request that ends with ${outcome}`, async () =>
    (await aws.requests(since)).find((request) => request.outcome === outcome),
  );

// Memory that the first request and push allocate permanently is not measured.
await git.ok(["clone", "--mirror", url("app"), world.directory()]);

test("clones a large repository completely, in constant memory", async () => {
  const mirror = world.directory();
  const since = await aws.mark();
  const growth = await growthMib(edge.pid, () =>
    git.ok(["clone", "--mirror", url("large"), mirror], { timeout: TIMEOUT_MS }),
  );
  await git.ok(["fsck", "--strict", "--full"], { cwd: mirror, timeout: TIMEOUT_MS });
  assert.equal(await git.refs(mirror), await git.refs(world.bare("eu-west-1", "large")));

  const bytes = (await aws.requests(since)).reduce((sum, { response_bytes }) => sum + response_bytes, 0);
  assert.ok(bytes > LARGE_MB * MEBIBYTE, `${bytes} bytes went through`);
  assert.ok(growth < GROWTH_MIB, `the worker grew by ${growth.toFixed(1)} MiB`);
});

test("accepts a large push completely, in constant memory", async () => {
  const since = await aws.mark();
  const growth = await growthMib(edge.pid, () =>
    git.ok(["push", url("empty"), "main"], { cwd: world.bare("eu-west-1", "large"), timeout: TIMEOUT_MS }),
  );
  const bare = world.bare("eu-west-1", "empty");
  await git.ok(["fsck", "--strict", "--full"], { cwd: bare, timeout: TIMEOUT_MS });
  assert.equal(await git.refs(bare), await git.refs(world.bare("eu-west-1", "large")));

  const bytes = (await aws.requests(since)).reduce((sum, { request_bytes }) => sum + request_bytes, 0);
  assert.ok(bytes > LARGE_MB * MEBIBYTE, `${bytes} bytes went through`);
  assert.ok(growth < GROWTH_MIB, `the worker grew by ${growth.toFixed(1)} MiB`);
});

test("a client that does not read slows down CodeCommit, and the worker's memory stays constant", async () => {
  const since = await aws.mark();
  const growth = await growthMib(edge.pid, async () => {
    const response = await open(...(await fetchRequest("large")));
    let before = -1;
    // Steady means unchanged for half a second.
    const sent = await eventually("CodeCommit to be held back", async () => {
      const [{ response_bytes: now }] = await aws.requests(since);
      const steady = now > 0 && now === before;
      before = now;
      await pause(500);
      return steady && now;
    });
    assert.ok(sent < ON_ITS_WAY, `${sent} bytes were taken from CodeCommit`);
    response.destroy();
  });
  assert.ok(growth < GROWTH_MIB, `the worker grew by ${growth.toFixed(1)} MiB`);
  await ended(since, "client_left");
});

test("forwards a gzipped fetch with its length and encoding", async () => {
  const clone = world.directory();
  await git.ok(["clone", url("app"), clone]);
  // Each have line is 50 bytes, and version 0 sends 16, 16 and then 32 of them: enough for git to compress the request.
  for (let n = 0; n < 70; n++)
    await git.ok(["commit", "--quiet", "--allow-empty", "--message", `${n}`], { cwd: clone });
  const publisher = world.directory();
  await git.ok(["clone", url("app"), publisher]);
  await git.commit(publisher, "news.txt", "news");
  await git.ok(["push", "origin", "main"], { cwd: publisher });

  const since = await aws.mark();
  await git.ok(["fetch"], { cwd: clone });
  const gzipped = (await aws.requests(since)).filter(
    ({ headers }) => new Map(headers).get("content-encoding") === "gzip",
  );
  assert.ok(gzipped.length > 0);
  for (const { headers, request_bytes, status } of gzipped) {
    assert.equal(new Map(headers).get("content-length"), String(request_bytes));
    assert.equal(status, 200);
  }
});

for (const bytes of [0, 10, MEBIBYTE]) {
  test(`a response that is cut off after ${bytes} bytes never ends cleanly`, async () => {
    await aws.fault({ cut_after_bytes: bytes }, { service: "git-upload-pack", path_contains: "/git-upload-pack" });
    const answer = await exchange(...(await fetchRequest("large")));
    // Nothing has been sent yet, so an error status is still possible.
    if (answer.status === 502) return assert.equal(bytes, 0);
    assert.equal(answer.status, 200);
    assert.equal(answer.whole, false);
    assert.ok(answer.body.length <= bytes);
  });
}

test("git fails on a clone whose response is cut off", async () => {
  await aws.fault({ cut_after_bytes: MEBIBYTE }, { path_contains: "/git-upload-pack", times: 9 });
  const directory = world.directory();
  const result = await git.run(["clone", url("large"), directory]);
  assert.notEqual(result.code, 0);
  assert.match(result.stderr, /RPC failed|early EOF|unexpected disconnect/);
});

for (const [how, leave] of [
  ["resets the connection", (socket) => socket.resetAndDestroy()],
  ["closes the connection", (socket) => socket.destroy()],
]) {
  test(`a client that ${how} while the response streams ends the upstream request`, async () => {
    const since = await aws.mark();
    const response = await open(...(await fetchRequest("large")));
    await once(response, "readable");
    leave(response.socket);
    const request = await ended(since, "client_left");
    assert.ok(request.response_bytes < LARGE_MB * MEBIBYTE);
  });
}

test("a client that leaves while the response stalls ends the upstream request", async () => {
  await aws.fault({ stall_after_bytes: MEBIBYTE }, { path_contains: "/git-upload-pack" });
  const since = await aws.mark();
  const response = await open(...(await fetchRequest("large")));
  await once(response, "readable");
  response.socket.resetAndDestroy();
  await ended(since, "client_left");
});

test("a client that leaves before the response begins ends the upstream request, and is logged", async () => {
  await aws.fault({ delay_ms: 60_000 }, { path_contains: "/info/refs" });
  const since = await aws.mark();
  const headers = { authorization: authorization("app") };
  const request = http.get(`${edge.url}/eu-west-1/app/info/refs?service=git-upload-pack`, { headers, agent: false });
  request.on("error", () => {});
  await eventually("the upstream request", async () => (await aws.requests(since)).length === 1);
  request.socket.resetAndDestroy();
  await ended(since, "client_left");
  await eventually("its line in the log", () =>
    edge.logs().some(({ code, status, upstream_status }) => code === "client_left" && status === 499 && upstream_status === null),
  );
});

test("killing git during a clone ends the upstream request", async () => {
  const since = await aws.mark();
  const clone = git.start(["clone", url("large"), world.directory()]);
  await eventually("the answer to stream", async () =>
    (await aws.requests(since)).some(({ response_bytes }) => response_bytes > MEBIBYTE),
  );
  clone.kill();
  await clone.ended;
  const request = await ended(since, "client_left");
  assert.ok(request.response_bytes < LARGE_MB * MEBIBYTE);
});

test("a client that has closed its own half of the connection still gets the whole response", async () => {
  const response = await open(...(await fetchRequest("large")));
  response.socket.end();
  let bytes = 0;
  for await (const chunk of response) bytes += chunk.length;
  assert.ok(response.complete);
  assert.ok(bytes > LARGE_MB * MEBIBYTE);
});

for (const [how, leave] of [
  ["resets the connection", (socket) => socket.resetAndDestroy()],
  ["closes the connection", (socket) => socket.destroy()],
]) {
  for (const [framing, header] of [
    ["chunked", { "transfer-encoding": "chunked" }],
    ["counted", { "content-length": String(4 * MEBIBYTE) }],
  ]) {
    test(`a client that ${how} during a ${framing} push has pushed nothing`, async () => {
      const bare = world.bare("eu-west-1", "app");
      const since = await aws.mark();
      const headers = {
        authorization: authorization("app"),
        "content-type": "application/x-git-receive-pack-request",
        ...header,
      };
      const request = http.request(`${edge.url}/eu-west-1/app/git-receive-pack`, {
        method: "POST",
        headers,
        agent: false,
      });
      request.on("error", () => {});
      const command = `${"0".repeat(40)} ${await git.ok(["rev-parse", "main"], { cwd: bare })} refs/heads/torn\0 report-status`;
      request.write(`${pktLine(command)}0000`);
      request.write(randomBytes(MEBIBYTE));
      await eventually("the push to arrive", async () => (await aws.requests(since))[0]?.request_bytes > MEBIBYTE / 2);
      leave(request.socket);

      const torn = await eventually("the upstream request to end", async () =>
        (await aws.requests(since)).find(({ request_end }) => request_end !== "reading"),
      );
      assert.equal(torn.request_end, "broken");
      assert.doesNotMatch(await git.refs(bare), /torn/);
    });
  }
}
