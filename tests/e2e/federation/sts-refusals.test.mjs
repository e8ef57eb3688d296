import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { AUDIENCE } from "../../identity-provider/defaults.mjs";
import { withUserinfo } from "../support/credentials.mjs";
import { bearer, discover, reached } from "../support/discovery.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { closedPort, startUpstream } from "../support/http.mjs";
import { trustWebIdentity } from "../support/local-aws.mjs";
import { forge } from "../support/tokens.mjs";

const EDGE_USER = "arn:aws:iam::123456789012:user/edge";
const ALWAYS = 1000;
const ATTEMPTS = 5;

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const provider = await world.identityProvider();
const oidc = await aws.oidcProvider({ url: provider.issuer, client_ids: [AUDIENCE, "web"] });
const trust = trustWebIdentity(oidc, provider.issuer, { aud: AUDIENCE, sub: "repo:example/*" });
const role_arn = await aws.role({ name: "team", trust });
const own = await aws.credentials({ session: false, arn: EDGE_USER });
const strangers = await aws.credentials({ session: false, arn: "arn:aws:iam::123456789012:user/stranger" });
const ownRole = await aws.role({
  name: "own",
  trust: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: EDGE_USER }, Action: "sts:AssumeRole" }],
  },
});
await aws.repository("eu-west-1", "app");

const PROFILES = {
  team: { role_arn },
  lasting: { role_arn, duration_seconds: 7200 },
  absent: { role_arn: `${role_arn}-absent` },
};
const WITH_EDGE_KEYS = {
  PROFILES: { team: { role_arn: ownRole, assume_with: "edge_keys" } },
  IDENTITY_PROVIDERS: { company: { issuer: provider.issuer, audiences: [AUDIENCE], rules: [{ profile: "team" }] } },
};
const keysOf = ({ accessKeyId, secretAccessKey }) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});
const [edge, signing] = await Promise.all([
  world.edge({ PROFILES }),
  world.edge({ ...WITH_EDGE_KEYS, ...keysOf(own) }),
]);
afterEach(() => aws.clearFaults());

const ADDRESS = "team/eu-west-1/app";
const token = (claims) => forge(provider, { sub: "repo:example/app", ...claims });

