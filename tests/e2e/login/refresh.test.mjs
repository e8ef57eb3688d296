import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { after, afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { eventually } from "../support/eventually.mjs";
import { LoginWorld } from "../support/login-world.mjs";
import { post, refreshForm } from "../support/oauth-helper.mjs";
import { RenewingHelper } from "../support/renewing-helper.mjs";
import { EXPIRED, GOOD } from "../support/session-world.mjs";

const AT_A_TIME = 20;
const NOT_GRANTED = [400, "invalid_grant"];
const TOKENS = "tokens/eu-west-1/app";

// This provider accepts each refresh token once, and revokes the grant if one is used again.
const login = await LoginWorld.start({ client: { rotating: true }, options: { isolates: 2 } });
after(() => login.close());
const { aws, git, provider, world } = login;

afterEach(async () => {
  login.answerTokens();
  await aws.settings({ sts_lifetime_seconds: null });
});

function refresh(token, isolate = 0) {
  return post(`${login.edge.urls[isolate]}/oauth/token`, refreshForm(token), { host: new URL(login.edge.url).host });
}

/** The tokens of a refresh, which must succeed. */
async function refreshed(token, isolate) {
  const { status, json, text } = await refresh(token, isolate);
  assert.equal(status, 200, text);
  return json;
}

/** The outcome of a refresh: the status, and the OAuth error. */
async function outcome(token) {
  const { status, json } = await refresh(token);
  return [status, json.error];
}

/** The number of token requests to the provider. */
function asked() {
  return provider.requests.filter((request) => request === "POST /token").length;
}

async function assertEnded(...tokens) {
  for (const { access_token: token } of tokens) {
    for (const isolate of [0, 1]) assert.deepEqual(await login.discovered(token, { isolate }), EXPIRED);
  }
  for (const { refresh_token: token } of tokens) assert.deepEqual(await outcome(token), NOT_GRANTED);
}

/**
 * A sign-in whose access tokens last `seconds`; those issued with one refresh token concurrently share it for half of that
 * time.
 */
async function shortLived(seconds) {
  await aws.settings({ sts_lifetime_seconds: seconds });
  return login.signedIn({ scope: "profile:tokens" });
}

/** git with a helper that keeps one of the two refresh tokens. */
async function gitThatKeeps(t, habit, tokens) {
  const helper = new RenewingHelper(git, world.directory(), { habit });
  t.after(() => helper.close());
  await helper.keep(login.edge.url, tokens);
  return helper;
}

for (const habit of ["new", "used"]) {
  test(`a helper that keeps the ${habit} refresh token renews the sign-in repeatedly`, async (t) => {
    const tokens = await shortLived(4);
    const helper = await gitThatKeeps(t, habit, tokens);
    for (let round = 0; round < 3; round++) {
      await sleep(5_200);
      await git.ok([...helper.options, "ls-remote", `${login.edge.url}/${TOKENS}`]);
      assert.deepEqual(helper.done(), ["renewed"], `round ${round}`);
      const { oauth_refresh_token: kept } = await helper.kept(login.edge.url);
      assert.equal(kept === tokens.refresh_token, habit === "used");
    }
  });

  test(`${AT_A_TIME} concurrent git commands with an expired password all succeed, with a helper that keeps the ${habit} refresh token`, async (t) => {
    const tokens = await shortLived(2);
    const helper = await gitThatKeeps(t, habit, tokens);
    await sleep(3_200);
    await aws.settings({ sts_lifetime_seconds: null });
    const before = asked();
    const all = Array.from({ length: AT_A_TIME }, () => git.run([...helper.options, "ls-remote", `${login.edge.url}/${TOKENS}`]));
    for (const { code, stderr } of await Promise.all(all)) assert.equal(code, 0, stderr);
    const done = helper.done();
    assert.ok(done.length > 1, "several came with the same refresh token");
    assert.deepEqual([...new Set(done)], ["renewed"]);
    assert.equal(asked() - before, 1);

    const { oauth_refresh_token: kept } = await helper.kept(login.edge.url);
    assert.deepEqual(await login.discovered((await refreshed(kept)).access_token, { address: TOKENS }), GOOD);
  });
}

test(`${AT_A_TIME} concurrent refreshes get one successor for one request to the provider`, async () => {
  const first = await login.signedIn();
  const before = asked();
  const answers = await Promise.all(Array.from({ length: AT_A_TIME }, (_, index) => refreshed(first.refresh_token, index % 2)));
  assert.equal(asked() - before, 1);
  assert.equal(new Set(answers.map(({ refresh_token: token }) => token)).size, 1);
  for (const [index, { access_token: token }] of answers.entries()) {
    assert.deepEqual(await login.discovered(token, { isolate: index % 2 }), GOOD);
  }
  const [{ refresh_token: second }] = answers;
  assert.notEqual(second, first.refresh_token);
  const next = await Promise.all(Array.from({ length: AT_A_TIME }, (_, index) => refreshed(second, index % 2)));
  assert.equal(asked() - before, 2);
  assert.equal(new Set(next.map(({ refresh_token: token }) => token)).size, 1);
});

test("a refresh token used again later gets another successor, and the provider is asked again", async () => {
  const first = await shortLived(2);
  const before = asked();
  const second = await refreshed(first.refresh_token);
  await sleep(1_500);
  const other = await refreshed(first.refresh_token);
  assert.equal(asked() - before, 2);
  assert.notEqual(other.refresh_token, second.refresh_token);
  await aws.settings({ sts_lifetime_seconds: null });
  const third = await refreshed(second.refresh_token);
  assert.deepEqual(await login.discovered(third.access_token, { address: TOKENS }), GOOD);

  // Both had the first token, and each continued with its own successor: one of them is a thief.
  assert.deepEqual(await outcome(other.refresh_token), NOT_GRANTED);
  await assertEnded(third);
});

test("a refresh token whose successor was used ends the sign-in", async () => {
  const first = await login.signedIn();
  const second = await refreshed(first.refresh_token);
  const third = await refreshed(second.refresh_token);
  assert.deepEqual(await outcome(first.refresh_token), NOT_GRANTED);
  await assertEnded(first, second, third);
});

test("a refresh token from long ago ends the sign-in", async () => {
  const first = await login.signedIn();
  let last = first;
  for (let count = 0; count < 5; count++) last = await refreshed(last.refresh_token);
  assert.deepEqual(await login.discovered(last.access_token), GOOD);
  assert.deepEqual(await outcome(first.refresh_token), NOT_GRANTED);
  await assertEnded(last);
});

test("a stolen refresh token used amid many refreshes ends the sign-in for all", async () => {
  const first = await login.signedIn();
  const second = await refreshed(first.refresh_token);
  const answers = await Promise.all([
    ...Array.from({ length: AT_A_TIME }, (_, index) => refresh(second.refresh_token, index % 2)),
    sleep(5).then(() => refresh(first.refresh_token)),
  ]);
  // The thief may have used the token first, while it was valid.
  if (answers.at(-1).status === 200) return assert.deepEqual(await outcome(first.refresh_token), NOT_GRANTED);
  await assertEnded(...answers.filter(({ status }) => status === 200).map(({ json }) => json));
});

test("a provider that is down ends no sign-in of the callers that wait for it", async () => {
  const first = await login.signedIn();
  login.answerTokens((_, response) => setTimeout(() => response.writeHead(503).end(), 50));
  const refused = await Promise.all(Array.from({ length: 5 }, () => outcome(first.refresh_token)));
  assert.deepEqual(new Set(refused.map(String)), new Set(["503,temporarily_unavailable"]));
  login.answerTokens();
  const second = await refreshed(first.refresh_token);

  // Nor if it is unavailable for the successor: the predecessor also stays valid.
  login.answerTokens((_, response) => response.writeHead(503).end());
  assert.deepEqual(await outcome(second.refresh_token), [503, "temporarily_unavailable"]);
  login.answerTokens();
  for (const { refresh_token: token } of [first, second]) await refreshed(token);
});

test("keeps the provider's tokens when the client leaves meanwhile", async () => {
  const { refresh_token: token } = await login.signedIn();
  const release = delayTokens();
  const before = asked();
  const leaving = request(`${login.edge.url}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  const left = once(leaving, "error");
  leaving.end(String(new URLSearchParams(refreshForm(token))));
  await eventually("the provider is asked", () => asked() > before);
  leaving.socket.resetAndDestroy();
  await left;
  // Time for the edge to notice.
  await sleep(200);
  login.answerTokens();
  release();
  const { access_token: opened } = await refreshed(token);
  assert.equal(asked() - before, 1, "it was asked by the client that left");
  assert.deepEqual(await login.discovered(opened), GOOD);
});

test("a refresh token stays valid when the edge stops midway", { timeout: 90_000 }, async () => {
  const { refresh_token: token } = await login.signedIn();
  let arrived;
  const asking = new Promise((resolve) => (arrived = resolve));
  login.answerTokens(() => arrived());
  const broken = refresh(token).then(() => assert.fail("the edge has ended"), () => {});
  await asking;
  await login.restart();
  await broken;
  login.answerTokens();
  // It waits until the cancelled request can no longer resume.
  const answer = await fetch(`${login.edge.url}/oauth/token`, { method: "POST", body: new URLSearchParams(refreshForm(token)) });
  const { access_token: opened } = await answer.json();
  assert.deepEqual(await login.discovered(opened), GOOD);
});

/** Makes the provider hold back its token responses until released. */
function delayTokens() {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  login.answerTokens((request, response) => void released.then(() => provider.answer(request, response)));
  return release;
}
