import assert from "node:assert/strict";
import { after, test } from "node:test";

import { ALGORITHMS } from "../../identity-provider/keys.mjs";
import { bearer, discover, reached } from "../support/discovery.mjs";
import { forge, forgeries, personToken, tamperPayload } from "../support/tokens.mjs";
import { ALL, EDGE_USER, VerifyingWorld, withEdgeKeys } from "../support/verifying-world.mjs";

const OTHER_ACCOUNT = "210987654321";
const EXTERNAL_ID = "7c2f9a-external";
const READ = ["codecommit:GitPull"];
const WRITE = ["codecommit:GitPull", "codecommit:GitPush"];

const verifying = await VerifyingWorld.start();
after(() => verifying.close());
const { world, aws, git, own, provider, another, plain } = verifying;
await aws.repository("eu-west-1", "pay-api");

const vouched = await verifying.role("vouched", {
  actions: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
  condition: {
    "sts:ExternalId": EXTERNAL_ID,
    "sts:SourceIdentity": "alice@example.com",
    "aws:RequestTag/team": "payments",
  },
});
const abroad = await verifying.role("abroad", { account: OTHER_ACCOUNT });
const profiles = {
  vouched: withEdgeKeys(vouched, {
    external_id: EXTERNAL_ID,
    source_identity: "email",
    session_tags: { team: "department", absent: "absent" },
    duration_seconds: 900,
  }),
  abroad: withEdgeKeys(abroad),
  payments: withEdgeKeys(plain),
  ledger: withEdgeKeys(plain, { repositories: ["pay-*"] }),
  release: withEdgeKeys(plain),
  audit: withEdgeKeys(plain),
};
const RULES = [
  { claim: "department", equals: "payments", profile: "vouched" },
  { claim: "department", equals: "abroad", profile: "abroad" },
  { claim: "groups", contains: "payments", profile: "ledger" },
  { claim: "groups", contains: "payments", profile: "payments", access: "read" },
  { claim: "groups", contains: "payments", profile: "payments" },
  { claim: "email", matches: "*@example.com", profile: "staff" },
  { claim: "sub", equals: "robot", profile: "release" },
  {
    all: [
      { claim: "department", equals: "audit" },
      { claim: "email", matches: "*@example.com" },
    ],
    profile: "audit",
    access: "read",
  },
];
const edge = await verifying.edge({ after }, { rules: RULES, profiles });

async function calls(since) {
  return (await reached(aws, since)).sts;
}

for (const alg of ALGORITHMS) {
  test(`a token signed with ${alg} clones and pushes with a role that the edge's keys assume`, async () => {
    const token = await forge(provider, { sub: "robot" }, { alg });
    const since = await aws.mark();
    const clone = world.directory();
    await git.ok([...bearer(token), "clone", `${edge.url}/eu-west-1/app`, clone]);
    const id = await git.commit(clone, "change.txt", alg);
    await git.ok([...bearer(token), "push", "origin", "main"], { cwd: clone });
    assert.equal(await git.ok(["rev-parse", "main"], { cwd: world.bare("eu-west-1", "app") }), id);

    const { sts, git: requests } = await reached(aws, since);
    assert.equal(sts.length, 1);
    const [{ action, role, authorization, principal, session_name, policy }] = sts;
    assert.deepEqual([action, role, session_name, principal], ["AssumeRole", plain, "robot", EDGE_USER]);
    assert.deepEqual([authorization.name, authorization.verified], [own.accessKeyId, true]);
    assert.deepEqual(policy.Statement[0].Action, WRITE);
    for (const { principal } of requests) {
      assert.equal(principal, "arn:aws:sts::123456789012:assumed-role/plain/robot");
    }
  });
}

test("a signed-in user clones by their groups", async () => {
  const token = await personToken(provider, { user: "alice" });
  const clone = world.directory();
  await git.ok([...bearer(token), "clone", `${edge.url}/eu-west-1/app`, clone]);
  await git.commit(clone, "change.txt", "alice");
  const { code, stderr } = await git.run([...bearer(token), "push", "origin", "main"], { cwd: clone });
  assert.equal(code, 1);
  assert.match(stderr, /^ ! \[remote rejected\] main -> main \(your access is read-only\)$/m);
});

test("STS gets the external id, the source identity, and a tag for each claim present", async () => {
  const since = await aws.mark();
  const claims = { department: "payments", email: "alice@example.com" };
  const { line } = await verifying.assertServed(edge, { token: await forge(provider, claims) });
  const [{ role, external_id, source_identity, tags, session_name, duration_seconds }] = await calls(since);
  assert.deepEqual(
    { role, external_id, source_identity, tags, session_name, duration_seconds },
    {
      role: vouched,
      external_id: true,
      source_identity: "alice@example.com",
      tags: { team: "payments" },
      session_name: "alice@example.com",
      duration_seconds: 900,
    },
  );
  assert.equal(line.role, vouched);
  assert.ok(!JSON.stringify(edge.logs()).includes(EXTERNAL_ID));
});

