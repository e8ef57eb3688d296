import assert from "node:assert/strict";
import { after, describe, test } from "node:test";

import { ALGORITHMS } from "../../identity-provider/keys.mjs";
import { bearer, discover, reached } from "../support/discovery.mjs";
import { Environment } from "../support/environment.mjs";
import { forge, forgeries, personToken, tamperPayload } from "../support/tokens.mjs";

const EDGE_USER = "arn:aws:iam::123456789012:user/edge";
const OTHER_ACCOUNT = "210987654321";
const EXTERNAL_ID = "7c2f9a-external";
const READ = ["codecommit:GitPull"];
const WRITE = ["codecommit:GitPull", "codecommit:GitPush"];

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const [provider, another] = await Promise.all([world.identityProvider(), world.identityProvider()]);
const own = await aws.credentials({ session: false, arn: EDGE_USER });
const OWN_KEYS = { AWS_ACCESS_KEY_ID: own.accessKeyId, AWS_SECRET_ACCESS_KEY: own.secretAccessKey };
await Promise.all(["app", "pay-api"].map((name) => aws.repository("eu-west-1", name)));

/** A role that the edge's own user may assume. */
function role(name, { actions = ["sts:AssumeRole"], condition, ...fields } = {}) {
  const statement = { Effect: "Allow", Principal: { AWS: EDGE_USER }, Action: actions };
  if (condition) statement.Condition = { StringEquals: condition };
  return aws.role({ name, trust: { Version: "2012-10-17", Statement: [statement] }, ...fields });
}

const plain = await role("plain");
const vouched = await role("vouched", {
  actions: ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
  condition: {
    "sts:ExternalId": EXTERNAL_ID,
    "sts:SourceIdentity": "alice@example.com",
    "aws:RequestTag/team": "payments",
  },
});
const abroad = await role("abroad", { account: OTHER_ACCOUNT });
const withEdgeKeys = (role_arn, fields) => ({ role_arn, assume_with: "edge_keys", ...fields });
const ALL = { profile: "staff" };

/** An edge that verifies the provider's tokens; stops with `t`. */
async function verifying(t, { provider: of = provider, profiles = {}, vars = {}, ...fields } = {}) {
  const started = await world.edge({
    ...OWN_KEYS,
    PROFILES: { staff: withEdgeKeys(plain), ...profiles },
    IDENTITY_PROVIDERS: {
      company: { issuer: of.issuer, audiences: ["codecommit-edge", "web"], rules: [ALL], ...fields },
    },
    ...vars,
  });
  t.after(() => started.close());
  return started;
}

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
const edge = await verifying({ after }, { rules: RULES, profiles });
/** Edges for two providers, the first with or without Cloudflare Access in front. */
const [behind, apart] = await Promise.all(
  [true, false].map((cloudflare_access) =>
    verifying(
      { after },
      {
        vars: {
          IDENTITY_PROVIDERS: {
            access: { issuer: provider.issuer, audiences: ["codecommit-edge"], rules: [ALL], cloudflare_access },
            company: { issuer: another.issuer, audiences: ["codecommit-edge"], rules: [ALL] },
          },
        },
      },
    ),
  ),
);

async function calls(since) {
  return (await reached(aws, since)).sts;
}

/** Asserts a rejection by the edge itself, without a request to AWS. */
async function assertRefused(at, { address = "eu-west-1/app", ...options }, status, code, text = /./) {
  const since = await aws.mark();
  const answer = await discover(at, address, options);
  assert.deepEqual([answer.status, answer.code], [status, code], answer.text);
  assert.match(answer.text, text);
  assert.deepEqual(await aws.requests(since), []);
  return answer;
}

async function assertServed(at, { address = "eu-west-1/app", ...options }) {
  const answer = await discover(at, address, options);
  assert.equal(answer.status, 200, answer.text);
  return answer;
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
  assert.match(stderr, /^ ! \[remote rejected\] main -> main \(this profile is read-only\)$/m);
});

test("STS gets the external id, the source identity, and a tag for each claim present", async () => {
  const since = await aws.mark();
  const claims = { department: "payments", email: "alice@example.com" };
  const { line } = await assertServed(edge, { token: await forge(provider, claims) });
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
  const trusting = await role("trusting", { condition: { "sts:ExternalId": EXTERNAL_ID } });
  for (const [external_id, status] of [
    [undefined, 403],
    ["another-id", 403],
    [EXTERNAL_ID, 200],
  ]) {
    const at = await verifying(t, { profiles: { staff: withEdgeKeys(trusting, { external_id }) } });
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
  await assertRefused(edge, { token }, 403, "access_denied", /claim `email` is needed as the source identity/);
});

test("assumes a role in another account, and reaches that account's repositories", async () => {
  await aws.repository("eu-west-1", "app", { sample: "history", account: OTHER_ACCOUNT });
  const since = await aws.mark();
  await assertServed(edge, { token: await forge(provider, { department: "abroad" }) });
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
      await assertRefused(edge, { address, token }, 403, "access_denied", /^No rule of this edge grants/);
      return;
    }
    const since = await aws.mark();
    const { line } = await assertServed(edge, { address, token });
    assert.equal(line.profile, profile);
    const [{ policy }] = await calls(since);
    assert.deepEqual(policy.Statement[0].Action, actions);
  });
}

