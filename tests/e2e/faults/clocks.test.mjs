import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { accessKeys, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { bearer, discover } from "../support/discovery.mjs";
import { eventually } from "../support/eventually.mjs";
import { Federation } from "../support/federation.mjs";
import { aheadOfFirstPost, WatchedProxy } from "../support/watched-proxy.mjs";

const TWENTY_MINUTES = 20 * 60;
const PASSWORD_LIFETIME_MS = 15 * 60_000;
const APP = "eu-west-1/app";

const federation = await Federation.start();
after(() => federation.close());
const { aws, git, world } = federation;
const edge = await federation.coldEdge({}, { ACCEPT_ACCESS_KEYS: true });
const credentials = await aws.credentials();
const bare = world.bare("eu-west-1", "app");
afterEach(() => aws.settings({ clock_offset_seconds: 0 }));

/** Asserts that git failed with these messages. */
const refused = (result, ...texts) => {
  assert.equal(result.code, 128, result.stderr);
  for (const text of texts) assert.match(result.stderr, text);
};
/** The code of the last refusal after this many log lines. */
const codeAfter = (since) =>
  eventually("a refusal in the log", () => edge.logs().slice(since).findLast(({ code }) => code !== null)?.code);

for (const [how, seconds, code, ofToken, message] of [
  ["ahead", TWENTY_MINUTES, "clock_skewed", "unrecognised_credential", /^remote: The password is signed for 20 minutes from now: the clock/m],
  ["behind", -TWENTY_MINUTES, "credentials_expired", "credentials_expired", /^remote: The password was signed 20 minutes ago, and is valid/m],
]) {
  const other = how === "ahead" ? "behind" : "ahead";

  test(`rejects a password signed by a clock that is 20 minutes ${how}, with the reason`, async () => {
    const since = edge.logs().length;
    const helper = git.helper().set(gitPassword(credentials, APP, Date.now() + seconds * 1000));
    const result = await git.run([...helper.options, "ls-remote", `${edge.url}/${APP}`]);
    refused(result, message, /Authentication failed/);
    assert.equal(helper.keeps, false);
    assert.equal(await codeAfter(since), code);
  });

  for (const [what, credential] of [
    ["a password", () => gitPassword(credentials, APP)],
    ["access keys", () => accessKeys(credentials)],
  ]) {
    test(`git is told about the clock when AWS's, 20 minutes ${other}, rejects ${what}`, async () => {
      await aws.settings({ clock_offset_seconds: -seconds });
      const since = edge.logs().length;
      const result = await git.run(["ls-remote", withUserinfo(`${edge.url}/${APP}`, credential())]);
      refused(result, /^remote: .*\bclock\b/m, /Authentication failed/);
      assert.match(await codeAfter(since), /^(clock_skewed|credentials_expired)$/);
      await aws.settings({ clock_offset_seconds: 0 });
      await git.ok(["ls-remote", withUserinfo(`${edge.url}/${APP}`, credential())]);
    });
  }

  test(`a token that AWS's clock, 20 minutes ${other}, rejects is a 401, and a new one works once the clock is right`, async () => {
    await aws.settings({ clock_offset_seconds: -seconds });
    const stray = await discover(edge, `team/${APP}`, { token: await federation.tokenOf(other) });
    assert.deepEqual([stray.status, stray.code], [401, ofToken]);
    await aws.settings({ clock_offset_seconds: 0 });
    const token = await federation.tokenOf(other, { jti: "new" });
    await git.ok([...bearer(token), "ls-remote", `${edge.url}/team/${APP}`]);
  });
}

/** A proxy in front of the edge that awaits `before` at the first request with a body. */
async function startProxy(t, before) {
  const proxy = await WatchedProxy.start(edge.url, { onRequest: aheadOfFirstPost(before) });
  t.after(() => proxy.close());
  return proxy;
}

/** Credentials that are valid for discovery, but expire before the next request. */
const MIDWAY = {
  "access keys that end": async () => {
    const keys = await aws.credentials();
    return { credential: accessKeys(keys), before: () => aws.expire(keys) };
  },
  "a password that gets older than 15 minutes": async () => {
    const signedAt = Date.now() - PASSWORD_LIFETIME_MS + 2_500;
    return {
      credential: gitPassword(credentials, APP, signedAt),
      before: () => pause(signedAt + PASSWORD_LIFETIME_MS + 1_100 - Date.now()),
    };
  },
};

for (const [what, prepare] of Object.entries(MIDWAY)) {
  test(`${what} between discovery and fetch: git forgets the credential, and clones nothing`, async (t) => {
    const { credential, before } = await prepare();
    const proxy = await startProxy(t, before);
    const since = edge.logs().length;
    const helper = git.helper().set(credential);
    const result = await git.run([...helper.options, "clone", `${proxy.url}/${APP}`, world.directory()]);
    refused(result, /HTTP 401|Authentication failed/);
    assert.equal(await codeAfter(since), "credentials_expired");
    assert.equal(helper.keeps, false);
  });

  test(`${what} between discovery and push: git forgets the credential, and pushes nothing`, async (t) => {
    const clone = world.directory();
    await git.ok(["clone", bare, clone]);
    await git.commit(clone, "midway.txt", randomBytes(8).toString("hex"));
    const refs = await git.refs(bare);
    const { credential, before } = await prepare();
    const proxy = await startProxy(t, before);
    const since = edge.logs().length;
    const helper = git.helper().set(credential);
    const result = await git.run([...helper.options, "push", `${proxy.url}/${APP}`, "main"], { cwd: clone });
    assert.notEqual(result.code, 0);
    assert.match(result.stderr, /HTTP 401|Authentication failed/);
    assert.equal(await codeAfter(since), "credentials_expired");
    assert.equal(helper.keeps, false);
    assert.equal(await git.refs(bare), refs);
    await git.ok(["fsck", "--strict", "--full"], { cwd: bare });

    await git.ok(["push", withUserinfo(`${edge.url}/${APP}`, gitPassword(credentials, APP)), "main"], { cwd: clone });
    assert.equal(await git.ok(["rev-parse", "main"], { cwd: bare }), await git.ok(["rev-parse", "main"], { cwd: clone }));
  });
}
