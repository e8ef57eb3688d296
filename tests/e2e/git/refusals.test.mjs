import assert from "node:assert/strict";
import { after, test } from "node:test";

import { accessKeys, basic, gitPassword } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { closedPort, exchange } from "../support/http.mjs";

const ORIGIN = "https://app.example.com";
const UPLOAD = "application/x-git-upload-pack-request";

const world = await Environment.start();
after(() => world.close());
const { aws } = world;
const POLICY = {
  ALLOWED_ORIGINS: ORIGIN,
  ALLOWED_REGIONS: ["eu-west-1"],
  ALLOWED_REPOSITORIES: ["app", "team-*"],
  PROFILES: { payments: { repositories: ["team-pay"] } },
};
const [edge, unreachable, impatient] = await Promise.all([
  world.edge(POLICY),
  world.edge({ ...POLICY, AWS_ENDPOINT_URL_CODECOMMIT_GIT: await closedPort() }),
  world.edge({ ...POLICY, UPSTREAM_TIMEOUT_SECONDS: 1 }),
]);
await aws.repository("eu-west-1", "app");
const credentials = await aws.credentials();
const authorization = basic(gitPassword(credentials, "eu-west-1/app"));

const DISCOVERY = "/info/refs?service=git-upload-pack";
const GET = { headers: { authorization } };
const post = (type, more = {}) => ({
  method: "POST",
  headers: { authorization, "content-type": type, "content-length": "4", ...more },
  body: "0000",
});

/** Requests, with the status and the code of the response. */
const REFUSALS = {
  "no credential": [`/eu-west-1/app${DISCOVERY}`, {}, 401, "unauthenticated"],
  "a Bearer token": [
    `/eu-west-1/app${DISCOVERY}`,
    { headers: { authorization: "Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln" } },
    401,
    "unrecognised_credential",
  ],
  "Basic that is no base64": [
    `/eu-west-1/app${DISCOVERY}`,
    { headers: { authorization: "Basic ***" } },
    401,
    "unrecognised_credential",
  ],
  "access keys where they are not accepted": [
    `/eu-west-1/app${DISCOVERY}`,
    { headers: { authorization: basic(accessKeys(credentials)) } },
    401,
    "unrecognised_credential",
  ],
  "a region that is not allowed": [`/us-east-1/app${DISCOVERY}`, GET, 403, "region_not_allowed"],
  "a repository that is not allowed": [`/eu-west-1/other${DISCOVERY}`, GET, 403, "repository_not_allowed"],
  "a repository that is not allowed to the profile": [
    `/payments/eu-west-1/app${DISCOVERY}`,
    GET,
    403,
    "repository_not_allowed",
  ],
  "a profile that is not there": [`/absent/eu-west-1/app${DISCOVERY}`, GET, 404, "not_found"],
  "a default region that is not set": [`/v1/repos/app${DISCOVERY}`, GET, 404, "not_found"],
  "a host of a VPC endpoint": [
    `/vpce-0123456789abcdef0-abcdefgh.git-codecommit.eu-west-1.vpce.amazonaws.com/v1/repos/app${DISCOVERY}`,
    GET,
    404,
    "not_found",
  ],
  "a foreign host": [
    `/git-codecommit.eu-west-1.amazonaws.com.evil.example/v1/repos/app${DISCOVERY}`,
    GET,
    404,
    "not_found",
  ],
  "a foreign host in the query": [`/?https://evil.example/v1/repos/app${DISCOVERY}`, GET, 404, "not_found"],
  "a bad name": [`/eu-west-1/a~b${DISCOVERY}`, GET, 400, "bad_repository_name"],
  "a name that is too long": [`/eu-west-1/${"a".repeat(101)}${DISCOVERY}`, GET, 400, "bad_repository_name"],
  "the dumb protocol": ["/eu-west-1/app/info/refs", GET, 400, "bad_request"],
  "an unknown service": ["/eu-west-1/app/info/refs?service=git-upload-archive", GET, 400, "bad_request"],
  "a second parameter": [`/eu-west-1/app${DISCOVERY}&x=1`, GET, 400, "bad_request"],
  "an object of the dumb protocol": ["/eu-west-1/app/objects/info/packs", GET, 404, "not_found"],
  "an unknown path": ["/favicon.ico", GET, 404, "not_found"],
  "POST to discovery": [`/eu-west-1/app${DISCOVERY}`, post(UPLOAD), 405, "method_not_allowed"],
  "GET of a service": ["/eu-west-1/app/git-upload-pack", GET, 405, "method_not_allowed"],
  DELETE: [
    "/eu-west-1/app/git-upload-pack",
    { method: "DELETE", headers: { authorization } },
    405,
    "method_not_allowed",
  ],
  "POST to the home page": ["/", post("text/plain"), 405, "method_not_allowed"],
  "a body that is a form": [
    "/eu-west-1/app/git-upload-pack",
    post("application/x-www-form-urlencoded"),
    415,
    "unsupported_media_type",
  ],
  "the other service's type": [
    "/eu-west-1/app/git-upload-pack",
    post("application/x-git-receive-pack-request"),
    415,
    "unsupported_media_type",
  ],
};

