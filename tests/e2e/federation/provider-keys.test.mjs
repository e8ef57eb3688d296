import assert from "node:assert/strict";
import { after, test } from "node:test";

import { AUDIENCE } from "../../identity-provider/defaults.mjs";
import { bearer, discover } from "../support/discovery.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { forge } from "../support/tokens.mjs";

const EDGE_USER = "arn:aws:iam::123456789012:user/edge";
const DISCOVERY = "GET /.well-known/openid-configuration";
const JWKS = "GET /jwks";

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const own = await aws.credentials({ session: false, arn: EDGE_USER });
const role_arn = await aws.role({
  name: "plain",
  trust: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: EDGE_USER }, Action: "sts:AssumeRole" }],
  },
});
await Promise.all(["app", "other"].map((name) => aws.repository("eu-west-1", name)));

/** An edge that verifies a provider's tokens and has not fetched its keys yet; stops with `t`. */
async function start(t, provider, fields = {}) {
  const edge = await world.edge({
    AWS_ACCESS_KEY_ID: own.accessKeyId,
    AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
    PROFILES: { staff: { role_arn, assume_with: "edge_keys" } },
    IDENTITY_PROVIDERS: {
      company: { issuer: provider.issuer, audiences: [AUDIENCE], rules: [{ profile: "staff" }], ...fields },
    },
  });
  t.after(() => edge.close());
  return edge;
}

async function assertServed(edge, token) {
  const { status, text } = await discover(edge, "eu-west-1/app", { token });
  assert.equal(status, 200, text);
}

/** Asserts a refusal that names the provider, without a request to AWS. */
async function assertProviderFails(edge, token, status, code, text) {
  const since = await aws.mark();
  const answer = await discover(edge, "eu-west-1/app", { token });
  assert.deepEqual([answer.status, answer.code], [status, code], answer.text);
  assert.match(answer.text, text);
  assert.deepEqual(await aws.requests(since), []);
  return answer;
}

const UNREACHABLE = [502, "upstream_unreachable", /^The identity provider could not be reached, or failed\./];

test("a provider's keys are fetched once, and once more for a new key, however many unknown key ids are seen", async (t) => {
  const provider = await world.identityProvider();
  const edge = await start(t, provider);
  const fetches = (what) => provider.requests.filter((request) => request === what).length;
  const former = await forge(provider);
  await assertServed(edge, former);
  await assertServed(edge, await forge(provider));
  assert.deepEqual([fetches(DISCOVERY), fetches(JWKS)], [1, 1]);

  await provider.rotate();
  const flood = await Promise.all([...Array(30).keys()].map((n) => forge(provider, {}, { kid: `unknown-${n}` })));
  const answers = await Promise.all(flood.map((token) => discover(edge, "eu-west-1/app", { token })));
  for (const { status, code } of answers) assert.deepEqual([status, code], [401, "unrecognised_credential"]);
  const before = fetches(JWKS);
  assert.ok(before <= 2, `${before} fetches`);

  await eventually("a token of the new key to be taken", async () => {
    await new Promise((resolve) => setTimeout(resolve, 250));
    return (await discover(edge, "eu-west-1/app", { token: await forge(provider) })).status === 200;
  });
  assert.ok(fetches(JWKS) <= 2, `${fetches(JWKS)} fetches`);

  const since = await aws.mark();
  const { status, code } = await discover(edge, "eu-west-1/other", { token: former });
  assert.deepEqual([status, code], [401, "unrecognised_credential"], "the key was withdrawn");
  assert.deepEqual(await aws.requests(since), []);
});

test("concurrent first requests fetch the keys once", async (t) => {
  const provider = await world.identityProvider();
  const edge = await start(t, provider);
  const tokens = await Promise.all([...Array(20)].map(() => forge(provider)));
  await Promise.all(tokens.map((token) => assertServed(edge, token)));
  assert.deepEqual(provider.requests, [DISCOVERY, JWKS]);
});

