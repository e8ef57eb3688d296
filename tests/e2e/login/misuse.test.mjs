import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Browser } from "../support/browser.mjs";
import { exchange } from "../support/http.mjs";
import { LoginWorld } from "../support/login-world.mjs";
import { codeForm, post, refreshForm } from "../support/oauth-helper.mjs";
import { EXPIRED, GOOD } from "../support/session-world.mjs";

/** The client id of git-credential-oauth in every Gitea. */
const ANOTHER_CLIENT = "a4792ccc-144e-407e-86c9-5e7d8d9c3269";
const RIVALS = 20;

const login = await LoginWorld.start({ vars: { GITEA_COMPATIBILITY: true }, options: { isolates: 2 } });
after(() => login.close());
const helper = await login.helper();

/** A code that a helper could redeem: the helper's request, and the redirect with the code. */
async function code() {
  const asked = await helper.ask();
  return { asked, callback: await login.through(new Browser(), asked.url) };
}

function token(form, isolate = 0) {
  return post(`${login.edge.urls[isolate]}/oauth/token`, form, { host: new URL(login.edge.url).host });
}

/** The outcome of a token request: the status, and the OAuth error. */
async function outcome(form, isolate) {
  const { status, json } = await token(form, isolate);
  assert.equal(json.access_token === undefined, status !== 200);
  return [status, json.error];
}

const NOT_GRANTED = [400, "invalid_grant"];

test("rejects a code without its verifier, and still accepts it from its owner", async () => {
  const { asked, callback } = await code();
  for (const code_verifier of [undefined, ""]) {
    assert.deepEqual(await outcome(codeForm(asked, callback, { code_verifier })), [400, "invalid_request"]);
  }
  const { access_token: opened } = await helper.redeem(asked, callback);
  assert.deepEqual(await login.discovered(opened), GOOD);
});

for (const [what, changes] of Object.entries({
  "another verifier": ({ verifier }) => ({ code_verifier: `${verifier.slice(0, -1)}${verifier.endsWith("A") ? "B" : "A"}` }),
  "the challenge as verifier": ({ url }) => ({ code_verifier: new URL(url).searchParams.get("code_challenge") }),
  "a verifier of 42 characters": () => ({ code_verifier: "v".repeat(42) }),
  "a verifier of 10 KB": () => ({ code_verifier: "v".repeat(10_000) }),
  "a redirect URI with another port": () => ({ redirect_uri: "http://127.0.0.1:49153/callback" }),
  "a redirect URI with another name of the same machine": () => ({ redirect_uri: "http://localhost:49152/callback" }),
  "a redirect URI with another path": () => ({ redirect_uri: "http://127.0.0.1:49152/" }),
  "an attacker's redirect URI": () => ({ redirect_uri: "https://evil.example/" }),
  "another client": () => ({ client_id: ANOTHER_CLIENT }),
})) {
  test(`a code sent with ${what} is revoked`, async () => {
    const { asked, callback } = await code();
    assert.deepEqual(await outcome(codeForm(asked, callback, changes(asked))), NOT_GRANTED);
    assert.deepEqual(await outcome(codeForm(asked, callback)), NOT_GRANTED);
  });
}

test("a code with a changed character is rejected, and does not affect the real one", async () => {
  const { asked, callback } = await code();
  const good = codeForm(asked, callback);
  // Some bits of the last character are unused; the first ones identify the sign-in, the others authenticate.
  for (let at = 0; at < good.code.length; at++) {
    const changed = good.code.slice(0, at) + (good.code[at] === "g" ? "Q" : "g") + good.code.slice(at + 1);
    assert.deepEqual(await outcome({ ...good, code: changed }), NOT_GRANTED, `changed at ${at}`);
  }
  for (const wrong of ["", "ccec_", good.code.slice(0, -1), `${good.code}A`, good.code.replace("ccec_", "ccer_"), "x".repeat(9_000)]) {
    const [status] = await outcome({ ...good, code: wrong });
    assert.equal(status, 400);
  }
  assert.deepEqual(await outcome(good), [200, undefined]);
});

test("codes, refresh tokens and device codes are not interchangeable", async () => {
  const { asked, callback } = await code();
  const { code: text } = codeForm(asked, callback);
  const device_code = (await helper.askForDevice()).device_code;
  const refresh_token = (await login.signedIn()).refresh_token;
  for (const it of [device_code, refresh_token]) assert.deepEqual(await outcome(codeForm(asked, callback, { code: it })), NOT_GRANTED);
  for (const it of [device_code, text]) assert.deepEqual(await outcome(refreshForm(it)), NOT_GRANTED);
  for (const it of [refresh_token, text]) {
    const form = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: "git", device_code: it };
    assert.deepEqual(await outcome(form), NOT_GRANTED);
  }
  for (const it of [device_code, refresh_token, text]) assert.equal((await login.discovered(it))[0], 401);
  assert.deepEqual(await outcome(refreshForm(refresh_token)), [200, undefined]);
  assert.deepEqual(await outcome(codeForm(asked, callback)), [200, undefined]);
});

test("redeeming a code again ends the sign-in", async () => {
  const { asked, callback } = await code();
  const { json: first } = await token(codeForm(asked, callback));
  assert.deepEqual(await login.discovered(first.access_token), GOOD);
  assert.deepEqual(await outcome(codeForm(asked, callback)), NOT_GRANTED);
  for (const isolate of [0, 1]) assert.deepEqual(await login.discovered(first.access_token, { isolate }), EXPIRED);
  assert.deepEqual(await outcome(refreshForm(first.refresh_token)), NOT_GRANTED);
});