test("a rule without a condition opens its profile to every token of its provider only", async (t) => {
  const at = await verifying(t, { rules: [{ profile: "staff", access: "read" }] });
  const since = await aws.mark();
  const { line } = await assertServed(at, { token: await forge(provider) });
  assert.equal(line.profile, "staff");
  assert.deepEqual((await calls(since))[0].policy.Statement[0].Action, READ);
  await assertRefused(at, { token: await forge(another) }, 401, "unrecognised_credential", /The token's issuer is/);
});

test("a provider without rules opens no profile", async (t) => {
  const audiences = ["codecommit-edge"];
  const at = await verifying(t, {
    vars: {
      DEFAULT_PROFILE: "staff",
      IDENTITY_PROVIDERS: {
        company: { issuer: provider.issuer, audiences, rules: [ALL] },
        another: { issuer: another.issuer, audiences },
      },
    },
  });
  for (const address of ["eu-west-1/app", "staff/eu-west-1/app"]) {
    await assertRefused(at, { address, token: await forge(another) }, 403, "access_denied", /^No rule/);
  }
  await assertServed(at, { token: await forge(provider) });
});

test("a forged token gets the same answer whether or not the rules match its claims", async () => {
  for (const claims of [{ groups: ["docs"] }, { groups: ["payments"] }, { sub: "robot" }, { department: "payments" }]) {
    const token = tamperPayload(await forge(provider), claims);
    for (const address of ["eu-west-1/app", "staff/eu-west-1/app", "ledger/eu-west-1/pay-api"]) {
      const { text } = await assertRefused(edge, { token, address }, 401, "signature_rejected");
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
    const { text } = await assertRefused(edge, { token }, 401, code, reason);
    for (const part of token.split(".").filter((part) => part.length > 20)) assert.ok(!text.includes(part));
  });
}

test("a forged token cannot use the credentials cached for a valid one", async () => {
  const token = await forge(provider, { sub: "robot" });
  await assertServed(edge, { token });
  const [header, payload] = token.split(".");
  for (const forged of [`${header}.${payload}.`, `${header}.${payload}.${"A".repeat(342)}`]) {
    await assertRefused(edge, { token: forged }, 401, "signature_rejected");
  }
});

test("not_before = iat accepts tokens without nbf, and checks nbf where present", async (t) => {
  const at = await verifying(t, { not_before: "iat" });
  const later = Math.floor(Date.now() / 1000) + 3600;
  await assertServed(at, { token: await forge(provider, { nbf: undefined }) });
  for (const [claims, code, text] of [
    [{ nbf: undefined, iat: undefined }, "unrecognised_credential", /has no `iat`/],
    [{ nbf: undefined, iat: later, exp: later + 600 }, "clock_skewed", /becomes valid in/],
    [{ nbf: later, exp: later + 600 }, "clock_skewed", /becomes valid in/],
  ]) {
    await assertRefused(at, { token: await forge(provider, claims) }, 401, code, text);
  }
});

describe("Cloudflare Access", () => {
  const ASSERTION = "Cf-Access-Jwt-Assertion";
  const asserted = (token) => ({ headers: { [ASSERTION]: token } });

  test("does not match rules on an unverified email", async (t) => {
    const rules = [{ claim: "email", matches: "*@example.com", profile: "staff" }];
    const at = await verifying(t, { rules, cloudflare_access: true });
    await assertServed(at, asserted(await forge(provider, ALICE)));
    const unverified = await forge(provider, { ...ALICE, email_verified: false });
    await assertRefused(at, asserted(unverified), 403, "access_denied", /not verified \(email_verified\)/);
  });

  test("admits a caller without Authorization, and keeps the assertion from CodeCommit and STS", async () => {
    const token = await forge(provider, ALICE);
    const since = await aws.mark();
    const options = ["-c", `http.extraHeader=${ASSERTION}: ${token}`];
    const clone = world.directory();
    await git.ok([...options, "clone", `${behind.url}/eu-west-1/app`, clone]);
    const id = await git.commit(clone, "access.txt", "access");
    await git.ok([...options, "push", "origin", "main"], { cwd: clone });
    assert.equal(await git.ok(["rev-parse", "main"], { cwd: world.bare("eu-west-1", "app") }), id);
    await assertServed(behind, { token: await forge(provider), ...asserted(token) });

    const { sts, git: requests } = await reached(aws, since);
    assert.deepEqual(
      sts.map(({ session_name }) => session_name),
      ["alice@example.com", "mallory"],
    );
    for (const { headers } of [...sts, ...requests]) {
      assert.ok(
        headers.every(([name]) => !name.toLowerCase().startsWith("cf-")),
        JSON.stringify(headers),
      );
    }
  });

  test("rejects another provider's token, and a malformed one", async () => {
    for (const token of [
      await forge(another),
      await forge(provider, { iss: "https://issuer.example.com" }),
      "assertion",
    ]) {
      await assertRefused(behind, asserted(token), 401, "unauthenticated");
    }
    await assertServed(behind, { token: await forge(another) });
  });

  test("is ignored unless it is configured", async () => {
    const token = await forge(provider);
    await assertRefused(apart, asserted(token), 401, "unauthenticated");
    await assertServed(apart, { token });
  });

  test("gives way to Authorization, whether valid or not", async () => {
    const assertion = asserted(await forge(provider, ALICE));
    const { line } = await assertServed(behind, { token: await forge(another, { sub: "bob" }), ...assertion });
    assert.equal(line.principal, "bob");
    await assertRefused(
      behind,
      { token: tamperPayload(await forge(another), { sub: "bob" }), ...assertion },
      401,
      "signature_rejected",
    );
  });

  test("rejects a forged assertion", async () => {
    for (const [what, token] of Object.entries(await forgeries(provider))) {
      // workerd's own limit on headers is reached before the edge's.
      if (what === "of 24 KB") continue;
      const { status } = await discover(behind, "eu-west-1/app", asserted(token));
      assert.equal(status, 401, what);
    }
  });
});
