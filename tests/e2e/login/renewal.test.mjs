import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { eventually } from "../support/eventually.mjs";
import { LoginWorld } from "../support/login-world.mjs";
import { post, refreshForm } from "../support/oauth-helper.mjs";
import { RenewingHelper } from "../support/renewing-helper.mjs";
import { EXPIRED, GOOD } from "../support/session-world.mjs";

const login = await LoginWorld.start({ options: { isolates: 2 } });
after(() => login.close());
const { aws, git, provider, sts, world } = login;
const ALICE = provider.users.find(({ sub }) => sub === "alice");
const { groups: GROUPS } = ALICE;

afterEach(async () => {
  login.answerTokens();
  ALICE.groups = GROUPS;
  await aws.settings({ sts_lifetime_seconds: null });
});

/** A helper with its own cache, which stops with `t`. */
function renewingHelper(t, options) {
  const helper = new RenewingHelper(git, world.directory(), options);
  t.after(() => helper.close());
  return helper;
}

function refresh(token) {
  return post(`${login.edge.url}/oauth/token`, refreshForm(token));
}

/** The refusals of a refresh: the status, and the OAuth error. */
async function refused(token) {
  const { status, json } = await refresh(token);
  return [status, json.error];
}

test("a role's expired credentials are replaced, and git's token stays valid", async () => {
  await aws.settings({ sts_lifetime_seconds: 3 });
  const { access_token: password } = await login.signedIn();
  const helper = git.helper().set({ username: "oauth2", password });
  const clone = world.directory();
  await git.ok([...helper.options, "clone", `${login.edge.url}/eu-west-1/app`, clone]);
  const issued = sts.issued.length;
  await sleep(3_500);
  await git.ok([...helper.options, "fetch"], { cwd: clone });
  assert.ok(sts.issued.length > issued);
  assert.ok(helper.keeps);
});

test("a refresh returns new tokens, and a command with the old access token continues", async () => {
  const first = await login.signedIn();
  const helper = await login.helper();
  const second = await helper.refresh(first.refresh_token);
  const third = await helper.refresh(second.refresh_token);
  const texts = [first, second, third].flatMap(({ access_token, refresh_token }) => [access_token, refresh_token]);
  assert.equal(new Set(texts).size, texts.length);
  for (const { access_token, scope, expires_in } of [first, second, third]) {
    assert.deepEqual([scope, expires_in], ["write", 43_200]);
    for (const isolate of [0, 1]) assert.deepEqual(await login.discovered(access_token, { isolate }), GOOD);
  }
});

test("a helper renews an expired token without git noticing", async (t) => {
  // Enough for a clone on a busy machine.
  await aws.settings({ sts_lifetime_seconds: 8 });
  const tokens = await login.signedIn({ scope: "profile:tokens" });
  assert.ok(tokens.expires_in <= 8);
  const expired = sleep(9_500);
  const helper = renewingHelper(t);
  await helper.keep(login.edge.url, tokens);
  const clone = world.directory();
  const url = `${login.edge.url}/tokens/eu-west-1/app`;
  await git.ok([...helper.options, "clone", url, clone]);
  assert.deepEqual(helper.done(), []);

  // git counts in whole seconds.
  await expired;
  await aws.settings({ sts_lifetime_seconds: null });
  const since = await aws.mark();
  const { stderr } = await git.run([...helper.options, "fetch", "--verbose"], { cwd: clone });
  assert.match(stderr, /up to date/);
  assert.deepEqual(helper.done(), ["renewed"]);
  assert.deepEqual(await login.discovered(tokens.access_token, { address: "tokens/eu-west-1/app" }), EXPIRED);
  const actions = (await aws.requests(since)).map(({ action }) => action).filter(Boolean);
  assert.deepEqual(actions, ["AssumeRoleWithWebIdentity"], "it has asked STS with a new token of the provider's");

  const kept = await helper.kept(login.edge.url);
  assert.notEqual(kept.password, tokens.access_token);
  assert.notEqual(kept.oauth_refresh_token, tokens.refresh_token);
  assert.ok(kept.password_expiry_utc > Date.now() / 1000 + 600);
  await git.ok([...helper.options, "fetch"], { cwd: clone });
  assert.deepEqual(helper.done(), [], "it had nothing to do");
});

test("a sign-in for a web_identity profile does not open another profile", async () => {
  const { access_token: token } = await login.signedIn({ scope: "profile:tokens" });
  assert.deepEqual(await login.discovered(token, { address: "tokens/eu-west-1/app" }), GOOD);
  assert.deepEqual(await login.discovered(token, { address: "people/eu-west-1/app" }), [403, "access_denied"]);
  const { access_token: general } = await login.signedIn();
  assert.deepEqual(await login.discovered(general, { address: "tokens/eu-west-1/app" }), [403, "access_denied"]);
});

