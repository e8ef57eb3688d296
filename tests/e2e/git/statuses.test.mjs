import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { basic, expiredPassword, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { exchange } from "../support/http.mjs";

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const edge = await world.edge({ THROTTLE_WAIT_SECONDS: 2 });
await aws.repository("eu-west-1", "app");
afterEach(() => aws.clearFaults());

const APP = "eu-west-1/app";
const DISCOVERY = `${edge.url}/${APP}/info/refs?service=git-upload-pack`;
const good = await aws.credentials();

/** Runs `git ls-remote` with the helper's credential. */
const list = (helper, url = `${edge.url}/${APP}`) => git.run([...helper.options, "ls-remote", url]);

/** git's message. */
async function told(credential) {
  const { status, headers } = await exchange(DISCOVERY, { headers: { authorization: basic(credential) } });
  return [status, headers["x-codecommit-edge-code"], headers["www-authenticate"]?.split(",")[0]];
}

const STALE = {
  "an expired password": ["credentials_expired", () => expiredPassword(good, APP)],
  "a password of a wrong secret key": [
    "signature_rejected",
    () => gitPassword({ ...good, secretAccessKey: "wrong" }, APP),
  ],
  "a password with a wrong session token": [
    "signature_rejected",
    () => gitPassword({ ...good, sessionToken: `${good.sessionToken.slice(1)}x` }, APP),
  ],
  "a password signed for another region": ["signature_rejected", () => gitPassword(good, "us-east-1/app")],
  "a password of credentials that have ended": [
    "credentials_expired",
    async () => {
      const ended = await aws.credentials();
      await aws.expire(ended);
      return gitPassword(ended, APP);
    },
  ],
  "a password signed by a clock that is ahead": [
    "clock_skewed",
    () => gitPassword(good, APP, Date.now() + 20 * 60_000),
  ],
  "wrong Git credentials": [
    "unrecognised_credential",
    () => ({ username: "mallory-at-123456789012", password: "wrong" }),
  ],
};

for (const [index, [what, [expected, credential]]] of Object.entries(STALE).entries()) {
  test(`git forgets ${what}, and the next command asks again`, async () => {
    const stale = await credential();
    const helper = git.helper().set(stale);

    const refused = await list(helper);
    assert.equal(refused.code, 128);
    assert.match(refused.stderr, /^remote: \S/m);
    assert.match(refused.stderr, /Authentication failed/);
    assert.deepEqual(helper.operations(), ["get", "erase"]);
    assert.equal(helper.keeps, false);
    assert.deepEqual(await told(stale), [401, expected, 'Basic realm="codecommit-edge"']);

    helper.set(gitPassword(good, APP));
    const answered = await list(helper);
    assert.equal(answered.code, 0, answered.stderr);
    assert.match(answered.stdout, /refs\/heads\/main/);
    assert.deepEqual(helper.operations(), ["get", "store"]);
  });
}

test("CodeCommit's own 403 would make git keep the expired password for ever", async () => {
  const helper = git.helper().set(expiredPassword(good, APP));
  for (let attempt = 1; attempt <= 2; attempt++) {
    const refused = await list(helper, `${aws.url}/direct/eu-west-1/v1/repos/app`);
    assert.match(refused.stderr, /403/);
    assert.deepEqual(helper.operations(), ["get"]);
    assert.equal(helper.keeps, true);
  }
});

test("a password that expires between discovery and push is asked for again", async () => {
  const credential = gitPassword(good, APP);
  const helper = git.helper().set(credential);
  const clone = world.directory();
  await git.ok([...helper.options, "clone", `${edge.url}/${APP}`, clone]);
  await git.commit(clone, "midway.txt", "midway");
  helper.operations();

  const expired =
    "<ErrorResponse><Error><Code>InvalidSignatureException</Code><Message>Signature expired</Message></Error></ErrorResponse>";
  await aws.fault({ status: 403, body: expired }, { path_contains: "app/git-receive-pack" });
  const refused = await git.run([...helper.options, "push", "origin", "main"], { cwd: clone });
  assert.notEqual(refused.code, 0);
  assert.ok(helper.operations().includes("erase"));

  helper.set(credential);
  await git.ok([...helper.options, "push", "origin", "main"], { cwd: clone });
});

test("git shows that IAM denied a pull, and keeps the credential", async () => {
  const limited = await aws.credentials({ allow: [{ actions: ["codecommit:GitPull"], repositories: ["other"] }] });
  const helper = git.helper().set(gitPassword(limited, APP));
  const refused = await list(helper);
  assert.equal(refused.code, 128);
  assert.match(refused.stderr, /^remote: CodeCommit refused: .*not authorized to perform: codecommit:GitPull/m);
  assert.match(refused.stderr, /^remote: Ask for this permission/m);
  assert.match(refused.stderr, /403/);
  assert.ok(!helper.operations().includes("erase"));
  assert.equal(helper.keeps, true);
});

test("git shows that IAM denied a push, and keeps the credential", async () => {
  const reader = await aws.credentials({ allow: [{ actions: ["codecommit:GitPull"] }] });
  const helper = git.helper().set(gitPassword(reader, APP));
  const clone = world.directory();
  await git.ok([...helper.options, "clone", `${edge.url}/${APP}`, clone]);
  await git.commit(clone, "unwanted.txt", "unwanted");

  const before = await git.refs(world.bare("eu-west-1", "app"));
  const refused = await git.run([...helper.options, "push", "origin", "main"], { cwd: clone });
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /^remote: CodeCommit refused: .*not authorized to perform: codecommit:GitPush/m);
  assert.equal(helper.keeps, true);
  assert.equal(await git.refs(world.bare("eu-west-1", "app")), before);
});