test("using a refresh token again after its successor was used ends the sign-in", async () => {
  const first = await login.signedIn();
  const { json: second } = await token(refreshForm(first.refresh_token));
  const { json: third } = await token(refreshForm(second.refresh_token));
  assert.deepEqual(await login.discovered(third.access_token), GOOD);
  assert.deepEqual(await outcome(refreshForm(first.refresh_token)), NOT_GRANTED);
  for (const { access_token: opened } of [first, second, third]) assert.deepEqual(await login.discovered(opened), EXPIRED);
  assert.deepEqual(await outcome(refreshForm(third.refresh_token)), NOT_GRANTED);
});

test("using a refresh token from another client ends the sign-in", async () => {
  const { access_token: opened, refresh_token: stolen } = await login.signedIn();
  assert.deepEqual(await outcome(refreshForm(stolen, { client_id: ANOTHER_CLIENT })), NOT_GRANTED);
  assert.deepEqual(await login.discovered(opened), EXPIRED);
  assert.deepEqual(await outcome(refreshForm(stolen)), NOT_GRANTED);
});

test("an unknown client gets no token, and ends no sign-in", async () => {
  const { refresh_token: next } = await login.signedIn();
  const basic = (text) => ({ authorization: `Basic ${btoa(text)}` });
  for (const [form, headers, status] of [
    [refreshForm(next, { client_id: "evil" }), {}, 400],
    [refreshForm(next, { client_id: "" }), {}, 400],
    [refreshForm(next, { client_id: "GIT" }), {}, 400],
    [refreshForm(next), basic("evil:"), 401],
    [refreshForm(next, { client_id: "" }), basic("evil:secret"), 401],
    [refreshForm(next), basic(`${ANOTHER_CLIENT}:`), 401],
  ]) {
    const answer = await post(`${login.edge.url}/oauth/token`, form, headers);
    assert.deepEqual([answer.status, answer.json.error], [status, "invalid_client"]);
  }
  const { status } = await post(`${login.edge.url}/oauth/token`, refreshForm(next), basic("git:"));
  assert.equal(status, 200);
});

test(`of ${RIVALS} concurrent requests with one code exactly one succeeds`, async () => {
  const { asked, callback } = await code();
  const form = codeForm(asked, callback);
  const answers = await Promise.all(Array.from({ length: RIVALS }, (_, index) => token(form, index % 2)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  const refusals = new Set(answers.filter(({ status }) => status !== 200).map(({ status, json }) => `${status} ${json.error}`));
  // A request during another's redemption is not told that the code has been used.
  refusals.delete("503 temporarily_unavailable");
  refusals.delete("400 invalid_grant");
  assert.deepEqual([...refusals], []);
  assert.deepEqual(await outcome(form), NOT_GRANTED);
  const winner = answers.find(({ status }) => status === 200).json;
  for (const isolate of [0, 1]) assert.deepEqual(await login.discovered(winner.access_token, { isolate }), EXPIRED);
  assert.deepEqual(await outcome(refreshForm(winner.refresh_token)), NOT_GRANTED);
});

test("any of its refresh tokens, and its access token, revokes a sign-in", async () => {
  for (const name of ["access_token", "refresh_token", "newest", "predecessor"]) {
    const tokens = await login.signedIn();
    assert.deepEqual(await login.discovered(tokens.access_token), GOOD);
    if (name === "newest" || name === "predecessor") {
      tokens.predecessor = tokens.refresh_token;
      tokens.refresh_token = tokens.newest = (await helper.refresh(tokens.refresh_token)).refresh_token;
    }
    await helper.revoke(tokens[name]);
    assert.deepEqual(await login.discovered(tokens.access_token), EXPIRED, name);
    assert.deepEqual(await outcome(refreshForm(tokens.refresh_token)), NOT_GRANTED, name);
  }
});

test("ending a session ends its sign-in", async () => {
  const { access_token: opened, refresh_token: next } = await login.signedIn();
  const { status } = await exchange(`${login.edge.url}/session`, { method: "DELETE", headers: { authorization: `Bearer ${opened}` } });
  assert.equal(status, 204);
  assert.deepEqual(await login.discovered(opened), EXPIRED);
  assert.deepEqual(await outcome(refreshForm(next)), NOT_GRANTED);
});

test("revokes a session that was opened without a sign-in", async () => {
  const answer = await exchange(`${login.edge.url}/session`, {
    method: "POST",
    headers: { authorization: `Bearer ${await login.idToken()}` },
  });
  assert.equal(answer.status, 201, answer.body.toString());
  const { token: opened } = JSON.parse(answer.body);
  assert.deepEqual(await login.discovered(opened, { address: "people/eu-west-1/app" }), GOOD);
  await helper.revoke(opened);
  assert.deepEqual(await login.discovered(opened, { address: "people/eu-west-1/app" }), EXPIRED);
});

test("revoking an unknown token ends nothing", async () => {
  const { access_token: opened, refresh_token: next } = await login.signedIn();
  const changed = next.slice(0, 40) + (next[40] === "g" ? "Q" : "g") + next.slice(41);
  for (const text of [changed, "ccer_", "nonsense", opened.slice(0, -2), login.edge.url]) await helper.revoke(text);
  assert.deepEqual(await login.discovered(opened), GOOD);
  assert.deepEqual(await outcome(refreshForm(next)), [200, undefined]);
});
