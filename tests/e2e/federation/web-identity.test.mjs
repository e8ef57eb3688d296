import assert from "node:assert/strict";
import { after, test } from "node:test";

import { basic, withUserinfo } from "../support/credentials.mjs";
import { bearer, discover, reached } from "../support/discovery.mjs";
import { forge, forgeries, pipelineToken } from "../support/tokens.mjs";
import { ACCOUNT, policy, READ, WebIdentityWorld, WRITE } from "../support/web-identity-world.mjs";

const SUBJECT = "repo:example/app:ref:refs/heads/main";
const SESSION_NAME = "repo-example-app-ref-refs-heads-main";

const identity = await WebIdentityWorld.start();
after(() => identity.close());
const { world, aws, git, provider, everything } = identity;
const PROFILES = {
  team: { role_arn: everything, duration_seconds: 1800 },
  audit: { role_arn: everything, access: "read" },
  whole: { role_arn: everything, session_policy: "none" },
  payments: { role_arn: everything, regions: ["eu-west-1"], repositories: ["pay-*"] },
  china: { role_arn: await identity.role("everything", { partition: "aws-cn" }) },
  roleless: { regions: ["eu-west-1"] },
};
const [edge, named] = await Promise.all([world.edge({ PROFILES, DEFAULT_PROFILE: "team" }), world.edge({ PROFILES })]);
await Promise.all([
  aws.repository("eu-west-1", "other"),
  aws.repository("us-east-1", "app"),
  aws.repository("cn-north-1", "app"),
]);

/** All tokens in this file, which are searched for at the end, and all refusals. */
const tokens = [];
const answers = [];

async function pipeline(options) {
  const token = await pipelineToken(provider, options);
  tokens.push(token);
  return token;
}

async function ask(at, address, options) {
  const answer = await discover(at, address, options);
  answers.push(answer.text, answer.headers);
  return answer;
}

/** Clones, pushes from the clone, and fetches into another clone. */
async function cloneFetchAndPush(options, url, bare) {
  const [writer, reader] = [world.directory(), world.directory()];
  await git.ok([...options, "clone", url, writer]);
  await git.ok([...options, "clone", "--mirror", url, reader]);
  const id = await git.commit(writer, "change.txt", `${Math.random()}\n`);
  await git.ok([...options, "push", "origin", "main"], { cwd: writer });
  assert.equal(await git.ok(["rev-parse", "main"], { cwd: bare }), id);
  await git.ok([...options, "fetch"], { cwd: reader });
  assert.equal(await git.refs(reader), await git.refs(bare));
}

const bare = world.bare("eu-west-1", "app");

for (const alg of ["RS256", "ES256"]) {
  test(`a Bearer token signed with ${alg} clones, pushes and fetches`, async () => {
    const token = await pipeline({ alg });
    await cloneFetchAndPush(bearer(token), `${edge.url}/team/eu-west-1/app`, bare);
  });
}

test("a token as the password of any user name clones, pushes and fetches, from the URL", async () => {
  for (const username of ["oauth2", "AKIAIOSFODNN7EXAMPLE", "alice-at-123456789012"]) {
    const url = withUserinfo(`${edge.url}/team/eu-west-1/app`, { username, password: await pipeline() });
    await cloneFetchAndPush([], url, bare);
  }
});

test("a token from a credential helper clones, pushes and fetches, and the helper keeps it", async () => {
  const helper = git.helper().set({ username: "x", password: await pipeline() });
  await cloneFetchAndPush(helper.options, `${edge.url}/team/eu-west-1/app`, bare);
  const operations = helper.operations();
  assert.deepEqual(new Set(operations), new Set(["get", "store"]));
  assert.ok(helper.keeps);
});

test("a helper forgets a token that has expired", async () => {
  const token = await forge(provider, { exp: Math.floor(Date.now() / 1000) - 1 });
  const helper = git.helper().set({ username: "x", password: token });
  const { code, stderr } = await git.run([...helper.options, "ls-remote", `${edge.url}/team/eu-west-1/app`]);
  assert.equal(code, 128);
  assert.match(stderr, /^remote: The token expired \d+ seconds ago\. Get a new one/m);
  assert.deepEqual(helper.operations(), ["get", "erase"]);
});

test("an address without a profile uses the default profile", async () => {
  const since = await aws.mark();
  await git.ok([...bearer(await pipeline()), "clone", `${edge.url}/eu-west-1/app`, world.directory()]);
  const { sts } = await reached(aws, since);
  assert.deepEqual(
    sts.map(({ duration_seconds }) => duration_seconds),
    [1800],
  );
});