test("cached keys keep working while the provider is down, and an edge without them says what it lacks", async (t) => {
  const provider = await world.identityProvider();
  const [warm, cold] = await Promise.all([start(t, provider), start(t, provider)]);
  await assertServed(warm, await forge(provider));
  await provider.close();
  await assertServed(warm, await forge(provider, { sub: "somebody-new" }));

  const token = await forge(provider);
  const { text, line } = await assertProviderFails(cold, token, ...UNREACHABLE);
  assert.ok(!text.includes(provider.issuer));
  assert.ok(line.detail.includes(provider.issuer));
  const { code, stderr } = await git.run([...bearer(token), "ls-remote", `${cold.url}/eu-west-1/app`]);
  assert.equal(code, 128);
  assert.match(stderr, /^remote: The identity provider could not be reached/m);
});

test("concurrent requests wait a few seconds for a provider that hangs, and ask again later", async (t) => {
  const provider = await world.identityProvider();
  const edge = await start(t, provider);
  provider.intercept(() => true);
  const began = Date.now();
  const tokens = await Promise.all([...Array(5)].map(() => forge(provider)));
  for (const { status, code, text } of await Promise.all(
    tokens.map((token) => discover(edge, "eu-west-1/app", { token })),
  )) {
    assert.deepEqual([status, code], [504, "upstream_timeout"]);
    assert.match(text, /^The identity provider did not answer in time/);
  }
  assert.ok(Date.now() - began < 9_000);
  assert.deepEqual(provider.requests, [DISCOVERY]);

  provider.intercept();
  await eventually("the provider to be asked again", async () => {
    return (await discover(edge, "eu-west-1/app", { token: tokens[0] })).status === 200;
  });
});

test("a configured jwks_uri is where the keys are, without discovery", async (t) => {
  const provider = await world.identityProvider();
  await assertServed(await start(t, provider, { jwks_uri: provider.jwksUri }), await forge(provider));
  assert.deepEqual(provider.requests, [JWKS]);
});

const DOCUMENTS = {
  "calls itself another issuer": (issuer) => ({ issuer: `${issuer}/`, jwks_uri: `${issuer}/jwks` }),
  "has no jwks_uri": (issuer) => ({ issuer }),
  "leads to keys over plain HTTP elsewhere": (issuer) => ({ issuer, jwks_uri: "http://keys.example.com/jwks" }),
  "is no object": () => [],
};

for (const [what, document] of Object.entries(DOCUMENTS)) {
  test(`rejects a discovery document that ${what}`, async (t) => {
    const provider = await world.identityProvider();
    provider.intercept((request, response) => {
      if (!request.url.startsWith("/.well-known/")) return false;
      response.end(JSON.stringify(document(provider.issuer)));
      return true;
    });
    const { line } = await assertProviderFails(await start(t, provider), await forge(provider), ...UNREACHABLE);
    assert.match(line.detail, /`issuer`|`jwks_uri`|JSON/);
    assert.deepEqual(provider.requests, [DISCOVERY]);
  });
}

for (const [what, status, body] of [
  ["too long", 200, JSON.stringify({ keys: [], filler: "x".repeat(300_000) })],
  ["no key set", 200, "[]"],
  ["empty", 200, ""],
  ["an error", 503, '{"keys":[]}'],
  ["a redirect", 302, ""],
]) {
  test(`rejects a key set that is ${what}`, async (t) => {
    const [provider, elsewhere] = await Promise.all([world.identityProvider(), world.identityProvider()]);
    provider.intercept((request, response) => {
      if (request.url !== "/jwks") return false;
      response.writeHead(status, { location: elsewhere.jwksUri }).end(body);
      return true;
    });
    const { line } = await assertProviderFails(await start(t, provider), await forge(provider), ...UNREACHABLE);
    assert.ok(line.detail);
    assert.deepEqual(elsewhere.requests, []);
  });
}
