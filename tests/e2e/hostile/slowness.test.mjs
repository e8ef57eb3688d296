import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { after, afterEach, test } from "node:test";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";

import { basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { exchange, gitType, startUpstream } from "../support/http.mjs";
import { residentMib } from "../support/memory.mjs";
import { keptOpen } from "../support/raw-requests.mjs";
import { SlowClients } from "../support/slow-clients.mjs";

const MANY = 200;
/** The most memory that a connection may hold: its buffers in both directions, and the request's state. */
const KIB_EACH = 512;
const PIECE = Buffer.alloc(64 << 10, "x");
/** More than a connection's kernel buffers hold in both directions. */
const ON_ITS_WAY = 48 << 20;

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
await aws.repository("eu-west-1", "app");

/** Upstream repositories that are not git's, and the number of open requests for them. */
const waiting = new Set();
let sent = 0;
const upstream = await startUpstream({ after }, async (request, response) => {
  response.on("error", () => {});
  if (request.url.includes("/silent/")) {
    request.resume().on("error", () => {});
    waiting.add(response);
    response.once("close", () => waiting.delete(response));
  } else if (request.url.includes("/endless/")) {
    waiting.add(response);
    response.once("close", () => waiting.delete(response));
    response.setHeader("content-type", gitType(request.url));
    await pipeline(endless, response).catch(() => {});
  } else {
    const outgoing = http.request(aws.url + request.url, { method: request.method, headers: request.headers, agent: false });
    const [[answer]] = await Promise.all([once(outgoing, "response"), pipeline(request, outgoing)]);
    response.writeHead(answer.statusCode, answer.rawHeaders);
    await pipeline(answer, response);
  }
});

function* endless() {
  for (;;) {
    sent += PIECE.length;
    yield PIECE;
  }
}

const [edge, readOnly] = await Promise.all([
  world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream }),
  world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream, READ_ONLY: true }),
]);
const credentials = await aws.credentials();
const authorization = (name) => `Authorization: ${basic(gitPassword(credentials, `eu-west-1/${name}`))}`;
const url = (at) => withUserinfo(`${at.url}/eu-west-1/app`, gitPassword(credentials, "eu-west-1/app"));
const post = (name, service, ...headers) =>
  keptOpen(`POST /eu-west-1/${name}/${service} HTTP/1.1`, authorization(name), `Content-Type: application/x-${service}-request`, ...headers);

for (const at of [edge, readOnly]) await git.ok(["clone", "--quiet", url(at), world.directory()]);

/** Three concurrent clones, which must be complete. */
async function assertServed(at) {
  const clones = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const directory = world.directory();
      await git.ok(["clone", "--quiet", "--mirror", url(at), directory], { timeout: 20_000 });
      return git.refs(directory);
    }),
  );
  const expected = await git.refs(world.bare("eu-west-1", "app"));
  assert.deepEqual(clones, [expected, expected, expected]);
}

/**
 * Asserts that while many clients are slow, others can clone, and the worker does not grow beyond the limit for so many
 * connections.
 */
async function assertHarmless(at, bytes, { count = MANY, kibEach = KIB_EACH, reading = true, settled = () => true } = {}) {
  const before = residentMib(at.pid);
  const clients = await SlowClients.start(at.url, count, bytes);
  if (!reading) clients.pause();
  try {
    await eventually("the slow ones to be there", settled);
    await assertServed(at);
    const growth = residentMib(at.pid) - before;
    assert.ok(growth < (count * kibEach) / 1024, `the worker grew by ${growth.toFixed(1)} MiB`);
    // workerd itself waits indefinitely; Cloudflare's network does not.
    assert.equal(clients.closed, 0, "they are still there");
  } finally {
    clients.close();
  }
}

afterEach(async () => {
  await eventually("every upstream request to be given up", () => waiting.size === 0);
  sent = 0;
  assert.equal((await exchange(`${edge.url}/healthz`)).status, 200);
});

test(`${MANY} clients with slow request heads do not delay others`, () =>
  assertHarmless(edge, {
    at: "GET /eu-west-1/app/info/refs?service=git-upload-pack HTTP/1.1\r\n",
    drip: `Host: edge.example.com\r\n${authorization("app")}\r\n${"X-Slow: 1\r\n".repeat(1000)}`,
  }));

test(`${MANY} silent clients do not delay others`, () => assertHarmless(edge, { at: "" }));

test(`${MANY} clients that stay connected after their response do not delay others`, () =>
  assertHarmless(edge, { at: keptOpen("GET /healthz HTTP/1.1") }));

for (const [framing, header, at, drip] of [
  ["counted", "Content-Length: 1000000", "0000", "0".repeat(1000)],
  ["chunked", "Transfer-Encoding: chunked", "4\r\n0000\r\n", "1\r\n0\r\n".repeat(1000)],
]) {
  for (const service of ["git-upload-pack", "git-receive-pack"]) {
    // The edge buffers a fetch without a length, so that CodeCommit never sees a slow one.
    const isCollected = framing === "chunked" && service === "git-upload-pack";
    const settled = isCollected ? () => pause(1_000).then(() => waiting.size === 0) : () => waiting.size === MANY;
    test(`${MANY} slow ${framing} bodies to ${service} do not delay others`, () =>
      assertHarmless(edge, { at: post("silent", service, header) + at, drip }, { settled }));
  }
}

test(`${MANY} slow pushes to a read-only edge do not delay others`, () =>
  assertHarmless(readOnly, { at: post("app", "git-receive-pack", "Content-Length: 1000000"), drip: "0032a".repeat(200) }));

test("fifty clients that do not read an endless response slow down CodeCommit, and no other client", async () => {
  const count = 50;
  const bytes = { at: `${post("endless", "git-upload-pack", "Content-Length: 4")}0000` };
  let last = -1;
  const settled = async () => {
    const now = sent;
    const steady = waiting.size === count && now === last;
    last = now;
    await pause(300);
    return steady;
  };
  await assertHarmless(edge, bytes, { count, kibEach: 4 * KIB_EACH, reading: false, settled });
  assert.ok(last < count * ON_ITS_WAY, `${last} bytes were taken`);
});
