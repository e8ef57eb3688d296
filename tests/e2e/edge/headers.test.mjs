import assert from "node:assert/strict";
import { after, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";

import { accessKeys, basic, gitPassword } from "../support/credentials.mjs";
import { exchange, gitType, startUpstream } from "../support/http.mjs";
import { startEdge } from "../support/workerd.mjs";

/** How the upstream responds to the current test's request. */
let answer;
let seen;
const upstream = await startUpstream({ after }, async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  seen.push({
    method: request.method,
    url: request.url,
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    body: Buffer.concat(chunks),
  });
  response.setHeader("content-type", gitType(request.url));
  await answer(response, request);
});
const edge = await startEdge({ vars: { AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream, ACCEPT_ACCESS_KEYS: "true" } });
after(() => edge.close());

const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const HOST = "git-codecommit.eu-west-1.amazonaws.com";
const APP = `${edge.url}/eu-west-1/app`;
const DISCOVERY = `${APP}/info/refs?service=git-upload-pack`;
const authorization = basic(gitPassword(KEYS, "eu-west-1/app"));

/** Sends a request through the edge to an upstream that responds like this, and returns what both ends saw. */
async function relayed(url, options = {}, respond = (response) => response.end("0000")) {
  seen = [];
  answer = respond;
  const result = await exchange(url, { ...options, headers: { authorization, ...options.headers } });
  return { answer: result, request: seen[0], requests: seen };
}

const rpc = (service, headers, body) => ({
  method: "POST",
  headers: { "content-type": `application/x-${service}-request`, ...headers },
  body,
});

test("sends only git's headers to CodeCommit", async () => {
  const passed = {
    accept: "application/x-git-upload-pack-result",
    "accept-encoding": "deflate, gzip",
    "accept-language": "de",
    "cache-control": "no-cache",
    "git-protocol": "version=2",
    pragma: "no-cache",
    "user-agent": "git/2.47.3",
  };
  const dropped = {
    "cf-connecting-ip": "10.0.0.1",
    "cf-ipcountry": "DE",
    connection: "keep-alive",
    cookie: "session=secret",
    expect: "100-continue",
    forwarded: "for=10.0.0.1",
    origin: edge.url,
    "proxy-authorization": "Basic YTpi",
    referer: "https://app.example.com/page",
    via: "1.1 proxy",
    "x-amz-security-token": "token",
    "x-forwarded-for": "10.0.0.1",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "http",
    "x-real-ip": "10.0.0.1",
    "x-requested-with": "page",
  };
  const body = "0032want";
  const { request } = await relayed(
    `${APP}/git-upload-pack`,
    rpc("git-upload-pack", { ...passed, ...dropped, "content-length": String(body.length) }, body),
  );
  assert.deepEqual(request.headers, {
    ...passed,
    authorization,
    "content-length": "8",
    "content-type": "application/x-git-upload-pack-request",
    host: new URL(upstream).host,
    "x-forwarded-host": HOST,
  });
  assert.equal(request.body.toString(), body);
});

test("an absent header stays absent", async () => {
  const { request } = await relayed(DISCOVERY);
  const names = Object.keys(request.headers).filter((name) => !["cache-control", "pragma"].includes(name));
  // The runtime adds these two because the response must not be cached.
  assert.deepEqual(names.sort(), ["authorization", "host", "x-forwarded-host"]);
});

test("replaces access keys with a signature, and never forwards them", async () => {
  const { request } = await relayed(DISCOVERY, { headers: { authorization: basic(accessKeys(KEYS)) } });
  const [username, password] = atob(request.headers.authorization.slice("Basic ".length)).split(":");
  assert.equal(username, KEYS.accessKeyId);
  assert.match(password, /^\d{8}T\d{6}Z[0-9a-f]{64}$/);
  assert.ok(!JSON.stringify(request.rawHeaders).includes(KEYS.secretAccessKey));
});

test("does not forward a user name that CodeCommit would reject", async () => {
  for (const suffix of [".git", "/", ".git/"]) {
    const { request } = await relayed(`${APP}${suffix}/info/refs?service=git-upload-pack`);
    assert.equal(request.url, "/v1/repos/app/info/refs?service=git-upload-pack");
  }
});

test("returns only git's protocol headers from CodeCommit", async () => {
  const passed = {
    "cache-control": "no-cache, max-age=0, must-revalidate",
    "content-type": "application/x-git-upload-pack-advertisement",
    expires: "Fri, 01 Jan 1980 00:00:00 GMT",
    pragma: "no-cache",
    "x-amzn-requestid": "6b3c6b3c-0000-4000-8000-000000000000",
  };
  const { answer } = await relayed(DISCOVERY, {}, (response) => {
    response.writeHead(200, {
      ...passed,
      "access-control-allow-origin": "*",
      "content-length": "4",
      "set-cookie": ["a=1", "b=2"],
      server: "CodeCommit",
      "strict-transport-security": "max-age=1",
      "x-amzn-trace-id": "trace",
      "x-internal": "host-17",
      location: "https://evil.example",
      "www-authenticate": "Negotiate",
    });
    response.end("0000");
  });
  const { "x-request-id": id, "server-timing": timing, ...headers } = answer.headers;
  assert.match(id, /^[0-9a-f-]{36}-\d+$/);
  assert.match(timing, /^edge;dur=\d+/);
  assert.deepEqual(headers, {
    ...passed,
    "content-length": "4",
    "x-content-type-options": "nosniff",
    vary: "Origin",
    connection: "close",
  });
});

