import assert from "node:assert/strict";
import { after, test } from "node:test";

import { basic, gitPassword } from "./support/credentials.mjs";
import { Environment } from "./support/environment.mjs";
import { sendRaw } from "./support/http.mjs";

const world = await Environment.start();
after(() => world.close());
const { aws } = world;
const edge = await world.edge({ ACCEPT_ACCESS_KEYS: "true", DEFAULT_REGION: "eu-west-1", MAX_PUSH_BYTES: "1000" });
await aws.repository("eu-west-1", "app");

const HOST = "git-codecommit.eu-west-1.amazonaws.com";
const QUERY = "/info/refs?service=git-upload-pack";
const APP = `/eu-west-1/app${QUERY}`;
const AUTHORIZATION = `Authorization: ${basic(gitPassword(await aws.credentials(), "eu-west-1/app"))}`;

/** What git asks for, and nothing else, is what may arrive upstream. */
const UPSTREAM =
  /^(GET \/v1\/repos\/app\/info\/refs\?service=git-(upload|receive)-pack|POST \/v1\/repos\/app\/git-(upload|receive)-pack)$/;

const head = (line, ...headers) =>
  [line, "Host: edge.example.com", AUTHORIZATION, "Connection: close", ...headers, "", ""].join("\r\n");
const get = (target, ...headers) => head(`GET ${target} HTTP/1.1`, ...headers);
const post = (service, headers, body) =>
  head(`POST /eu-west-1/app/${service} HTTP/1.1`, `Content-Type: application/x-${service}-request`, ...headers) + body;

const REFUSED = {
  "a dot segment": get(`/eu-west-1/../app${QUERY}`),
  "an escaped dot segment": get(`/eu-west-1/%2e%2e/app${QUERY}`),
  "a dot segment with an escaped slash": get(`/eu-west-1/x/..%2fapp${QUERY}`),
  "a dot segment as the name": get(`/eu-west-1/..${QUERY}`),
  "an escaped dot segment as the name": get(`/eu-west-1/%2E%2E${QUERY}`),
  "a dot segment behind the name": get(`/eu-west-1/app/../app/..${QUERY}`),
  "a dot segment in the query form": get(`/?https://${HOST}/v1/repos/../app${QUERY}`),
  "an escaped letter": get(`/eu-west-1/%61pp${QUERY}`),
  "two slashes in front": get(`//eu-west-1/app${QUERY}`),
  "two slashes in the middle": get(`/eu-west-1//app${QUERY}`),
  "three slashes behind": get(`/eu-west-1/app//${QUERY}`),
  "an escaped slash": get(`/eu-west-1%2fapp${QUERY}`),
  "a backslash": get(`/eu-west-1\\..\\app${QUERY}`),
  "an escaped backslash": get(`/eu-west-1%5capp${QUERY}`),
  "an escaped NUL": get(`/eu-west-1/app%00${QUERY}`),
  "a NUL": get(`/eu-west-1/app\0${QUERY}`),
  "a path parameter": get(`/eu-west-1/app;x=1${QUERY}`),
  "bytes over ASCII": get(`/eu-west-1/\xc3\xa4pp${QUERY}`),
  "a fragment": get(`/eu-west-1/app#${QUERY}`),
  "no path at all": get("*"),
  "userinfo in the host": get(`/${HOST}@evil.example/v1/repos/app${QUERY}`),
  "a port in the host": get(`/${HOST}:443/v1/repos/app${QUERY}`),
  "a host in capitals": get(`/${HOST.toUpperCase()}/v1/repos/app${QUERY}`),
  "a host with a dot at its end": get(`/${HOST}./v1/repos/app${QUERY}`),
  "a host that begins like CodeCommit's": get(`/${HOST}.evil.example/v1/repos/app${QUERY}`),
  "userinfo in the query form": get(`/?https://${HOST}@evil.example/v1/repos/app${QUERY}`),
  "the metadata service in the query form": get("/?https://169.254.169.254/latest/meta-data"),
  "an absolute target of a foreign path": get("http://169.254.169.254/latest/meta-data"),
  "two services": get(`${APP}&service=git-receive-pack`),
  "an escaped service": get("/eu-west-1/app/info/refs?service=git%2dupload-pack"),
  "a service in capitals": get("/eu-west-1/app/info/refs?SERVICE=git-upload-pack"),
  "two credentials": get(APP, "Authorization: Basic YTpi"),
  "one credential twice": get(APP, AUTHORIZATION),
  "an escaped line break in the path": get(`/eu-west-1/app%0d%0aX-Injected:1${QUERY}`),
  "an escaped line break in the query": get(`${APP}%0d%0aX-Injected:1`),
  "a carriage return in a header": get(APP, "Git-Protocol: version=2\rX-Injected: 1"),
  "a folded header": get(APP, "Git-Protocol: version=2\r\n X-Injected: 1"),
  "a method in a header": head(`POST ${APP} HTTP/1.1`, "X-HTTP-Method-Override: GET", "Content-Length: 0"),
  "HEAD for discovery": head(`HEAD ${APP} HTTP/1.1`),
  PROPFIND: head(`PROPFIND ${APP} HTTP/1.1`),
  TRACE: head(`TRACE ${APP} HTTP/1.1`),
  "no host": `GET ${APP} HTTP/1.1\r\n${AUTHORIZATION}\r\nConnection: close\r\n\r\n`,
  "HTTP/0.9": "GET /\r\n\r\n",
  TLS: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  "two lengths": post("git-receive-pack", ["Content-Length: 4", "Content-Length: 5"], "00000"),
  "a negative length": post("git-receive-pack", ["Content-Length: -4"], "0000"),
  "a length that no number holds": post("git-receive-pack", ["Content-Length: 99999999999999999999999"], "0000"),
  "a length over the limit": post("git-receive-pack", ["Content-Length: 1001"], "a".repeat(1001)),
  "chunks over the limit": post(
    "git-receive-pack",
    ["Transfer-Encoding: chunked"],
    `800\r\n${"a".repeat(2048)}\r\n0\r\n\r\n`,
  ),
  "chunks over the limit that say they are short": post(
    "git-receive-pack",
    ["Content-Length: 4", "Transfer-Encoding: chunked"],
    `800\r\n${"a".repeat(2048)}\r\n0\r\n\r\n`,
  ),
};