for (const [what, address, status, code, text] of [
  ["an address without a profile, where none is the default", "eu-west-1/app", 403, "access_denied", /DEFAULT_PROFILE/],
  [
    "a profile without a role",
    "roleless/eu-west-1/app",
    403,
    "access_denied",
    /profile roleless has no role.*role_arn/,
  ],
  ["a profile that does not exist", "absent/eu-west-1/app", 404, "not_found", /./],
  ["a repository outside the profile's", "payments/eu-west-1/app", 403, "repository_not_allowed", /app is not allowed/],
  ["a region outside the profile's", "payments/us-east-1/pay-api", 403, "region_not_allowed", /us-east-1 is not allowed/],
  ["a region of another partition", "team/cn-north-1/app", 403, "region_not_allowed", /another partition/],
  ["a region of AWS for a role of China", "china/eu-west-1/app", 403, "region_not_allowed", /another partition/],
]) {
  test(`${what} rejects every token without calling STS`, async () => {
    const since = await aws.mark();
    const answer = await ask(named, address, { token: await pipeline() });
    assert.deepEqual([answer.status, answer.code], [status, code]);
    assert.match(answer.text, text);
    assert.deepEqual(await aws.requests(since), []);
  });
}

test("a clone costs one STS call, for the role, the subject, and read access to this repository only", async () => {
  const since = await aws.mark();
  const token = await pipeline();
  await git.ok([...bearer(token), "clone", `${edge.url}/audit/eu-west-1/app`, world.directory()]);
  const { sts, git: requests } = await reached(aws, since);
  assert.equal(sts.length, 1);
  const [{ action, role, session_name, duration_seconds, policy: document, status, authorization }] = sts;
  assert.deepEqual(
    { action, role, session_name, duration_seconds, status },
    {
      action: "AssumeRoleWithWebIdentity",
      role: everything,
      session_name: SESSION_NAME,
      duration_seconds: 3600,
      status: 200,
    },
  );
  assert.equal(authorization, null, "it is not signed");
  assert.deepEqual(document, policy(READ, "eu-west-1", "app"));

  assert.ok(requests.length >= 2);
  for (const { principal, authorization } of requests) {
    assert.equal(principal, `arn:aws:sts::${ACCOUNT}:assumed-role/everything/${SESSION_NAME}`);
    assert.equal(authorization.verified, true);
  }
});

for (const [what, claims, name] of [
  ["sub", { sub: SUBJECT }, SESSION_NAME],
  ["email rather than sub", { sub: SUBJECT, email: "alice@example.com" }, "alice@example.com"],
  [
    "a sub of letters that STS does not take",
    { sub: "système:serviceaccount:ns:app" },
    "syst-me-serviceaccount-ns-app",
  ],
  ["a sub of one letter", { sub: "a" }, "a-"],
]) {
  test(`the session is named after ${what}`, async () => {
    const since = await aws.mark();
    const { status, line } = await ask(edge, "eu-west-1/app", { token: await forge(provider, claims) });
    assert.equal(status, 200);
    const { sts } = await reached(aws, since);
    assert.deepEqual(
      sts.map(({ session_name }) => session_name),
      [name],
    );
    assert.equal(line.session_name, name);
    assert.equal(line.principal, claims.sub);
  });
}

test("long subjects that start alike get different session names", async () => {
  const since = await aws.mark();
  for (const end of ["a", "b"]) {
    const token = await forge(provider, { sub: `${"repo:example/".repeat(8)}${end}` });
    assert.equal((await ask(edge, "eu-west-1/app", { token })).status, 200);
  }
  const [one, two] = (await reached(aws, since)).sts.map(({ session_name }) => session_name);
  assert.match(one, /^repo-example-repo-example-[\w-]+$/);
  assert.deepEqual([one.length, two.length], [64, 64]);
  assert.notEqual(one, two);
});

for (const [profile, address, expected] of [
  ["that writes", "team/eu-west-1/app", policy(WRITE, "eu-west-1", "app")],
  ["that reads", "audit/eu-west-1/app", policy(READ, "eu-west-1", "app")],
  ["of another region", "team/us-east-1/app", policy(WRITE, "us-east-1", "app")],
  ["of China", "china/cn-north-1/app", policy(WRITE, "cn-north-1", "app", "aws-cn")],
  ["with session_policy = none", "whole/eu-west-1/app", null],
]) {
  test(`the session policy of a profile ${profile} is ${expected ? "narrow" : "none"}`, async () => {
    const since = await aws.mark();
    assert.equal((await ask(edge, address, { token: await pipeline() })).status, 200);
    const { sts } = await reached(aws, since);
    assert.deepEqual(
      sts.map(({ policy }) => policy),
      [expected],
    );
  });
}

