import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";

import { accessKeys, basic, gitPassword } from "../support/credentials.mjs";
import { encodings } from "../support/encodings.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { exchange } from "../support/http.mjs";
import { trustWebIdentity } from "../support/local-aws.mjs";
import { StsWitness } from "../support/sts-witness.mjs";
import { forge, forgeries, personToken } from "../support/tokens.mjs";

const KEY = randomBytes(32).toString("base64");
const OLD_KEY = randomBytes(32).toString("base64");
const UPLOAD = "git-upload-pack";
const RECEIVE = "git-receive-pack";

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const provider = await world.identityProvider();
await aws.repository("eu-west-1", "app");
const sts = await StsWitness.start(aws.url);
after(() => sts.close());

const providerArn = await aws.oidcProvider({ url: provider.issuer, client_ids: ["codecommit-edge", "web"] });
const trust = trustWebIdentity(providerArn, provider.issuer, { aud: "codecommit-edge", sub: "*" });
const EDGE_USER = "arn:aws:iam::123456789012:user/edge";
const own = await aws.credentials({ arn: EDGE_USER });
const ownKeys = (Action) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: EDGE_USER }, Action }],
});
const PROFILES = {
  pipeline: { role_arn: await aws.role({ name: "pipeline", trust }) },
  reading: { role_arn: await aws.role({ name: "reading", trust }), access: "read" },
  barred: { role_arn: await aws.role({ name: "barred", trust, allow: [] }) },
  people: {
    role_arn: await aws.role({ name: "people", trust: ownKeys("sts:AssumeRole") }),
    assume_with: "edge_keys",
    external_id: "canary-external-id-of-the-people",
  },
  absent: { role_arn: "arn:aws:iam::123456789012:role/absent" },
};
const VARS = {
  ACCEPT_ACCESS_KEYS: true,
  AWS_ACCESS_KEY_ID: own.accessKeyId,
  AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
  AWS_SESSION_TOKEN: own.sessionToken,
  AWS_ENDPOINT_URL_STS: sts.url,
  PROFILES,
  SESSION_KEYS: `k2:${KEY},k1:${OLD_KEY}`,
};
const IDENTITY_PROVIDERS = {
  company: {
    issuer: provider.issuer,
    audiences: ["codecommit-edge", "web"],
    rules: [
      { claim: "groups", contains: "payments", profile: "people" },
      ...Object.keys(PROFILES).map((profile) => ({ claim: "groups", contains: "deploy", profile })),
    ],
  },
};
const { people, ...others } = PROFILES;
/** The directories of their Durable Objects. */
const storages = [world.directory(), world.directory()];
/** One lets STS verify tokens, the other verifies them itself. */
const edges = await Promise.all([
  world.edge({ ...VARS, THROTTLE_WAIT_SECONDS: 2, PROFILES: others }, { isolates: 2, storage: storages[0] }),
  world.edge({ ...VARS, THROTTLE_WAIT_SECONDS: 2, IDENTITY_PROVIDERS }, { isolates: 2, storage: storages[1] }),
]);
afterEach(async () => {
  await aws.clearFaults();
  await aws.settings({ disabled_regions: [], sts_token_bytes: 350 });
});

/** The secrets that must not appear anywhere. */
const secrets = new Set([
  own.secretAccessKey,
  own.sessionToken,
  ...[KEY, OLD_KEY].flatMap((key) => [key, Buffer.from(key, "base64")]),
  people.external_id,
  // The provider exchanges these for tokens. The edge never needs them.
  ...provider.clients.map(({ secret }) => secret),
]);
/** All responses, without the tokens of the sessions that they open. */
const answers = [];

function remember(...texts) {
  for (const text of texts) secrets.add(text);
  return texts[0];
}

function jwt(token) {
  const [, payload, signature] = token.split(".");
  return remember(token, ...[payload, signature].filter((part) => part?.length >= 16));
}

async function ask(url, authorization, { method = "GET", body, headers = {} } = {}) {
  const answer = await exchange(url, { method, body, headers: { ...(authorization && { authorization }), ...headers } });
  const text = answer.body.toString("latin1");
  const [token] = (answer.status === 201 && text.match(/cces_[\w-]+/)) || [];
  if (token) remember(token, token.slice("cces_".length));
  answers.push(`${JSON.stringify(answer.headers)}\n${text.replace(token, "")}`);
  return { ...answer, token };
}