for (const [what, body] of [
  ["plain", Buffer.from("0000")],
  ["gzipped", gzipSync(Buffer.alloc(10_000, "0032want "))],
]) {
  test(`a ${what} body keeps its length`, async () => {
    const headers = {
      "content-length": String(body.length),
      ...(what === "gzipped" && { "content-encoding": "gzip" }),
    };
    for (const service of ["git-upload-pack", "git-receive-pack"]) {
      const { request } = await relayed(`${APP}/${service}`, rpc(service, headers, body));
      assert.equal(request.headers["content-length"], String(body.length));
      assert.equal(request.headers["transfer-encoding"], undefined);
      assert.equal(request.headers["content-encoding"], headers["content-encoding"]);
      assert.deepEqual(request.body, body);
    }
  });
}

test("a chunked push stays chunked, and a chunked fetch gets a Content-Length", async () => {
  const body = gzipSync(Buffer.alloc(200_000, "pack"));
  for (const [service, framing] of [
    ["git-receive-pack", ["chunked", undefined]],
    ["git-upload-pack", [undefined, String(body.length)]],
  ]) {
    const { request } = await relayed(
      `${APP}/${service}`,
      rpc(service, { "content-encoding": "gzip", "transfer-encoding": "chunked" }, body),
    );
    assert.deepEqual([request.headers["transfer-encoding"], request.headers["content-length"]], framing);
    assert.deepEqual(request.body, body);
  }
});

test("a response keeps its Content-Length, and is chunked without one", async () => {
  const body = Buffer.alloc(100_000, "x");
  const long = await relayed(DISCOVERY, {}, (response) =>
    response.writeHead(200, { "content-length": body.length }).end(body),
  );
  assert.equal(long.answer.headers["content-length"], String(body.length));
  assert.deepEqual(long.answer.body, body);

  const chunked = await relayed(DISCOVERY, {}, (response) => {
    response.write(body.subarray(0, 50_000));
    response.end(body.subarray(50_000));
  });
  assert.equal(chunked.answer.headers["transfer-encoding"], "chunked");
  assert.deepEqual(chunked.answer.body, body);
});

for (const [framing, headers] of [
  ["a counted", { "content-length": "100000" }],
  ["a chunked", {}],
]) {
  test(`${framing} response that is cut off is cut off for the client as well`, async () => {
    const { answer } = await relayed(DISCOVERY, {}, (response) => {
      response.writeHead(200, headers);
      response.write(Buffer.alloc(50_000, "x"), () => response.socket.resetAndDestroy());
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.whole, false);
  });
}

test("a gzipped response passes unchanged", async () => {
  const text = Buffer.from("refs ".repeat(5_000));
  const body = gzipSync(text);
  for (const length of [{}, { "content-length": body.length }]) {
    const { answer } = await relayed(DISCOVERY, { headers: { "accept-encoding": "gzip" } }, (response) =>
      response.writeHead(200, { "content-encoding": "gzip", ...length }).end(body),
    );
    assert.equal(answer.headers["content-encoding"], "gzip");
    assert.deepEqual(answer.body, body);
    assert.deepEqual(gunzipSync(answer.body), text);
  }
});

for (const status of [301, 302, 303, 307, 308]) {
  test(`a ${status} redirect is neither followed nor forwarded`, async () => {
    const location = `${upstream}/elsewhere`;
    for (const [url, options] of [
      [DISCOVERY, {}],
      [`${APP}/git-upload-pack`, rpc("git-upload-pack", { "content-length": "4" }, "0000")],
    ]) {
      const { answer, requests } = await relayed(url, options, (response) =>
        response.writeHead(status, { location }).end(),
      );
      assert.equal(requests.length, 1);
      assert.equal(answer.status, 502);
      assert.equal(answer.headers["x-codecommit-edge-code"], "upstream_unreachable");
      assert.equal(answer.headers.location, undefined);
    }
  });
}

test("the edge's own responses have a Date, which reveals a wrong clock", async () => {
  for (const path of ["/healthz", "/eu-west-1/app/info/refs?service=git-upload-pack"]) {
    const { headers } = await exchange(`${edge.url}${path}`);
    assert.ok(Math.abs(Date.parse(headers.date) - Date.now()) < 60_000, headers.date);
  }
});

test("an early rejection of a long push gives its reason", async () => {
  const reason = "AccessDeniedException: User: alice is not authorized to perform: codecommit:GitPush";
  const body = Buffer.alloc(8 << 20, "p");
  const early = await startUpstreamThatRefusesAtOnce(reason);
  try {
    const result = await exchange(`${early.edge.url}/eu-west-1/app/git-receive-pack`, {
      ...rpc("git-receive-pack", { authorization, "transfer-encoding": "chunked" }, body),
    });
    assert.equal(result.status, 403);
    assert.match(result.body.toString(), /codecommit:GitPush/);
  } finally {
    await early.edge.close();
  }
});

/** An upstream that responds before it has read the body. */
async function startUpstreamThatRefusesAtOnce(reason) {
  const url = await startUpstream({ after }, (request, response) => response.writeHead(403).end(reason));
  return { edge: await startEdge({ vars: { AWS_ENDPOINT_URL_CODECOMMIT_GIT: url } }) };
}