test("credentials for one repository open no other, whatever the role allows", async () => {
  const since = await aws.mark();
  const token = await pipeline();
  for (const address of ["team/eu-west-1/app", "team/eu-west-1/other", "team/us-east-1/app", "team/eu-west-1/app"]) {
    assert.equal((await ask(edge, address, { token })).status, 200);
  }
  const { sts, git: requests } = await reached(aws, since);
  assert.deepEqual(
    sts.map(({ policy }) => policy),
    [policy(WRITE, "eu-west-1", "app"), policy(WRITE, "eu-west-1", "other"), policy(WRITE, "us-east-1", "app")],
  );
  const [app, other, american, again] = requests.map(({ authorization }) => authorization.name);
  assert.equal(new Set([app, other, american]).size, 3);
  assert.equal(again, app);
});

test("two tokens never share credentials, even for the same subject", async () => {
  const since = await aws.mark();
  for (const token of [await pipeline(), await pipeline()]) {
    for (let times = 0; times < 2; times++) {
      assert.equal((await ask(edge, "team/eu-west-1/app", { token })).status, 200);
    }
  }
  const { sts, git: requests } = await reached(aws, since);
  assert.equal(sts.length, 2);
  const [one, oneAgain, two, twoAgain] = requests.map(({ authorization }) => authorization.name);
  assert.deepEqual([oneAgain, twoAgain], [one, two]);
  assert.notEqual(one, two);
});

/** The code for each forgery, and the text if STS rejects it. */
const VERDICTS = {
  expired: ["credentials_expired"],
  "not yet valid": ["clock_skewed"],
  "for another audience": ["unrecognised_credential", /token's audience is wrong/],
  "from another issuer": ["unrecognised_credential", /does not know the token's issuer/],
  "without exp": ["unrecognised_credential"],
  "without aud": ["unrecognised_credential"],
  "without iss": ["unrecognised_credential"],
  "with a changed payload": ["signature_rejected", /cannot verify the token's signature/],
  "with a changed signature": ["signature_rejected", /cannot verify the token's signature/],
  "without a signature": ["signature_rejected", /cannot verify the token's signature/],
  "of alg none": ["unrecognised_credential"],
  "of HS256 under the RSA public key": ["unrecognised_credential"],
  "of an unknown kid": ["signature_rejected", /cannot verify the token's signature/],
  "of another's key under a known kid": ["signature_rejected", /cannot verify the token's signature/],
  "of RS256 under the kid of an EC key": ["signature_rejected", /cannot verify the token's signature/],
  "of ES256 under the kid of an RSA key": ["signature_rejected", /cannot verify the token's signature/],
  "with a crit header": ["unrecognised_credential"],
  "of 24 KB": ["unrecognised_credential"],
};
// Not every issuer's tokens have it, and STS does not require it.
const { "without nbf": withoutNbf, ...forged } = await forgeries(provider, { sub: SUBJECT });

test("every forgery has an expected result", () => {
  assert.deepEqual(Object.keys(forged), Object.keys(VERDICTS));
});

for (const [what, [code, words]] of Object.entries(VERDICTS)) {
  test(`rejects a token ${what} with ${code}${words ? ", as STS does" : ", without calling STS"}`, async () => {
    const token = forged[what];
    tokens.push(token);
    const since = await aws.mark();
    const answer = await ask(edge, "team/eu-west-1/app", { token });
    assert.deepEqual([answer.status, answer.code], [401, code], answer.text);
    assert.match(answer.text, words ?? /^The token('s)? /);
    const { sts, git: requests } = await reached(aws, since);
    assert.equal(sts.length, words ? 1 : 0);
    assert.ok(sts.every(({ status }) => status === 400));
    assert.deepEqual(requests, []);

    const password = { authorization: basic({ username: "x", password: token }) };
    assert.equal((await ask(edge, "team/eu-west-1/app", { headers: password })).code, code);
  });
}

test("STS accepts a token without nbf", async () => {
  assert.equal((await ask(edge, "team/eu-west-1/app", { token: withoutNbf })).status, 200);
});

test("no token appears in the log, a response, the cache, or AWS's records", async () => {
  const places = {
    logs: [edge, named].map((edge) => edge.logs()),
    answers,
    journal: await aws.requests(),
    cache: (await Promise.all([edge, named].map((edge) => edge.cache.entries())))
      .flat()
      .map(({ key, headers, body }) => [key, headers, body.toString("latin1")]),
  };
  assert.ok(tokens.length > 30);
  for (const [place, content] of Object.entries(places)) {
    const text = JSON.stringify(content);
    assert.ok(text.length > 1000, place);
    for (const token of tokens) {
      const [, payload, signature] = token.split(".");
      const password = Buffer.from(`x:${token}`).toString("base64").slice(-120, -20);
      for (const part of [payload, signature, password].filter(Boolean)) {
        assert.ok(!text.includes(part), `${place}: a token is there`);
      }
    }
  }
});