/** Uses a credential in every way, at every address. */
async function everywhere(edge, authorization, profiles = Object.keys(PROFILES)) {
  for (const profile of profiles) {
    const url = `${edge.url}/${profile}/eu-west-1`;
    for (const accept of ["*/*", "application/json"]) {
      await ask(`${url}/app/info/refs?service=${UPLOAD}`, authorization, { headers: { accept } });
    }
    await ask(`${edge.urls[1]}/${profile}/eu-west-1/app/info/refs?service=${RECEIVE}`, authorization);
    await ask(`${url}/nowhere/info/refs?service=${UPLOAD}`, authorization);
    for (const service of [UPLOAD, RECEIVE]) {
      const headers = { "content-type": `application/x-${service}-request`, "content-length": "4" };
      await ask(`${url}/app/${service}`, authorization, { method: "POST", headers, body: "0000" });
    }
    await ask(`${edge.url}/session?profile=${profile}`, authorization, { method: "POST" });
  }
  await ask(`${edge.url}/eu-west-1/app/info/refs?service=${UPLOAD}`, authorization);
  await ask(`${edge.url}/session?profile=unknown`, authorization, { method: "POST" });
  await ask(`${edge.url}/session?oddly`, authorization, { method: "POST" });
}

/** All files below a directory. */
function filesIn(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
}

/** Asserts that no secret so far is in a log, a response, the shared cache or the stored sessions. */
async function assertNothingIsOut() {
  for (const [, secretKey, token] of sts.issued) remember(secretKey, token);
  assert.ok(secrets.size > 5 && answers.length > 0);
  const logs = edges.map((edge) => JSON.stringify(edge.logs()));
  const entries = (await Promise.all(edges.map((edge) => edge.cache.entries()))).flat();
  const cached = entries.map(({ body, ...entry }) => `${JSON.stringify(entry)}\n${body.toString("latin1")}`);
  const stored = storages.flatMap(filesIn);
  const places = { log: logs, answer: answers, cache: cached, storage: stored };
  for (const [place, texts] of Object.entries(places)) {
    const haystack = Buffer.from(texts.join("\n"), "latin1");
    for (const [index, secret] of [...secrets].entries()) {
      assert.ok(secret.length >= 10, "a canary that could be anywhere proves nothing");
      for (const needle of encodings(secret)) {
        assert.ok(!haystack.includes(needle), `secret ${index} of ${secrets.size} is in the ${place}`);
      }
    }
  }
}

const keys = await aws.credentials();
const jwtOf = (claims) => forge(provider, { sub: "canary", groups: ["deploy"], ...claims });

test("valid tokens and their sessions leave no trace", async () => {
  for (const edge of edges) {
    const token = jwt(await jwtOf());
    await everywhere(edge, `Bearer ${token}`);
    await everywhere(edge, basic({ username: "anyone", password: token }), ["pipeline", "reading"]);
    remember(basic({ username: "anyone", password: token }).slice("Basic ".length));
    for (const bytes of [350, 3000]) {
      await aws.settings({ sts_token_bytes: bytes });
      const authorization = `Bearer ${jwt(await jwtOf())}`;
      const { token: session } = await ask(`${edge.url}/session?profile=pipeline`, authorization, { method: "POST" });
      assert.ok(session);
      await everywhere(edge, `Bearer ${session}`, ["pipeline", "reading"]);
      await ask(`${edge.url}/session`, `Bearer ${session}`, { method: "DELETE" });
      await everywhere(edge, `Bearer ${session}`, ["pipeline"]);
      await everywhere(edge, `Bearer ${session.slice(0, -1)}`, ["pipeline"]);
    }
  }
  await assertNothingIsOut();
});

test("neither signed-in users' tokens nor the edge's own keys leave a trace", async () => {
  const [, edge] = edges;
  const since = await aws.mark();
  const token = jwt(await personToken(provider, { user: "alice" }));
  await everywhere(edge, `Bearer ${token}`);
  const { token: session } = await ask(`${edge.url}/session?profile=people`, `Bearer ${token}`, { method: "POST" });
  await everywhere(edge, `Bearer ${session}`, ["people"]);
  const asked = await aws.requests(since);
  assert.ok(asked.some(({ action, external_id }) => action === "AssumeRole" && external_id));
  await assertNothingIsOut();
});

test("git's own requests leave no trace", async () => {
  for (const edge of edges) {
    const token = jwt(await jwtOf());
    const url = `${edge.url}/pipeline/eu-west-1/app`;
    const header = ["-c", `http.extraHeader=Authorization: Bearer ${token}`];
    const clone = world.directory();
    await git.ok([...header, "clone", "--quiet", url, clone]);
    await git.commit(clone, "canary.txt", randomBytes(8).toString("hex"));
    await git.ok([...header, "push", "origin", "main"], { cwd: clone });
  }
  await assertNothingIsOut();
});

