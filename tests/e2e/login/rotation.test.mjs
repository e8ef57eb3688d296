import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, test } from "node:test";

import { exchange } from "../support/http.mjs";
import { LoginWorld } from "../support/login-world.mjs";
import { post, refreshForm } from "../support/oauth-helper.mjs";
import { startChromium } from "../support/page.mjs";
import { EXPIRED, GOOD, REJECTED, sessionKey } from "../support/session-world.mjs";

const login = await LoginWorld.start();
after(() => login.close());
const { git, world } = login;
const K1 = login.vars.SESSION_KEYS;
const K2 = sessionKey("k2");
const before = await login.signedIn();
const forgotten = await login.signedIn();

async function refresh({ refresh_token: token }) {
  const { status, json } = await post(`${login.edge.url}/oauth/token`, refreshForm(token));
  return { status, ...json };
}

test("sign-ins survive a restart of the edge", async () => {
  await login.restart();
  for (const { access_token: token } of [before, forgotten]) assert.deepEqual(await login.discovered(token), GOOD);
});

test("with a new key listed before the old one, tokens stay valid and renewals use the new key", async () => {
  await login.restart({ SESSION_KEYS: `${K2},${K1}` });
  for (const { access_token: token } of [before, forgotten]) assert.deepEqual(await login.discovered(token), GOOD);
  Object.assign(before, await refresh(before));
  assert.equal(before.status, 200);
  assert.deepEqual(await login.discovered(before.access_token), GOOD);
});

test("with only the new key, tokens renewed in time stay valid", async () => {
  await login.restart({ SESSION_KEYS: K2 });
  assert.deepEqual(await login.discovered(before.access_token), GOOD);
  Object.assign(before, await refresh(before));
  assert.equal(before.status, 200);
  assert.deepEqual(await login.discovered(before.access_token), GOOD);
});

test("with only the new key, other tokens are rejected: git forgets them and signs in again", async (t) => {
  const refused = await refresh(forgotten);
  assert.deepEqual([refused.status, refused.error], [400, "invalid_grant"]);
  assert.deepEqual(await login.discovered(forgotten.access_token), EXPIRED);
  const url = `${login.edge.url}/eu-west-1/app`;
  const headers = { authorization: `Bearer ${forgotten.access_token}` };
  const answer = await exchange(`${url}/info/refs?service=git-upload-pack`, { headers });
  assert.match(answer.headers["www-authenticate"], /^Basic realm="codecommit-edge"/);

  const file = world.directory();
  const options = login.oauthOptions({ keeping: [`store --file=${file}`] });
  const input = `url=${login.edge.url}\nusername=oauth2\npassword=${forgotten.access_token}\n`;
  await git.ok([...options.slice(0, 4), "credential", "approve"], { input });
  assert.ok(readFileSync(file, "utf8").includes(forgotten.access_token));
  const { code, stderr } = await git.run([...options, "ls-remote", url]);
  assert.equal(code, 128);
  assert.match(stderr, /Authentication failed/);
  assert.ok(!existsSync(file) || readFileSync(file, "utf8").trim() === "", "git has forgotten it");

  const clone = world.directory();
  const browser = await startChromium(t);
  const cloned = await login.runSigningIn(browser, [...options, "clone", url, clone]);
  assert.equal(cloned.code, 0, cloned.stderr);
  await git.ok([...options, "fetch"], { cwd: clone });
});

test("an edge under another name rejects its tokens", async () => {
  const { status, headers } = await exchange(`${login.edge.url}/eu-west-1/app/info/refs?service=git-upload-pack`, {
    headers: { authorization: `Bearer ${before.access_token}`, host: "edge.example.com", "x-forwarded-proto": "https" },
  });
  assert.deepEqual([status, headers["x-codecommit-edge-code"]], REJECTED);
  const form = refreshForm(before.refresh_token);
  const elsewhere = await post(`${login.edge.url}/oauth/token`, form, { host: "edge.example.com", "x-forwarded-proto": "https" });
  assert.deepEqual([elsewhere.status, elsewhere.json.error], [400, "invalid_grant"]);
});