/** Details that only the operator may read. */
const INTERNALS = /arn:|role\/|policy|Packed|Duration|key|127\.0\.0\.1|not-an-answer|no-answer|<|\{/i;

/** Runs git with a token as its password; git prints the edge's message. */
async function gitSays(at = edge, address = ADDRESS, claims) {
  const url = withUserinfo(`${at.url}/${address}`, { username: "x", password: await token(claims) });
  const { code, stderr } = await git.run(["ls-remote", url]);
  assert.equal(code, 128);
  return stderr;
}

const UNREACHABLE = [502, "upstream_unreachable", /^AWS STS could not be reached, or failed\. Try again/];
const MISCONFIGURED = [
  500,
  "misconfigured",
  /^This edge is misconfigured\. Tell its operator the request id\./,
];

/** For each STS error: the status, the code and the text of the response, and the number of STS calls. */
const ERRORS = {
  ExpiredTokenException: [401, "credentials_expired", /^AWS STS says that the token has expired\. Get a new one/, 1],
  InvalidIdentityToken: [401, "signature_rejected", /^AWS STS cannot verify the token's signature\./, 1],
  IDPRejectedClaim: [401, "unrecognised_credential", /^The identity provider rejects the token/, 1],
  IDPCommunicationError: [502, "upstream_unreachable", /^The identity provider could not be reached/, ATTEMPTS],
  AccessDenied: [
    403,
    "access_denied",
    /^AWS STS does not let this token assume the role of the profile team\. .*`aud` and its `sub`/,
    1,
  ],
  Throttling: [429, "throttled", /^AWS STS asks for fewer requests\. Try again in 5 seconds\./, ATTEMPTS],
  RegionDisabledException: [
    403,
    "region_not_allowed",
    /^AWS STS is not active in eu-west-1 for the account of the profile team/,
    1,
  ],
  PackedPolicyTooLarge: [...MISCONFIGURED, 1],
  MalformedPolicyDocument: [...MISCONFIGURED, 1],
  ValidationError: [...MISCONFIGURED, 1],
  InternalFailure: [...UNREACHABLE, ATTEMPTS],
  ServiceUnavailable: [...UNREACHABLE, ATTEMPTS],
};

for (const [error, [status, code, text, calls]] of Object.entries(ERRORS)) {
  test(`${error} becomes ${code}, after ${calls === 1 ? "one STS call" : `${calls} STS calls`}`, async () => {
    await aws.fault({ sts_error: error }, { times: ALWAYS });
    const since = await aws.mark();
    const answer = await discover(edge, ADDRESS, { token: await token() });
    assert.deepEqual([answer.status, answer.code], [status, code]);
    assert.match(answer.text, text);
    assert.equal(answer.headers["retry-after"], status === 429 ? "5" : undefined);

    const { line } = answer;
    assert.equal(line.sts_calls, calls);
    assert.equal(line.credentials, "sts");
    assert.equal(line.sts_error.split(": ")[0], error);
    if (status >= 500) {
      assert.equal(line.detail, line.sts_error);
      assert.ok(answer.text.includes(line.request_id));
      assert.doesNotMatch(answer.text, INTERNALS);
      assert.ok(!answer.text.includes(error));
    }
    const { sts, git: requests } = await reached(aws, since);
    assert.deepEqual([sts.length, requests.length], [calls, 0]);

    const stderr = await gitSays();
    assert.match(stderr, new RegExp(`^remote: ${text.source.slice(1)}`, "m"));
    assert.match(
      stderr,
      status === 401 ? /^fatal: Authentication failed/m : new RegExp(`^fatal: .* error: ${status}$`, "m"),
    );
  });
}

for (const [error, status] of [
  ["InvalidClientTokenId", 500],
  ["SignatureDoesNotMatch", 500],
  ["ExpiredToken", 500],
]) {
  test(`${error} for the edge's own keys is reported as a configuration error`, async () => {
    await aws.fault({ sts_error: error }, { action: "AssumeRole" });
    const answer = await discover(signing, ADDRESS, { token: await token() });
    assert.deepEqual([answer.status, answer.code], [status, "misconfigured"]);
    assert.match(answer.text, MISCONFIGURED[2]);
    assert.doesNotMatch(answer.text, INTERNALS);
    // STS's messages about keys and signatures may repeat them.
    assert.equal(answer.line.sts_error, error);
  });
}

test("the edge's own keys that AWS does not know are reported as a configuration error", async () => {
  const unknown = { accessKeyId: "AKIAUNKNOWNUNKNOWN00", secretAccessKey: "s".repeat(40) };
  const at = await world.edge({ ...WITH_EDGE_KEYS, ...keysOf(unknown) });
  const { status, code, line, text } = await discover(at, ADDRESS, { token: await token() });
  assert.deepEqual([status, code, line.sts_calls], [500, "misconfigured", 1]);
  assert.match(line.sts_error, /^InvalidClientTokenId$/);
  assert.doesNotMatch(text, INTERNALS);
});

for (const [what, address, claims] of [
  ["audience", ADDRESS, { aud: "web" }],
  ["subject", ADDRESS, { sub: "repo:another/app" }],
  ["provider, as it does not exist", "absent/eu-west-1/app", {}],
]) {
  test(`reports a trust policy that does not match the token's ${what}`, async () => {
    const answer = await discover(edge, address, { token: await token(claims) });
    assert.deepEqual([answer.status, answer.code, answer.line.sts_calls], [403, "access_denied", 1]);
    assert.match(answer.text, /trust policy must allow sts:AssumeRoleWithWebIdentity/);
    assert.equal(answer.line.sts_error, "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity");
    assert.match(
      await gitSays(edge, address, claims),
      /^remote: AWS STS does not let this token assume the role of the profile (team|absent)\./m,
    );
  });
}

test("reports a role that does not trust the edge's own user", async () => {
  const at = await world.edge({ ...WITH_EDGE_KEYS, ...keysOf(strangers) });
  const answer = await discover(at, ADDRESS, { token: await token() });
  assert.deepEqual([answer.status, answer.code, answer.line.sts_calls], [403, "access_denied", 1]);
  assert.match(answer.text, /^AWS STS does not let this edge assume the role of the profile team\. .*sts:AssumeRole,/);
  assert.match(answer.line.sts_error, /^AccessDenied: User: .*user\/stranger is not authorized/);
  assert.doesNotMatch(answer.text, /stranger|arn:/);
});

test("a session longer than the role's maximum is reported as a configuration error", async () => {
  const answer = await discover(edge, "lasting/eu-west-1/app", { token: await token() });
  assert.deepEqual([answer.status, answer.code], [500, "misconfigured"]);
  assert.doesNotMatch(answer.text, INTERNALS);
  assert.match(answer.line.detail, /^ValidationError: .*DurationSeconds/);
});

test("names a region that is disabled in the account", async () => {
  await aws.settings({ disabled_regions: ["eu-west-1"] });
  const answer = await discover(signing, ADDRESS, { token: await token() });
  await aws.settings({ disabled_regions: [] });
  assert.deepEqual([answer.status, answer.code], [403, "region_not_allowed"]);
  assert.match(answer.text, /not active in eu-west-1/);
});

for (const [error, leg] of [
  ["Throttling", edge],
  ["IDPCommunicationError", edge],
  ["InternalFailure", edge],
  ["Throttling", signing],
]) {
  test(`a clone survives two ${error} responses, ${leg === edge ? "with the caller's token" : "with the edge's own keys"}`, async () => {
    await aws.fault({ sts_error: error }, { times: 2 });
    const since = await aws.mark();
    const lines = leg.logs().length;
    await git.ok([...bearer(await token()), "clone", `${leg.url}/${ADDRESS}`, world.directory()]);
    const { sts } = await reached(aws, since);
    assert.equal(sts.length, 3);
    assert.equal(sts.at(-1).status, 200);
    const [first, ...rest] = leg.logs().slice(lines);
    assert.deepEqual([first.sts_calls, first.sts_error, first.status], [3, undefined, 200]);
    assert.ok(rest.every(({ sts_calls }) => sts_calls === 0));
  });
}

test("a retry after a failure succeeds", async () => {
  await aws.fault({ sts_error: "AccessDenied" });
  const same = await token();
  assert.equal((await discover(edge, ADDRESS, { token: same })).status, 403);
  await eventually(
    "the same token to be taken",
    async () => (await discover(edge, ADDRESS, { token: same })).status === 200,
  );
});

test("one caller's failure does not affect another", async () => {
  await aws.fault({ sts_error: "AccessDenied" });
  assert.equal((await discover(edge, ADDRESS, { token: await token() })).status, 403);
  assert.equal((await discover(edge, ADDRESS, { token: await token() })).status, 200);
});

test("an unreachable STS is a 502 without its address", async () => {
  const at = await world.edge({ PROFILES, AWS_ENDPOINT_URL_STS: await closedPort() });
  const { status, code, text, line } = await discover(at, ADDRESS, { token: await token() });
  assert.deepEqual([status, code, line.sts_calls], [502, "upstream_unreachable", ATTEMPTS]);
  assert.match(text, UNREACHABLE[2]);
  assert.doesNotMatch(text, INTERNALS);
  assert.match(line.sts_error, /^no-answer: /);
  assert.match(await gitSays(at), /^remote: AWS STS could not be reached/m);
});

const BOMB = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${[..."bcdefghij"]
  .map((name, index) => `<!ENTITY ${name} "${`&${"abcdefghi"[index]};`.repeat(10)}">`)
  .join(
    "",
  )}]><AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>&j;</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
const CREDENTIALS = (text) =>
  `<R><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>${text}</Credentials></AssumeRoleWithWebIdentityResult></R>`;

for (const [what, body] of [
  ["HTML", "<!doctype html><html><body>Sign in to the network</body></html>"],
  ["nothing", ""],
  ["entities that expand", BOMB],
  ["XML that nests without end", "<x>".repeat(20_000)],
  [
    "credentials without a secret",
    CREDENTIALS("<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"),
  ],
  ["credentials without an end", CREDENTIALS("<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>")],
]) {
  for (const [answered, status, code, said] of [
    [200, 502, "upstream_unreachable", UNREACHABLE[2]],
    // Still a rejection, although its reason cannot be read.
    [400, 500, "misconfigured", /misconfigured/],
  ]) {
    test(`treats an STS response of ${answered} with ${what} as a failure`, async () => {
      await aws.fault({ status: answered, body }, { service: "sts" });
      const start = Date.now();
      const answer = await discover(edge, ADDRESS, { token: await token() });
      assert.deepEqual([answer.status, answer.code, answer.line.sts_calls], [status, code, 1]);
      assert.match(answer.text, said);
      assert.equal(answer.line.sts_error, `not-an-answer: STS answered ${answered} in an unknown form`);
      assert.doesNotMatch(answer.text, INTERNALS);
      assert.ok(Date.now() - start < 2_000, "it took long");
    });
  }
}

test("retries an STS that answers 503 with HTML, and then fails", async () => {
  await aws.fault({ status: 503, body: "<html>" }, { service: "sts", times: ALWAYS });
  const { status, code, text, line } = await discover(edge, ADDRESS, { token: await token() });
  assert.deepEqual([status, code, line.sts_calls], [502, "upstream_unreachable", ATTEMPTS]);
  assert.match(text, UNREACHABLE[2]);
  assert.match(line.sts_error, /^not-an-answer: STS answered 503/);
});

test("gives up on an STS response that never ends", async (t) => {
  let left = 0;
  const url = await startUpstream(t, (request, response) => {
    const timer = setInterval(() => response.write("x".repeat(32 << 10)), 5);
    response.on("close", () => clearInterval(timer) ?? left++);
  });
  const at = await world.edge({ PROFILES, AWS_ENDPOINT_URL_STS: url });
  const { status, line } = await discover(at, ADDRESS, { token: await token() });
  assert.deepEqual([status, line.sts_calls], [502, 1]);
  await eventually("the connection to be let go of", () => left === 1);
});

test("does not follow a redirect from STS", async (t) => {
  const asked = [];
  const elsewhere = await startUpstream(t, (request, response) => asked.push(request.url) && response.end());
  await aws.fault({ status: 307, headers: { location: `${elsewhere}/` } }, { service: "sts" });
  const { status, line } = await discover(edge, ADDRESS, { token: await token() });
  assert.deepEqual([status, line.sts_error?.slice(0, 30)], [502, "InternalFailure: An internal e"]);
  assert.deepEqual(asked, []);
});

for (const [what, fault] of [
  ["resets the connection", { reset: true }],
  ["breaks off", { cut_after_bytes: 100 }],
]) {
  test(`retries an STS that ${what}`, async () => {
    await aws.fault(fault, { service: "sts", times: 2 });
    const { status, line } = await discover(edge, ADDRESS, { token: await token() });
    assert.deepEqual([status, line.sts_calls], [200, 3]);
  });
}

test("waits about ten seconds for an STS that is slow or stalls, and tells git", async () => {
  await aws.fault({ delay_ms: 60_000 }, { action: "AssumeRoleWithWebIdentity", times: ALWAYS });
  await aws.fault({ stall_after_bytes: 100 }, { action: "AssumeRole", times: ALWAYS });
  const start = Date.now();
  const [slow, stalled, stderr] = await Promise.all([
    discover(edge, ADDRESS, { token: await token() }),
    discover(signing, ADDRESS, { token: await token() }),
    gitSays(),
  ]);
  const elapsed = Date.now() - start;
  // The faults last for a minute and more.
  assert.ok(elapsed > 7_500 && elapsed < 20_000, `it took ${elapsed} ms`);
  for (const { status, code, text, line } of [slow, stalled]) {
    assert.deepEqual([status, code, line.sts_error], [504, "upstream_timeout", "late: STS did not answer in time"]);
    assert.match(text, /^AWS STS did not answer in time\. Try again/);
    assert.ok(line.sts_calls >= 2 && line.sts_calls <= 3, `${line.sts_calls} calls`);
  }
  assert.match(stderr, /^remote: AWS STS did not answer in time/m);
});

test("retries an STS that is slow once, and the clone succeeds", async () => {
  await aws.fault({ delay_ms: 60_000 }, { service: "sts" });
  await git.ok([...bearer(await token()), "clone", `${edge.url}/${ADDRESS}`, world.directory()]);
});