for (const [what, answer] of Object.entries({
  "with 503": (_, response) => response.writeHead(503).end("<h1>Service Unavailable</h1>"),
  "with 500 and JSON": (_, response) => response.writeHead(500).end('{"error":"server_error"}'),
  "with something other than JSON": (_, response) => response.end("<html></html>"),
  "with a reset": (request) => request.socket.resetAndDestroy(),
  "that the edge is another client": (_, response) => response.writeHead(401).end('{"error":"invalid_client"}'),
})) {
  test(`a provider that answers ${what} does not end the sign-in: the same refresh token works later`, async () => {
    const { access_token: token, refresh_token: next } = await login.signedIn();
    login.answerTokens(answer);
    for (let attempt = 0; attempt < 2; attempt++) {
      const { status, json, headers } = await refresh(next);
      assert.deepEqual([status, json.error, headers["cache-control"]], [503, "temporarily_unavailable", "no-store"]);
    }
    assert.deepEqual(await login.discovered(token), GOOD);
    login.answerTokens();
    const answered = await refresh(next);
    assert.equal(answered.status, 200, answered.text);
    assert.deepEqual(await login.discovered(answered.json.access_token), GOOD);
  });
}

test("a provider that no longer knows the user ends the sign-in and its sessions", async () => {
  const first = await login.signedIn();
  const { json: second } = await refresh(first.refresh_token);
  // It keeps its keys, and has lost its state.
  await provider.rotate(provider.keys);
  assert.deepEqual(await refused(second.refresh_token), [400, "invalid_grant"]);
  for (const { access_token: token } of [first, second]) {
    for (const isolate of [0, 1]) assert.deepEqual(await login.discovered(token, { isolate }), EXPIRED);
  }
  assert.deepEqual(await refused(second.refresh_token), [400, "invalid_grant"]);
});

test("a renewal ends the sign-in of a user whom no rule admits any more", async () => {
  const { access_token: token, refresh_token: next } = await login.signedIn();
  ALICE.groups = ["gardening"];
  const { status, json } = await refresh(next);
  assert.deepEqual([status, json.error], [400, "access_denied"]);
  assert.match(json.error_description, /rule/);
  assert.deepEqual(await login.discovered(token), EXPIRED);
  ALICE.groups = GROUPS;
  assert.deepEqual(await refused(next), [400, "invalid_grant"]);
});

test("reduced permissions take effect at the next renewal", async () => {
  const { refresh_token: next } = await login.signedIn();
  ALICE.groups = ["docs"];
  const { json } = await refresh(next);
  assert.deepEqual(await login.discovered(json.access_token, { address: "readers/eu-west-1/app" }), GOOD);
  assert.deepEqual(await login.discovered(json.access_token, { address: "people/eu-west-1/app" }), [403, "access_denied"]);
});

test("renews a user with more groups than a token can hold", async () => {
  ALICE.groups = [...GROUPS, ...Array.from({ length: 150 }, (_, index) => `a-group-with-a-long-name-${index}`)];
  const first = await login.signedIn();
  assert.ok(first.access_token.length < 500, `${first.access_token.length}`);
  const { json: second } = await refresh(first.refresh_token);
  for (const { access_token: token } of [first, second]) {
    for (const isolate of [0, 1]) assert.deepEqual(await login.discovered(token, { isolate }), GOOD);
  }
});

test("rejects a renewed ID token for another subject", async () => {
  const { access_token: token, refresh_token: next } = await login.signedIn();
  const bob = await login.idToken({ sub: "bob", email: "bob@example.com" });
  login.answerTokens((_, response) => response.end(JSON.stringify({ access_token: "x", token_type: "Bearer", id_token: bob })));
  assert.deepEqual(await refused(next), [400, "invalid_grant"]);
  login.answerTokens();
  assert.deepEqual(await login.discovered(token), EXPIRED);
});

test("an edge that starts while the provider is down ends no sign-in", async () => {
  const { access_token: token, refresh_token: next } = await login.signedIn();
  await login.restart();
  provider.intercept((_, response) => response.writeHead(503).end() && true);
  assert.deepEqual(await refused(next), [503, "temporarily_unavailable"]);
  provider.intercept();
  assert.deepEqual(await login.discovered(token), GOOD);
  const { status } = await eventually("the edge asks the provider again", async () => {
    const answer = await refresh(next);
    return answer.status !== 503 && answer;
  });
  assert.equal(status, 200);
});

test("without refresh tokens from the provider the edge applies its rules again, and a web_identity profile ends with the ID token", async (t) => {
  const other = await LoginWorld.start({ client: { refresh: false } });
  t.after(() => other.close());
  const form = refreshForm((await other.signedIn()).refresh_token);
  const asked = other.provider.requests.length;
  const { status, json } = await post(`${other.edge.url}/oauth/token`, form);
  assert.equal(status, 200);
  assert.deepEqual(await other.discovered(json.access_token), GOOD);
  assert.equal(other.provider.requests.length, asked, "there is nothing to ask with");

  const tokens = await other.signedIn({ scope: "profile:tokens" });
  assert.deepEqual(await other.discovered(tokens.access_token, { address: "tokens/eu-west-1/app" }), GOOD);
  assert.equal(tokens.refresh_token, undefined);

  const { company } = other.vars.IDENTITY_PROVIDERS;
  const [people, ...rules] = company.rules;
  await other.restart({ IDENTITY_PROVIDERS: { company: { ...company, rules: [{ ...people, contains: "nobody" }, ...rules] } } });
  const later = await post(`${other.edge.url}/oauth/token`, refreshForm(json.refresh_token));
  const { access_token: token } = later.json;
  assert.deepEqual(await other.discovered(token, { address: "people/eu-west-1/app" }), [403, "access_denied"]);
  assert.deepEqual(await other.discovered(token, { address: "readers/eu-west-1/app" }), GOOD);
});
