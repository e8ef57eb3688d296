import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { accessKeys, basic, expiredPassword, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { exchange } from "../support/http.mjs";

const KEYS = [
  "request_id",
  "method",
  "route",
  "region",
  "repository",
  "service",
  "identity",
  "principal",
  "status",
  "code",
  "upstream_status",
  "retries",
  "duration_ms",
];

const world = await Environment.start();
after(() => world.close());
const { aws } = world;
const edge = await world.edge({
  ACCEPT_ACCESS_KEYS: "true",
  DEFAULT_REGION: "eu-west-1",
  PROFILES: { payments: { access: "read" } },
});
await aws.repository("eu-west-1", "app");
afterEach(() => aws.clearFaults());

const session = await aws.credentials();
const user = await aws.credentials({ session: false });
const limited = await aws.credentials({ allow: [] });
const ended = await aws.credentials();
await aws.expire(ended);
const gitUser = await aws.gitCredentials();
const signed = gitPassword(session, "eu-west-1/app");

const QUERY = "/info/refs?service=git-upload-pack";
const APP = `${edge.url}/eu-west-1/app${QUERY}`;

/** All responses in this file, which are searched for secrets at the end. */
const answers = [];

/** Sends a request, and returns its only log line. */
async function logged(url, options = {}) {
  const before = edge.logs().length;
  const answer = await exchange(url, options);
  answers.push(answer);
  const lines = await eventually("a line in the log", () => {
    const lines = edge.logs().slice(before);
    return lines.length > 0 && lines;
  });
  assert.equal(lines.length, 1);
  const [line] = lines;
  assert.equal(answer.headers["x-request-id"], line.request_id);
  assert.equal(answer.status, line.status);
  assert.equal(answer.headers["x-codecommit-edge-code"] ?? null, line.code);
  assert.match(answer.headers["server-timing"], /^edge;dur=\d+/);
  return line;
}

const authorized = (credential) => ({ headers: { authorization: basic(credential) } });
const rest = ({ request_id, duration_ms, ...line }) => line;

test("a request is one line of JSON with exactly the documented keys", async () => {
  const line = await logged(APP, authorized(signed));
  assert.deepEqual(Object.keys(line), KEYS);
  assert.match(line.request_id, /^[0-9a-f-]{36}-\d+$/);
  assert.equal(typeof line.duration_ms, "number");
  assert.deepEqual(rest(line), {
    method: "GET",
    route: "short",
    region: "eu-west-1",
    repository: "app",
    service: "git-upload-pack/info/refs",
    identity: "signed",
    principal: session.accessKeyId,
    status: 200,
    code: null,
    upstream_status: 200,
    retries: 0,
  });
});

test("a request to a profile names it as well", async () => {
  const line = await logged(`${edge.url}/payments/eu-west-1/app${QUERY}`, authorized(signed));
  assert.deepEqual(Object.keys(line).sort(), [...KEYS, "profile"].sort());
  assert.deepEqual([line.route, line.profile], ["profile", "payments"]);
});

test("a rejection by CodeCommit is logged with both statuses", async () => {
  const line = await logged(APP, authorized(expiredPassword(session, "eu-west-1/app")));
  assert.deepEqual(Object.keys(line), KEYS);
  assert.deepEqual([line.status, line.code, line.upstream_status], [401, "credentials_expired", 403]);
});

test("details of an upstream failure are logged only", async () => {
  await aws.fault({ reset: true });
  const line = await logged(APP, authorized(signed));
  assert.deepEqual(Object.keys(line), [...KEYS, "detail"]);
  assert.deepEqual([line.status, line.code, line.upstream_status], [502, "upstream_unreachable", null]);
  assert.ok(line.detail);
  assert.ok(!answers.at(-1).body.includes(line.detail));
});

test("requests that are not git's are logged without guesses", async () => {
  const line = await logged(`${edge.url}/nothing/here`);
  assert.deepEqual(rest(line), {
    method: "GET",
    route: "none",
    region: null,
    repository: null,
    service: null,
    identity: "none",
    principal: null,
    status: 404,
    code: "not_found",
    upstream_status: null,
    retries: 0,
  });
  assert.equal((await logged(`${edge.url}/healthz`)).route, "health");
  assert.equal((await logged(`${edge.url}/`)).route, "home");
});

const IDENTITIES = {
  signed: [signed, session.accessKeyId],
  access_keys: [accessKeys(session), session.accessKeyId],
  git_credentials: [gitUser, gitUser.username],
};

for (const [identity, [credential, principal]] of Object.entries(IDENTITIES)) {
  test(`the identity ${identity} is logged with its principal`, async () => {
    const line = await logged(APP, authorized(credential));
    assert.deepEqual([line.identity, line.principal, line.status], [identity, principal, 200]);
  });
}

test("every request of a clone and of a push is one line", async () => {
  const before = edge.logs().length;
  const since = await aws.mark();
  const clone = world.directory();
  await world.git.ok(["clone", withUserinfo(`${edge.url}/eu-west-1/app`, signed), clone]);
  await world.git.commit(clone, "logged.txt", "logged");
  await world.git.ok(["push", "origin", "main"], { cwd: clone });

  const relayed = (await aws.requests(since)).map(({ path }) => path.replace("/v1/repos/app/", ""));
  const lines = await eventually("the lines of the push", () => {
    const lines = edge
      .logs()
      .slice(before)
      .filter(({ upstream_status }) => upstream_status === 200);
    return lines.length >= relayed.length && lines;
  });
  assert.deepEqual(
    lines.map(({ service }) => service.replace(/^git-.*\/(info\/refs)$/, "$1")),
    relayed,
  );
});

test("no secret appears in any line, header or body", async () => {
  const bearer = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl";
  const wrong = { ...session, secretAccessKey: "canary/secret+key/that/nobody/has/issued=" };
  const credentials = [
    signed,
    expiredPassword(session, "eu-west-1/app"),
    gitPassword(wrong, "eu-west-1/app"),
    gitPassword(limited, "eu-west-1/app"),
    gitPassword(ended, "eu-west-1/app"),
    accessKeys(session),
    accessKeys(user),
    accessKeys(wrong),
    accessKeys(limited),
    accessKeys(ended),
    { username: session.accessKeyId, password: session.secretAccessKey },
    { username: `${session.accessKeyId}%${session.sessionToken}`, password: "canary-password" },
    gitUser,
    { ...gitUser, password: "canary-git-password" },
    { username: "canary-user", password: "canary-user-password" },
    { username: "x", password: bearer },
  ];
  const authorizations = [
    ...credentials.map(basic),
    `Bearer ${bearer}`,
    `Basic ${bearer}`,
    bearer,
    "Basic Y2FuYXJ5LXJhdw",
  ];

  const body = "0000";
  const type = (service) => ({
    "content-type": `application/x-${service}-request`,
    "content-length": String(body.length),
  });
  for (const authorization of authorizations) {
    for (const accept of ["*/*", "application/json"]) {
      await logged(APP, { headers: { authorization, accept } });
    }
    for (const service of ["git-upload-pack", "git-receive-pack"]) {
      const headers = { authorization, ...type(service) };
      await logged(`${edge.url}/eu-west-1/app/${service}`, { method: "POST", headers, body });
    }
    await logged(`${edge.url}/payments/eu-west-1/app/git-receive-pack`, {
      method: "POST",
      headers: { authorization, ...type("git-receive-pack") },
      body,
    });
    await logged(`${edge.url}/eu-west-1/absent${QUERY}`, { headers: { authorization } });
    await logged(`${edge.url}/not-here`, { headers: { authorization } });
    for (const fault of [{ status: 500, body: "x" }, { status: 429 }, { reset: true }]) {
      await aws.fault(fault);
      await logged(APP, { headers: { authorization } });
      await aws.clearFaults();
    }
  }

  const secrets = new Set([bearer, "Y2FuYXJ5LXJhdw"]);
  for (const { username, password } of credentials) {
    const [, token] = username.split("%");
    secrets.add(password).add(basic({ username, password }).slice("Basic ".length));
    if (token) secrets.add(token).add(encodeURIComponent(token));
    for (const part of password.split(":")) secrets.add(part);
    const [, signature] = /Z([0-9a-f]{64})$/.exec(password) ?? [];
    if (signature) secrets.add(signature);
  }
  const everything = [
    JSON.stringify(edge.logs()),
    ...answers.map(({ headers, body }) => `${JSON.stringify(headers)}\n${body.toString("latin1")}`),
  ];
  assert.ok(answers.length > authorizations.length * 8);
  for (const [index, secret] of [...secrets].entries()) {
    assert.ok(secret.length >= 10, "a canary that could be anywhere proves nothing");
    assert.ok(!everything.some((text) => text.includes(secret)), `secret ${index} got out`);
  }
});
