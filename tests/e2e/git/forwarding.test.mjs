import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { after, afterEach, test } from "node:test";
import { gzipSync } from "node:zlib";

import { basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { exchange, gitType, startUpstream } from "../support/http.mjs";
import { growthMib } from "../support/memory.mjs";

const MEBIBYTE = 1 << 20;
const FETCH = "application/x-git-upload-pack-request";
const PUSH = "application/x-git-receive-pack-request";
const code = ({ headers }) => headers["x-codecommit-edge-code"];
const pktLine = (line) => `${(line.length + 4).toString(16).padStart(4, "0")}${line}`;

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
afterEach(() => aws.clearFaults());

const edge = await world.edge();
const credentials = await aws.credentials();
await aws.repository("eu-west-1", "app");
const bare = world.bare("eu-west-1", "app");
const password = gitPassword(credentials, "eu-west-1/app");
const authorization = basic(password);
const url = (at = edge) => withUserinfo(`${at.url}/eu-west-1/app`, password);
const post = (service, headers, body, at = edge) =>
  exchange(`${at.url}/eu-west-1/app/${service}`, {
    method: "POST",
    headers: { "content-type": `application/x-${service}-request`, ...headers },
    body,
  });

test("git fetches thousands of refs whose request it sends in chunks", async () => {
  const ids = [];
  const id = await git.ok(["rev-parse", "main"], { cwd: bare });
  const tree = await git.ok(["rev-parse", "main^{tree}"], { cwd: bare });
  for (let n = 0; n < 1500; n++) ids.push(`create refs/tags/many/${n} ${id}`);
  await git.ok(["update-ref", "--stdin"], { cwd: bare, input: `${ids.join("\n")}\n` });
  // Wants of different objects, one per line.
  for (let n = 0; n < 40; n++) {
    const commit = await git.ok(["commit-tree", tree, "-m", `${n}`], { cwd: bare });
    await git.ok(["update-ref", `refs/tags/apart/${n}`, commit], { cwd: bare });
  }
  const clone = world.directory();
  const since = await aws.mark();
  await git.ok(["-c", "http.postBuffer=1000", "clone", "--mirror", url(), clone]);
  assert.equal(await git.refs(clone), await git.refs(bare));
  const posts = (await aws.requests(since)).filter(({ method }) => method === "POST");
  assert.ok(posts.some(({ request_bytes }) => request_bytes > 1000), "one was in chunks");
  for (const { headers, request_bytes } of posts) {
    assert.equal(new Map(headers).get("content-length"), String(request_bytes));
  }
});

/** A chunked fetch that is larger than the edge accepts. */
async function* endlessWants(bytes) {
  const piece = Buffer.from(pktLine(`want ${"1".repeat(40)}\n`).repeat(1000));
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
}

test("rejects a chunked fetch over the limit with the setting to change, in what git shows", async () => {
  const since = await aws.mark();
  const answer = await post("git-upload-pack", { authorization }, endlessWants(12 * MEBIBYTE));
  assert.deepEqual([answer.status, code(answer)], [200, "fetch_too_large"]);
  assert.equal(answer.headers["content-type"], "application/x-git-upload-pack-result");
  assert.match(answer.body.toString(), /^[0-9a-f]{4}ERR .*http\.postBuffer/);
  const json = await post("git-upload-pack", { authorization, accept: "application/json" }, endlessWants(12 * MEBIBYTE));
  assert.deepEqual([json.status, JSON.parse(json.body).code], [413, "fetch_too_large"]);
  assert.deepEqual(await aws.requests(since), []);
});

test("chunked fetches of several MiB keep the worker's memory bounded", async () => {
  await post("git-upload-pack", { authorization }, endlessWants(MEBIBYTE));
  const growth = await growthMib(edge.pid, () =>
    Promise.all(Array.from({ length: 4 }, () => post("git-upload-pack", { authorization }, endlessWants(20 * MEBIBYTE)))),
  );
  assert.ok(growth < 96, `the worker grew by ${growth.toFixed(1)} MiB`);
});

/** Sends the whole body before it reads the response, as many clients do. */
async function sendWhole(target, { headers, bytes, agent }) {
  const request = http.request(target, { method: "POST", agent, headers: { ...headers, "content-length": bytes } });
  const answered = once(request, "response");
  const failed = new Promise((_, reject) => request.once("error", reject));
  const body = Buffer.alloc(64 << 10, "0");
  for (let sent = 0; sent < bytes; sent += body.length) {
    if (!request.write(body.subarray(0, Math.min(body.length, bytes - sent)))) {
      await Promise.race([new Promise((resolve) => request.once("drain", resolve)), failed]);
    }
  }
  request.end();
  const [response] = await Promise.race([answered, failed]);
  response.resume();
  await once(response, "end");
  return response.statusCode;
}

const limited = await world.edge({ MAX_PUSH_BYTES: MEBIBYTE });
const REFUSALS = {
  "without a credential": [401, edge, "/eu-west-1/app/git-receive-pack", { "content-type": PUSH }],
  "over the limit": [413, limited, "/eu-west-1/app/git-receive-pack", { "content-type": PUSH, authorization }],
  "of another type": [415, edge, "/eu-west-1/app/git-receive-pack", { "content-type": "text/plain", authorization }],
  "to nowhere": [404, edge, "/nowhere", {}],
  "to a page's address": [405, edge, "/healthz", {}],
};

for (const [what, [status, at, path, headers]] of Object.entries(REFUSALS)) {
  test(`a client that sends 20 MB ${what} reads the rejection`, async () => {
    for (let n = 0; n < 8; n++) {
      assert.equal(await sendWhole(`${at.url}${path}`, { headers, bytes: 20_000_000 }), status);
    }
  });
}

test("a rejection waits neither for a body that never comes nor for one that never ends", async () => {
  const { hostname, port } = new URL(edge.url);
  for (const rest of ["", "0".repeat(1000)]) {
    const socket = net.connect(Number(port), hostname);
    const start = performance.now();
    socket.write(`POST /eu-west-1/app/git-receive-pack HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${PUSH}\r\nContent-Length: 100000\r\n\r\n${rest}`);
    const [answer] = await once(socket, "data");
    assert.match(answer.toString(), /^HTTP\/1\.1 401 /);
    // Less than the 15 seconds for which the edge reads a refused body at most.
    assert.ok(performance.now() - start < 14_000);
    socket.destroy();
  }
});

test("an early rejection by CodeCommit reaches a client that is still sending a body with a length", async () => {
  const early = await startUpstream({ after }, (_, response) => response.writeHead(403).end("AccessDenied: codecommit:GitPush"));
  const at = await world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: early });
  const headers = { "content-type": PUSH, authorization };
  assert.equal(await sendWhole(`${at.url}/eu-west-1/app/git-receive-pack`, { headers, bytes: 20_000_000 }), 403);
});