/** Asserts that a refusal has its usual form as text and JSON, and that an allowed page can read it. */
async function assertRefused(url, options, status, code) {
  const headers = { ...options.headers, origin: ORIGIN };
  const plain = await exchange(url, { ...options, headers });
  assert.equal(plain.status, status);
  assert.equal(plain.headers["x-codecommit-edge-code"], code);
  assert.equal(plain.headers["content-type"], "text/plain");
  assert.equal(plain.headers["cache-control"], "no-store");
  assert.match(plain.body.toString(), /^\S.*\S\n/);
  assert.equal(plain.headers["www-authenticate"] !== undefined, status === 401);
  assert.equal(plain.headers.allow !== undefined, status === 405);

  assert.equal(plain.headers["access-control-allow-origin"], ORIGIN);
  assert.match(plain.headers.vary, /\bOrigin\b/);
  const exposed = plain.headers["access-control-expose-headers"].split(", ");
  for (const name of ["x-codecommit-edge-code", "x-request-id", "www-authenticate", "retry-after"]) {
    assert.ok(exposed.includes(name), name);
  }
  assert.equal(plain.headers["access-control-allow-credentials"], undefined);

  const json = await exchange(url, { ...options, headers: { ...headers, accept: "application/json" } });
  assert.equal(json.status, status);
  assert.equal(json.headers["content-type"], "application/json");
  const { message, ...rest } = JSON.parse(json.body);
  assert.deepEqual(rest, { code, request_id: json.headers["x-request-id"] });
  assert.equal(typeof message, "string");
  return plain;
}

for (const [what, [path, options, status, code]] of Object.entries(REFUSALS)) {
  test(`rejects ${what} with ${code}`, async () => {
    const since = await aws.mark();
    await assertRefused(edge.url + path, options, status, code);
    assert.deepEqual(await aws.requests(since), [], "nothing was sent on");
  });
}

test("rejects a page on an origin that is not allowed, without CORS headers", async () => {
  const headers = { authorization, origin: "https://evil.example" };
  for (const method of ["GET", "OPTIONS"]) {
    const answer = await exchange(`${edge.url}/eu-west-1/app${DISCOVERY}`, { method, headers });
    assert.equal(answer.status, 403);
    assert.equal(answer.headers["x-codecommit-edge-code"], "origin_not_allowed");
    assert.equal(answer.headers["access-control-allow-origin"], undefined);
  }
});

test("a preflight from an allowed origin needs no credential", async () => {
  const headers = {
    origin: ORIGIN,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
  };
  const {
    status,
    headers: answer,
    body,
  } = await exchange(`${edge.url}/eu-west-1/app/git-upload-pack`, { method: "OPTIONS", headers });
  assert.equal(status, 204);
  assert.equal(body.length, 0);
  assert.equal(answer["access-control-allow-origin"], ORIGIN);
  assert.equal(answer["access-control-allow-methods"], "GET, POST, OPTIONS");
  assert.match(answer["access-control-allow-headers"], /\bauthorization\b/);
});

test("a page can read CodeCommit's response", async () => {
  const headers = { authorization, origin: ORIGIN };
  const answer = await exchange(`${edge.url}/eu-west-1/app${DISCOVERY}`, { headers });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers["access-control-allow-origin"], ORIGIN);
});

test("a page can read CodeCommit's rejection", async () => {
  const wrong = basic(gitPassword({ ...credentials, secretAccessKey: "wrong" }, "eu-west-1/app"));
  await assertRefused(
    `${edge.url}/eu-west-1/app${DISCOVERY}`,
    { headers: { authorization: wrong } },
    401,
    "signature_rejected",
  );
  await assertRefused(
    `${edge.url}/eu-west-1/team-absent${DISCOVERY}`,
    {
      headers: { authorization: basic(gitPassword(credentials, "eu-west-1/team-absent")) },
    },
    404,
    "not_found",
  );
});

test("an unreachable upstream is a 502 without its details", async () => {
  for (const [path, options] of [
    [`/eu-west-1/app${DISCOVERY}`, GET],
    ["/eu-west-1/app/git-upload-pack", post(UPLOAD)],
  ]) {
    const { body, headers } = await assertRefused(unreachable.url + path, options, 502, "upstream_unreachable");
    assert.doesNotMatch(body.toString(), /127\.0\.0\.1|refused|ECONN|connect\(/i);
    assert.ok(body.toString().includes(headers["x-request-id"]));
  }
});

test("an upstream connection reset before the response is a 502", async () => {
  await aws.fault({ reset: true }, { times: 2 });
  await assertRefused(`${edge.url}/eu-west-1/app${DISCOVERY}`, GET, 502, "upstream_unreachable");
});

test("an upstream that takes too long is a 504", async () => {
  await aws.fault({ delay_ms: 60_000 }, { times: 2 });
  const since = await aws.mark();
  const start = Date.now();
  await assertRefused(`${impatient.url}/eu-west-1/app${DISCOVERY}`, GET, 504, "upstream_timeout");
  const elapsed = Date.now() - start;
  // By default they would take a minute.
  assert.ok(elapsed >= 1900 && elapsed < 40_000, `two answers took ${elapsed} ms`);

  await eventually("the upstream requests to be given up", async () => {
    const outcomes = (await aws.requests(since)).map(({ outcome }) => outcome);
    return outcomes.length === 2 && outcomes.every((outcome) => outcome === "client_left");
  });
});

test("the home page and the health check answer anyone", async () => {
  const health = await exchange(`${edge.url}/healthz`);
  assert.deepEqual([health.status, health.body.toString().split(" ")[0]], [200, "ok"]);
  assert.match(health.body.toString(), /^ok \d+\.\d+\.\d+\n$/);
  const home = await exchange(`${edge.url}/`, { method: "HEAD" });
  assert.deepEqual([home.status, home.body.length], [200, 0]);
});