const requestLine = ({ method, path, query }) => `${method} ${path}${query === null ? "" : `?${query}`}`;

for (const [what, bytes] of Object.entries(REFUSED)) {
  test(`${what} is refused`, async () => {
    const since = await aws.mark();
    const answer = await sendRaw(edge.url, Buffer.from(bytes, "latin1"));
    assert.match(answer, /^HTTP\/1\.1 4\d\d /);
    assert.doesNotMatch(answer, /^x-injected/im);
    for (const request of await aws.requests(since)) {
      assert.match(requestLine(request), UPSTREAM);
      assert.notEqual(request.status, 200);
    }
  });
}

/** Odd, but HTTP, and without a meaning to the edge. */
const ORDINARY = {
  "an absolute target": get(`http://evil.example${APP}`),
  "an absolute target at CodeCommit": get(`https://git-codecommit.us-east-1.amazonaws.com/v1/repos/app${QUERY}`),
  "headers of a proxy": get(
    APP,
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-For: 10.0.0.1",
    "Forwarded: host=evil.example",
  ),
  "a header of 100 KB": get(APP, `X-Large: ${"a".repeat(100_000)}`),
  "a header behind a bare line feed": get(APP, "Git-Protocol: version=2\nX-Injected: 1"),
};

for (const [what, bytes] of Object.entries(ORDINARY)) {
  test(`${what} changes nothing about where a request goes`, async () => {
    const since = await aws.mark();
    assert.match(await sendRaw(edge.url, Buffer.from(bytes, "latin1")), /^HTTP\/1\.1 200 /);
    const [request, ...more] = await aws.requests(since);
    assert.deepEqual(more, []);
    assert.equal(requestLine(request), `GET /v1/repos/app${QUERY}`);
    const headers = new Map(request.headers);
    assert.equal(headers.get("x-forwarded-host"), HOST);
    for (const name of ["x-forwarded-for", "forwarded", "x-large", "x-injected"]) assert.ok(!headers.has(name), name);
  });
}

/** The runtime itself answers these, before any worker is asked. */
const UNKNOWN_METHODS = { "an invented method": "FOO", "a method in lower case": "get", "a tunnel": "CONNECT" };

for (const [what, method] of Object.entries(UNKNOWN_METHODS)) {
  test(`${what} goes nowhere`, async () => {
    const since = await aws.mark();
    const target = method === "CONNECT" ? "evil.example:443" : APP;
    assert.match(await sendRaw(edge.url, head(`${method} ${target} HTTP/1.1`)), /^HTTP\/1\.1 (4|5)\d\d /);
    assert.deepEqual(await aws.requests(since), []);
  });
}

test("a request with two framings goes on with one", async () => {
  const since = await aws.mark();
  const body = "4\r\n0000\r\n0\r\n\r\n";
  await sendRaw(edge.url, post("git-receive-pack", ["Content-Length: 400", "Transfer-Encoding: chunked"], body));
  const [request, ...more] = await aws.requests(since);
  assert.deepEqual(more, []);
  assert.equal(request.request_bytes, 4);
  const headers = new Map(request.headers);
  assert.deepEqual([headers.get("transfer-encoding"), headers.get("content-length")], ["chunked", undefined]);
});