for (const [service, type] of [
  ["git-receive-pack", PUSH],
  ["git-upload-pack", FETCH],
]) {
  for (const length of [5_000, 1_000_000]) {
    test(`a truncated body of ${length} bytes to ${service} is reported as the client's error`, async () => {
      const since = await aws.mark();
      const { hostname, port } = new URL(edge.url);
      const socket = net.connect({ port: Number(port), host: hostname, allowHalfOpen: true });
      let answer = "";
      socket.on("data", (chunk) => (answer += chunk));
      socket.write(
        `POST /eu-west-1/app/${service} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${"0".repeat(4_000)}`,
      );
      setTimeout(() => socket.end(), 200);
      await once(socket, "close");
      assert.match(answer, /^HTTP\/1\.1 400 /);
      assert.match(answer, /x-codecommit-edge-code: bad_request/);
      assert.match(answer, /The body of the request broke off/);
      for (const request of await aws.requests(since)) assert.notEqual(request.request_end, "clean");
    });
  }
}

/** How the upstream responds in the tests below. */
let answer;
const upstream = await startUpstream({ after }, async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  await answer({ url: request.url, headers: request.headers, body: Buffer.concat(chunks) }, response);
});
const [made, readOnly] = await Promise.all([
  world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream }),
  world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream, READ_ONLY: true }),
]);
const discovery = (at, service = "git-upload-pack", headers = {}) =>
  exchange(`${at.url}/eu-west-1/app/info/refs?service=${service}`, { headers: { authorization, ...headers } });