test("a role with an external id rejects an edge without it", async (t) => {
  const trusting = await verifying.role("trusting", { condition: { "sts:ExternalId": EXTERNAL_ID } });
  for (const [external_id, status] of [
    [undefined, 403],
    ["another-id", 403],
    [EXTERNAL_ID, 200],
  ]) {
    const at = await verifying.edge(t, { profiles: { staff: withEdgeKeys(trusting, { external_id }) } });
    const { status: answered, code, text } = await discover(at, "eu-west-1/app", { token: await forge(provider) });
    assert.equal(answered, status);
    if (status === 403) {
      assert.equal(code, "access_denied");
      assert.match(text, /does not let this edge assume the role of the profile staff.*external id/);
    }
  }
});

test("rejects a token without the source identity's claim before calling STS", async () => {
  const token = await forge(provider, { department: "payments" });
  await verifying.assertRefused(edge, { token }, 403, "access_denied", /claim `email` is needed as the source identity/);
});

test("assumes a role in another account, and reaches that account's repositories", async () => {
  await aws.repository("eu-west-1", "app", { sample: "history", account: OTHER_ACCOUNT });
  const since = await aws.mark();
  await verifying.assertServed(edge, { token: await forge(provider, { department: "abroad" }) });
  const [{ role, policy }] = await calls(since);
  assert.equal(role, `arn:aws:iam::${OTHER_ACCOUNT}:role/abroad`);
  assert.deepEqual(policy.Statement[0].Resource, [`arn:aws:codecommit:eu-west-1:${OTHER_ACCOUNT}:app`]);
});

const ALICE = { email: "alice@example.com" };
const PAYMENTS = { groups: ["docs", "payments"] };
for (const [what, claims, address, profile, actions] of [
  ["a group among others", PAYMENTS, "eu-west-1/app", "payments", READ],
  ["the first rule that matches, of several", { ...PAYMENTS, ...ALICE }, "eu-west-1/app", "payments", READ],
  ["the first rule whose profile has the repository", PAYMENTS, "eu-west-1/pay-api", "ledger", WRITE],
  ["the profile in the URL", { ...PAYMENTS, ...ALICE }, "staff/eu-west-1/app", "staff", WRITE],
  ["an email of the domain", ALICE, "eu-west-1/app", "staff", WRITE],
  ["a subject", { sub: "robot" }, "eu-west-1/app", "release", WRITE],
  ["no group", { groups: [] }, "eu-west-1/app"],
  ["a group that only starts with the name", { groups: ["payments-readers"] }, "eu-west-1/app"],
  ["groups that are not a list", { groups: "payments" }, "eu-west-1/app"],
  ["an email in a domain that only starts with the name", { email: "alice@example.com.evil.example" }, "eu-west-1/app"],
  ["an email that the provider calls verified", { ...ALICE, email_verified: true }, "eu-west-1/app", "staff", WRITE],
  ["an email that the provider calls unverified", { ...ALICE, email_verified: false }, "eu-west-1/app"],
  ["an email that the provider calls unverified, in text", { ...ALICE, email_verified: "false" }, "eu-west-1/app"],
  ["two conditions that hold", { ...ALICE, department: "audit" }, "audit/eu-west-1/app", "audit", READ],
  ["one of two conditions", { email: "mallory@evil.example", department: "audit" }, "audit/eu-west-1/app"],
  ["the other of two conditions", { ...ALICE, department: "auditors" }, "audit/eu-west-1/app"],
  ["emails in a list", { email: ["alice@example.com"] }, "eu-west-1/app"],
  ["a subject that only starts with the name", { sub: "robots" }, "eu-west-1/app"],
  ["a profile that no rule opens", ALICE, "payments/eu-west-1/app"],
]) {
  test(`${what} opens ${profile ? `the profile ${profile}` : "nothing"}`, async () => {
    const token = await forge(provider, claims);
    if (!profile) {
      await verifying.assertRefused(edge, { address, token }, 403, "access_denied", /^No rule of this edge grants/);
      return;
    }
    const since = await aws.mark();
    const { line } = await verifying.assertServed(edge, { address, token });
    assert.equal(line.profile, profile);
    const [{ policy }] = await calls(since);
    assert.deepEqual(policy.Statement[0].Action, actions);
  });
}

