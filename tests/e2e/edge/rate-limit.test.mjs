import assert from "node:assert/strict";
import { after, test } from "node:test";

import { accessKeys, basic } from "../support/credentials.mjs";
import { eventually } from "../support/eventually.mjs";
import { DISCOVERY } from "../support/federation.mjs";
import { exchange } from "../support/http.mjs";
import { LoginWorld, signIn } from "../support/login-world.mjs";
import { queryCall, signed } from "../support/signed-calls.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const LIMIT = 5;

const login = await LoginWorld.start({ vars: { ACCEPT_ACCESS_KEYS: true }, options: { rateLimiter: { limit: LIMIT } } });
after(() => login.close());

/** A client address that has not been used yet. */
const addresses = (function* () {
  for (let last = 1; ; last++) yield `192.0.2.${last}`;
})();
const newAddress = () => addresses.next().value;

function from(address, path, { headers = {}, ...options } = {}) {
  return exchange(login.edge.url + path, { ...options, headers: { "cf-connecting-ip": address, ...headers } });
}

function posted(address, path, form) {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return from(address, path, { method: "POST", headers, body: new URLSearchParams(form).toString() });
}

const token = (address) => posted(address, "/oauth/token", { grant_type: "refresh_token", client_id: "git", refresh_token: "ccer_made-up" });

async function useUp(address) {
  for (let count = 0; count < LIMIT; count++) assert.notEqual((await token(address)).status, 429);
}

function assertThrottled({ status, headers }) {
  assert.equal(status, 429);
  assert.equal(headers["x-codecommit-edge-code"], "too_many_sign_ins");
  assert.equal(headers["retry-after"], "60");
}

test("rejects programs over the limit with an OAuth error", async () => {
  const address = newAddress();
  await useUp(address);
  for (const refused of [await token(address), await posted(address, "/oauth/device_authorization", { client_id: "git" })]) {
    assertThrottled(refused);
    assert.equal(JSON.parse(refused.body).error, "temporarily_unavailable");
  }
  await eventually("both refusals to be in the log", () => login.edge.logs().filter(({ code }) => code === "too_many_sign_ins").length === 2);
});

test("rejects users over the limit with a page", async () => {
  const address = newAddress();
  const { url } = await (await login.helper()).ask();
  const { pathname, search } = new URL(url);
  const within = await from(address, pathname + search);
  assert.ok(within.status < 400, `${within.status}`);
  for (let count = 1; count < LIMIT; count++) await token(address);
  const refused = await from(address, pathname + search);
  assertThrottled(refused);
  assert.match(refused.headers["content-type"], /^text\/html/);
  assert.match(refused.body.toString(), /Try again in 60 seconds/);
});

test("rejects session requests over the limit", async () => {
  const address = newAddress();
  const headers = { authorization: basic(accessKeys(await login.aws.credentials())) };
  const open = () => from(address, "/session", { method: "POST", headers });
  for (let count = 0; count < LIMIT; count++) assert.equal((await open()).status, 201);
  const refused = await open();
  assertThrottled(refused);
  assert.match(refused.body.toString(), /^Too many requests to sign in/);
});

test("rejects calls to AWS over the limit, which do not count as sign-ins", async () => {
  const address = newAddress();
  const call = async (keys) => {
    const request = await signed(queryCall("sts", "GetCallerIdentity"), keys);
    return from(address, "/aws/sts", request);
  };
  const keys = await login.aws.credentials();
  for (let count = 0; count < LIMIT; count++) assert.equal((await call(keys)).status, 200);
  const refused = await call(keys);
  assert.deepEqual([refused.status, refused.headers["x-codecommit-edge-code"], refused.headers["retry-after"]], [429, "too_many_calls", "60"]);
  assert.notEqual((await token(address)).status, 429);
});

test("the page says that the operator's limit is reached, and what to do", async (t) => {
  const www = WwwWorld.of(login, login.edge, { others: [login.provider.issuer] });
  t.after(() => www.closeBrowsers());
  const page = await www.opened(t);
  // A browser on this machine sends no client address: such requests are counted together.
  await page.tab.route("**/oauth/token", async (route) => {
    const form = new URLSearchParams({ grant_type: "refresh_token", client_id: "git", refresh_token: "ccer_made-up" });
    while ((await fetch(`${login.edge.url}/oauth/token`, { method: "POST", body: form })).status !== 429);
    await route.continue();
  });
  await page.tab.getByRole("button", { name: "Sign in", exact: true }).click();
  await signIn(page.tab);
  const problem = await page.problem();
  assert.match(problem, /Too many sign-in requests came from your network\.\s+Wait a minute, then sign in again\./);
  assert.match(problem, /Try again in 60 seconds\.[^]*too_many_sign_ins/);
});

test("counts each IPv4 address and each IPv6 /64 separately", async () => {
  await useUp("198.51.100.1");
  assertThrottled(await token("198.51.100.1"));
  assert.notEqual((await token("198.51.100.2")).status, 429);

  await useUp("2001:db8:1:2::1");
  assertThrottled(await token("2001:db8:1:2:aaaa:bbbb:cccc:dddd"));
  assert.notEqual((await token("2001:db8:1:3::1")).status, 429);
});

test("never limits git or /setup", async () => {
  const address = newAddress();
  await useUp(address);
  assertThrottled(await token(address));
  const headers = { authorization: basic(accessKeys(await login.aws.credentials())) };
  for (let count = 0; count < 3 * LIMIT; count++) {
    assert.equal((await from(address, `/eu-west-1/app${DISCOVERY}`, { headers })).status, 200);
    assert.equal((await from(address, "/setup")).status, 200);
  }
});

test("lets users sign in when the limiter fails, and logs it", async () => {
  const edge = await login.world.edge(login.vars, { rateLimiter: { limit: 0, fails: true } });
  const { status } = await exchange(`${edge.url}/oauth/device_authorization`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "client_id=git",
  });
  assert.equal(status, 200);
  const line = await eventually("the line to be in the log", () => edge.logs().find(({ route }) => route === "oauth/device_authorization"));
  assert.equal(line.detail, "the rate limiter failed: the limiter is broken");
});

test("does not start when a variable has the rate limiter's name", async () => {
  await assert.rejects(login.world.edge({ ...login.vars, RATE_LIMITER: "100" }), /RATE_LIMITER is a variable, and should be a binding/);
});