test("rejected credentials leave no trace", async () => {
  for (const edge of edges) {
    for (const token of Object.values(await forgeries(provider, { groups: ["deploy"] }))) {
      await everywhere(edge, `Bearer ${jwt(token)}`, ["pipeline"]);
    }
    const wrongs = [
      accessKeys(keys),
      accessKeys({ ...keys, secretAccessKey: "canary/secret+key/that/nobody/has/issued=" }),
      gitPassword(keys, "eu-west-1/app"),
      await aws.gitCredentials(),
      { username: "somebody", password: `cces_${randomBytes(200).toString("base64url")}` },
      { username: "somebody", password: "canary-password-of-no-form" },
    ];
    for (const credential of wrongs) {
      remember(...credential.password.split(":"), basic(credential).slice("Basic ".length));
      await everywhere(edge, basic(credential), ["pipeline", "people"]);
    }
    for (const authorization of ["Bearer canary-of-no-form", "Basic Y2FuYXJ5LXJhdw", "Digest canary-of-no-scheme"]) {
      remember(authorization.split(" ")[1]);
      await everywhere(edge, authorization, ["pipeline"]);
    }
    await ask(`${edge.url}/eu-west-1/app/info/refs?service=${UPLOAD}`, undefined, {
      headers: { "cf-access-jwt-assertion": jwt(await jwtOf()) },
    });
  }
  await assertNothingIsOut();
});

const ERRORS = [
  "AccessDenied",
  "ExpiredTokenException",
  "IDPCommunicationError",
  "IDPRejectedClaim",
  "InvalidIdentityToken",
  "PackedPolicyTooLarge",
  "RegionDisabledException",
  "SignatureDoesNotMatch",
  "Throttling",
];

test("no rejection by STS or CodeCommit reveals a secret", async () => {
  const faults = [
    ...ERRORS.map((error) => ["sts", { sts_error: error }]),
    ...["sts", UPLOAD].flatMap((service) =>
      [{ status: 500, body: "oh no" }, { status: 200, body: "<html></html>" }, { status: 429 }, { reset: true }].map(
        (fault) => [service, fault],
      ),
    ),
  ];
  for (const [service, fault] of faults) {
    await aws.fault(fault, { service, times: 100 });
    await Promise.all(
      edges.map(async (edge) => {
        const authorization = `Bearer ${jwt(await jwtOf())}`;
        await Promise.all([
          ask(`${edge.url}/pipeline/eu-west-1/app/info/refs?service=${UPLOAD}`, authorization),
          ask(`${edge.url}/session?profile=pipeline`, authorization, { method: "POST" }),
        ]);
      }),
    );
    await aws.clearFaults();
  }
  await assertNothingIsOut();
});

/** An STS error. */
const refusal = (code, message) =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>` +
  `<Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

test("does not quote an STS error that repeats the caller's token", async () => {
  for (const edge of edges) {
    const token = jwt(await jwtOf());
    await aws.fault({ status: 400, body: refusal("InvalidIdentityToken", `${token} is none`) }, { service: "sts" });
    const answer = await ask(`${edge.url}/pipeline/eu-west-1/app/info/refs?service=${UPLOAD}`, `Bearer ${token}`);
    assert.equal(answer.status, 401);
  }
  await assertNothingIsOut();
});

test("does not quote an STS error that repeats the edge's own session token", async () => {
  // As AWS responds to a wrong signature.
  const header = `x-amz-security-token:${own.sessionToken}`;
  const canonical = `The Canonical String for this request should have been 'POST\n/\n\n${header}\n'`;
  const person = jwt(await personToken(provider, { user: "alice" }));
  await aws.fault({ status: 403, body: refusal("SignatureDoesNotMatch", canonical) }, { service: "sts" });
  const url = `${edges[1].url}/people/eu-west-1/app/info/refs?service=${UPLOAD}`;
  assert.equal((await ask(url, `Bearer ${person}`)).status, 500);
  await assertNothingIsOut();
});

test("the search included stored sessions", () => {
  for (const directory of storages) {
    const kept = filesIn(directory).join("\n");
    for (const word of ["SQLite format 3", "state", "revoked"]) assert.ok(kept.includes(word), word);
  }
});

test("the log has a line for every response", async () => {
  const ids = answers.map((answer) => /"x-request-id":"([^"]+)"/.exec(answer)?.[1]);
  assert.ok(ids.every(Boolean));
  await eventually("a line for each", () => {
    const logged = new Set(edges.flatMap((edge) => edge.logs()).map(({ request_id }) => request_id));
    return ids.every((id) => logged.has(id));
  });
  assert.deepEqual(
    edges.flatMap((edge) => edge.logs()).filter((line) => typeof line === "string"),
    [],
  );
});