test("reports a missing repository as missing", async () => {
  const helper = git.helper().set(gitPassword(good, "eu-west-1/absent"));
  const refused = await list(helper, `${edge.url}/eu-west-1/absent`);
  assert.equal(refused.code, 128);
  assert.match(refused.stderr, /^remote: CodeCommit has no repository of this name/m);
  assert.match(refused.stderr, /not found/);
  assert.equal(helper.keeps, true);
});

test("challenges a request without a credential", async () => {
  const { status, headers, body } = await exchange(DISCOVERY);
  assert.equal(status, 401);
  assert.match(headers["www-authenticate"], /^Basic realm="codecommit-edge"/);
  assert.equal(headers["x-codecommit-edge-code"], "unauthenticated");
  assert.match(body.toString(), /has no credential/);
});

test("throttling keeps CodeCommit's Retry-After, and states it", async () => {
  await aws.fault({ status: 429, headers: { "retry-after": "17" }, body: "Rate exceeded" }, { times: 2 });
  const { status, headers, body } = await exchange(DISCOVERY, {
    headers: { authorization: basic(gitPassword(good, APP)) },
  });
  assert.deepEqual([status, headers["retry-after"], headers["x-codecommit-edge-code"]], [429, "17", "throttled"]);
  assert.match(body.toString(), /17 seconds/);

  const helper = git.helper().set(gitPassword(good, APP));
  const refused = await list(helper);
  assert.match(refused.stderr, /429/);
  assert.equal(helper.keeps, true);
});

test("throttling that CodeCommit reports with another status is still throttling", async () => {
  await aws.fault({
    status: 400,
    body: "<Error><Code>ThrottlingException</Code><Message>Rate exceeded</Message></Error>",
  });
  const { status, headers } = await exchange(DISCOVERY, { headers: { authorization: basic(gitPassword(good, APP)) } });
  assert.equal(status, 429);
  assert.match(headers["retry-after"], /^\d+$/);
});

for (const status of [400, 418, 500, 503]) {
  test(`a ${status} from CodeCommit becomes an opaque 502 with a request id`, async () => {
    await aws.fault({ status, headers: { "x-internal": "secret" }, body: "stack trace at node-17.internal" }, { times: 9 });
    const refused = await exchange(DISCOVERY, { headers: { authorization: basic(gitPassword(good, APP)) } });
    assert.equal(refused.status, 502);
    assert.equal(refused.headers["x-codecommit-edge-code"], "upstream_unreachable");
    assert.doesNotMatch(refused.body.toString(), /stack|internal|node-17/);
    assert.ok(refused.body.toString().includes(refused.headers["x-request-id"]));
    assert.equal(refused.headers["x-internal"], undefined);
  });
}

test("git shows why the credential in a URL is rejected", async () => {
  const refused = await git.run(["ls-remote", withUserinfo(`${edge.url}/${APP}`, expiredPassword(good, APP))]);
  assert.equal(refused.code, 128);
  assert.match(refused.stderr, /^remote: The password was signed 16 minutes ago, and is valid for 15/m);
  assert.match(refused.stderr, /Authentication failed/);
});
