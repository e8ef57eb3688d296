// Cloudflare Access in front of an edge: the token that it adds to requests is verified as any other.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { discover, reached } from "../support/discovery.mjs";
import { forge, forgeries, tamperPayload } from "../support/tokens.mjs";
import { ALL, VerifyingWorld } from "../support/verifying-world.mjs";

const verifying = await VerifyingWorld.start();
after(() => verifying.close());
const { world, aws, git, provider, another } = verifying;

const ASSERTION = "Cf-Access-Jwt-Assertion";
const asserted = (token) => ({ headers: { [ASSERTION]: token } });
const ALICE = { email: "alice@example.com" };

/** Edges for two providers, the first with or without Cloudflare Access in front. */
const [behind, apart] = await Promise.all(
  [true, false].map((cloudflare_access) =>
    verifying.edge(
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

test("does not match rules on an assertion's unverified email", async (t) => {
  const rules = [{ claim: "email", matches: "*@example.com", profile: "staff" }];
  const at = await verifying.edge(t, { rules, cloudflare_access: true });
  await verifying.assertServed(at, asserted(await forge(provider, ALICE)));
  const unverified = await forge(provider, { ...ALICE, email_verified: false });
  await verifying.assertRefused(at, asserted(unverified), 403, "access_denied", /not verified \(email_verified\)/);
});

test("an assertion admits a caller without Authorization, and does not reach CodeCommit and STS", async () => {
  const token = await forge(provider, ALICE);
  const since = await aws.mark();
  const options = ["-c", `http.extraHeader=${ASSERTION}: ${token}`];
  const clone = world.directory();
  await git.ok([...options, "clone", `${behind.url}/eu-west-1/app`, clone]);
  const id = await git.commit(clone, "access.txt", "access");
  await git.ok([...options, "push", "origin", "main"], { cwd: clone });
  assert.equal(await git.ok(["rev-parse", "main"], { cwd: world.bare("eu-west-1", "app") }), id);
  await verifying.assertServed(behind, { token: await forge(provider), ...asserted(token) });

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

test("rejects another provider's assertion, and a malformed one", async () => {
  for (const token of [
    await forge(another),
    await forge(provider, { iss: "https://issuer.example.com" }),
    "assertion",
  ]) {
    await verifying.assertRefused(behind, asserted(token), 401, "unauthenticated");
  }
  await verifying.assertServed(behind, { token: await forge(another) });
});

test("ignores an assertion unless it is configured", async () => {
  const token = await forge(provider);
  await verifying.assertRefused(apart, asserted(token), 401, "unauthenticated");
  await verifying.assertServed(apart, { token });
});

test("an assertion gives way to Authorization, whether valid or not", async () => {
  const assertion = asserted(await forge(provider, ALICE));
  const { line } = await verifying.assertServed(behind, { token: await forge(another, { sub: "bob" }), ...assertion });
  assert.equal(line.principal, "bob");
  await verifying.assertRefused(
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