test("a rule without a condition opens its profile to every token of its provider only", async (t) => {
  const at = await verifying.edge(t, { rules: [{ profile: "staff", access: "read" }] });
  const since = await aws.mark();
  const { line } = await verifying.assertServed(at, { token: await forge(provider) });
  assert.equal(line.profile, "staff");
  assert.deepEqual((await calls(since))[0].policy.Statement[0].Action, READ);
  await verifying.assertRefused(at, { token: await forge(another) }, 401, "unrecognised_credential", /The token's issuer is/);
});

test("a provider without rules opens no profile", async (t) => {
  const audiences = ["codecommit-edge"];
  const at = await verifying.edge(t, {
    vars: {
      DEFAULT_PROFILE: "staff",
      IDENTITY_PROVIDERS: {
        company: { issuer: provider.issuer, audiences, rules: [ALL] },
        another: { issuer: another.issuer, audiences },
      },
    },
  });
  for (const address of ["eu-west-1/app", "staff/eu-west-1/app"]) {
    await verifying.assertRefused(at, { address, token: await forge(another) }, 403, "access_denied", /^No rule/);
  }
  await verifying.assertServed(at, { token: await forge(provider) });
});

test("a forged token gets the same answer whether or not the rules match its claims", async () => {
  for (const claims of [{ groups: ["docs"] }, { groups: ["payments"] }, { sub: "robot" }, { department: "payments" }]) {
    const token = tamperPayload(await forge(provider), claims);
    for (const address of ["eu-west-1/app", "staff/eu-west-1/app", "ledger/eu-west-1/pay-api"]) {
      const { text } = await verifying.assertRefused(edge, { token, address }, 401, "signature_rejected");
      assert.doesNotMatch(text, /rule|profile/);
    }
  }
});

const VERDICTS = {
  expired: "credentials_expired",
  "not yet valid": "clock_skewed",
  "with a changed payload": "signature_rejected",
  "with a changed signature": "signature_rejected",
  "without a signature": "signature_rejected",
  "of another's key under a known kid": "signature_rejected",
};
const REASONS = {
  expired: /expired 36\d\d seconds ago/,
  "not yet valid": /becomes valid in 3\d{3} seconds/,
  "for another audience": /for the audience `another-audience`.*`codecommit-edge`/,
  "from another issuer": /issuer is `https:\/\/issuer\.example\.com`/,
  "without exp": /has no `exp`/,
  "without nbf": /has no `nbf`/,
  "without aud": /has no `aud`/,
  "without iss": /has no `iss`/,
  "of alg none": /algorithm is `none`/,
  "of HS256 under the RSA public key": /algorithm is `HS256`/,
  "of an unknown kid": /key `unknown`, which its issuer does not publish/,
  "of RS256 under the kid of an EC key": /for another algorithm/,
  "of ES256 under the kid of an RSA key": /for another algorithm/,
  "with a crit header": /`crit`/,
  "of 24 KB": /longer than/,
};

for (const [what, token] of Object.entries(await forgeries(provider, { sub: "robot" }))) {
  const code = VERDICTS[what] ?? "unrecognised_credential";
  test(`rejects a token ${what} with ${code} before calling STS`, async () => {
    const reason = REASONS[what] ?? /signature was not made with a key of its issuer/;
    const { text } = await verifying.assertRefused(edge, { token }, 401, code, reason);
    for (const part of token.split(".").filter((part) => part.length > 20)) assert.ok(!text.includes(part));
  });
}

test("a forged token cannot use the credentials cached for a valid one", async () => {
  const token = await forge(provider, { sub: "robot" });
  await verifying.assertServed(edge, { token });
  const [header, payload] = token.split(".");
  for (const forged of [`${header}.${payload}.`, `${header}.${payload}.${"A".repeat(342)}`]) {
    await verifying.assertRefused(edge, { token: forged }, 401, "signature_rejected");
  }
});

test("not_before = iat accepts tokens without nbf, and checks nbf where present", async (t) => {
  const at = await verifying.edge(t, { not_before: "iat" });
  const later = Math.floor(Date.now() / 1000) + 3600;
  await verifying.assertServed(at, { token: await forge(provider, { nbf: undefined }) });
  for (const [claims, code, text] of [
    [{ nbf: undefined, iat: undefined }, "unrecognised_credential", /has no `iat`/],
    [{ nbf: undefined, iat: later, exp: later + 600 }, "clock_skewed", /becomes valid in/],
    [{ nbf: later, exp: later + 600 }, "clock_skewed", /becomes valid in/],
  ]) {
    await verifying.assertRefused(at, { token: await forge(provider, claims) }, 401, code, text);
  }
});