test("a login page in between is not forwarded to git as CodeCommit's response", async () => {
  answer = (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<form>Sign in</form>");
  const requests = [
    discovery(made),
    discovery(readOnly, "git-receive-pack"),
    post("git-upload-pack", { authorization, "content-length": "4" }, "0000", made),
  ];
  for (const { status, headers, body } of await Promise.all(requests)) {
    assert.deepEqual([status, headers["x-codecommit-edge-code"]], [502, "unexpected_answer"]);
    assert.match(body.toString(), /text\/html instead of application\/x-git-upload-pack-/);
    assert.doesNotMatch(body.toString(), /Sign in/);
  }
  const { stderr } = await git.run(["ls-remote", url(made)]);
  assert.match(stderr, /remote: .*text\/html/);
});

test("a 304 needs no content type", async () => {
  answer = (_, response) => response.writeHead(304).end();
  assert.equal((await discovery(made)).status, 304);
});

const ID = "1".repeat(40);
const CAPABILITIES = "multi_ack_detailed shallow side-band-64k thin-pack";

/** An advertisement of this many MiB, and its length. */
function* advertisement(mebibytes) {
  yield Buffer.from(`${pktLine("# service=git-upload-pack\n")}0000${pktLine(`${ID} HEAD\0${CAPABILITIES}\n`)}`);
  const lines = Array.from({ length: 8192 }, (_, n) => pktLine(`${ID} refs/heads/${String(n).padStart(70, "0")}\n`));
  const piece = Buffer.from(lines.join(""));
  for (let sent = 0; sent < mebibytes * MEBIBYTE; sent += piece.length) yield piece;
  yield Buffer.from("0000");
}

test("several huge advertisements before rejected pushes stream at the same time", async () => {
  answer = async ({ url }, response) => {
    response.writeHead(200, { "content-type": gitType(url) });
    for (const piece of advertisement(48)) {
      if (!response.write(piece)) await new Promise((resolve) => response.once("drain", resolve));
    }
    response.end();
  };
  const whole = [...advertisement(48)].reduce((sum, { length }) => sum + length, 0);
  const read = async () => {
    const response = await new Promise((resolve, reject) => {
      const options = { headers: { authorization }, agent: false };
      http.get(`${readOnly.url}/eu-west-1/app/info/refs?service=git-receive-pack`, options, resolve).on("error", reject);
    });
    assert.equal(response.headers["content-type"], "application/x-git-receive-pack-advertisement");
    let bytes = 0;
    for await (const chunk of response) bytes += chunk.length;
    assert.ok(response.complete);
    return bytes;
  };
  await read();
  const growth = await growthMib(readOnly.pid, async () => {
    for (const bytes of await Promise.all(Array.from({ length: 8 }, read))) {
      assert.ok(Math.abs(bytes - whole) < 1000, `${bytes} of ${whole}`);
    }
  });
  assert.ok(growth < 64, `the worker grew by ${growth.toFixed(1)} MiB`);
});

test("an advertisement that is cut off is cut off for the client as well", async () => {
  answer = ({ url }, response) => {
    response.writeHead(200, { "content-type": gitType(url) });
    const [start, refs] = advertisement(1);
    response.write(start);
    response.write(refs, () => setTimeout(() => response.socket.destroy(), 200));
  };
  const { status, whole } = await discovery(readOnly, "git-receive-pack");
  assert.deepEqual([status, whole], [200, false]);
});

test("a clone succeeds although CodeCommit throttles its discovery, and the log counts the retries", async () => {
  for (const fault of [{ status: 429, headers: { "retry-after": "1" } }, { status: 503 }]) {
    const before = edge.logs().length;
    await aws.fault(fault, { path_contains: "/info/refs", times: 2 });
    await git.ok(["clone", url(), world.directory()]);
    const line = edge.logs().slice(before).find(({ service, status }) => service === "git-upload-pack/info/refs" && status !== 401);
    assert.deepEqual([line.status, line.upstream_status, line.retries], [200, 200, 2]);
  }
});

test("a throttled discovery is not retried where CodeCommit asks for a long pause", async () => {
  await aws.fault({ status: 429, headers: { "retry-after": "60" } }, { path_contains: "/info/refs" });
  const { status, headers } = await discovery(edge);
  assert.deepEqual([status, headers["retry-after"]], [429, "60"]);
});

test("a throttled fetch is retried if its request is short, and a throttled push never", async () => {
  const long = 64 * 1024 + 4;
  for (const [service, length, outcome] of [
    ["git-upload-pack", 4, [200, 2]],
    ["git-upload-pack", long, [429, 1]],
    ["git-receive-pack", 4, [429, 1]],
  ]) {
    await aws.fault({ status: 429 }, { path_contains: `/${service}` });
    const since = await aws.mark();
    const { status } = await post(service, { authorization, "content-length": String(length) }, "0".repeat(length));
    assert.deepEqual([status, (await aws.requests(since)).length], outcome, `${service} ${length}`);
  }
});

test("answers the probe before a large request without a credential and without CodeCommit", async () => {
  const since = await aws.mark();
  for (const service of ["git-upload-pack", "git-receive-pack"]) {
    const { status, headers, body } = await post(service, { "content-length": "4" }, "0000");
    assert.deepEqual([status, headers["content-type"], body.length], [200, `application/x-${service}-result`, 0]);
    for (const [other, length] of [["0001", 4], ["00000", 5], ["000", 3]]) {
      const refused = await post(service, { "content-length": String(length) }, other);
      assert.deepEqual([refused.status, code(refused)], [401, "unauthenticated"], other);
    }
  }
  assert.deepEqual(await aws.requests(since), []);
});

test("a gzipped body repeated without its Content-Encoding is forwarded with it", async () => {
  const seen = [];
  answer = ({ url, headers, body }, response) => {
    seen.push([headers["content-encoding"], headers["content-length"], body.length]);
    response.writeHead(200, { "content-type": gitType(url) }).end("0008NAK\n");
  };
  const wants = Array.from({ length: 4_000 }, () => pktLine(`want ${randomBytes(20).toString("hex")}\n`)).join("");
  for (const body of [gzipSync(wants.slice(0, 2_000)), gzipSync(wants)]) {
    const length = String(body.length);
    await post("git-upload-pack", { authorization, "content-length": length }, body, made);
    await post("git-upload-pack", { authorization }, body, made);
    for (const each of seen.splice(0)) assert.deepEqual(each, ["gzip", length, body.length]);
  }
  await post("git-upload-pack", { authorization, "content-length": "4" }, "0000", made);
  assert.deepEqual(seen, [[undefined, "4", 4]]);
});

test("every response has X-Content-Type-Options: nosniff", async () => {
  answer = ({ url }, response) => response.writeHead(200, { "content-type": gitType(url) }).end("0000");
  const answers = await Promise.all([
    discovery(made),
    discovery(edge),
    exchange(`${edge.url}/healthz`),
    exchange(`${edge.url}/nowhere`),
    exchange(`${edge.url}/`),
    exchange(`${edge.url}/setup`),
    exchange(`${edge.url}/eu-west-1/app`),
    exchange(`${edge.url}/eu-west-1/app/info/refs`, { method: "OPTIONS", headers: { origin: "https://page.example" } }),
    post("git-receive-pack", { authorization, "content-length": "4" }, "0000", readOnly),
    post("git-upload-pack", { "content-length": "4" }, "0000"),
  ]);
  for (const { status, headers } of answers) assert.equal(headers["x-content-type-options"], "nosniff", `${status}`);
});
