import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Browser } from "../support/browser.mjs";
import { exchange } from "../support/http.mjs";
import { LoginWorld } from "../support/login-world.mjs";
import { codeForm, post, refreshForm } from "../support/oauth-helper.mjs";

const APP = "https://app.example.com";
const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
const POSTED = ["/oauth/token", "/oauth/revoke", "/oauth/device_authorization", "/oauth/decision"];
const OPENED = ["/oauth/authorize", "/oauth/callback/company", "/oauth/identity-center", "/device", "/device/sign-in", "/setup", "/setup.gitconfig"];
const METADATA = "/.well-known/oauth-authorization-server";

const login = await LoginWorld.start({ vars: { ALLOWED_ORIGINS: [APP] } });
after(() => login.close());
const { edge } = login;
const helper = await login.helper();

const codeOf = ({ headers }) => headers["x-codecommit-edge-code"];

for (const path of POSTED) {
  test(`${path} accepts only POST, and only a form`, async () => {
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH"]) {
      const answer = await exchange(`${edge.url}${path}?grant_type=refresh_token&client_id=git`, { method });
      assert.deepEqual([answer.status, codeOf(answer), answer.headers.allow], [405, "method_not_allowed", "POST, OPTIONS"], method);
    }
    for (const type of ["application/json", "text/plain", "multipart/form-data; boundary=x", "", "application/x-www-form-urlencodedx"]) {
      const answer = await post(edge.url + path, refreshForm("x"), { "content-type": type });
      assert.deepEqual([answer.status, codeOf(answer)], [415, "unsupported_media_type"], type);
    }
    const { status } = await post(edge.url + path, { client_id: "git" }, { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" });
    assert.notEqual(status, 415);
  });
}

for (const path of OPENED) {
  test(`${path} accepts only GET`, async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const answer = await exchange(edge.url + path, { method });
      assert.deepEqual([answer.status, codeOf(answer), answer.headers.allow], [405, "method_not_allowed", "GET"], method);
    }
  });
}

test("a HEAD request neither starts nor finishes a sign-in", async () => {
  const { url } = await helper.ask();
  const asked = login.provider.requests.length;
  for (const target of [url, `${edge.url}/oauth/callback/company`, `${edge.url}/device/sign-in?user_code=BCDF-GHJK`]) {
    const { status, headers } = await exchange(target, { method: "HEAD" });
    assert.deepEqual([status, headers.location, headers["set-cookie"]], [405, undefined, undefined]);
  }
  assert.equal(login.provider.requests.length, asked);
});

/** Invalid parameters of `/oauth/authorize`, and the OAuth error for each. */
const QUERIES = {
  "no response type": [{ response_type: "" }, "unsupported_response_type"],
  "the implicit grant": [{ response_type: "token" }, "unsupported_response_type"],
  "a code in a fragment": [{ response_mode: "fragment" }, "invalid_request"],
  "a code in a form": [{ response_mode: "form_post" }, "invalid_request"],
  "no challenge": [{ code_challenge: "" }, "invalid_request"],
  "a plain challenge": [{ code_challenge_method: "plain" }, "invalid_request"],
  "a challenge without its method": [{ code_challenge_method: "" }, "invalid_request"],
  "a challenge that is too short": [{ code_challenge: "AAAA" }, "invalid_request"],
  "an unknown scope": [{ scope: "admin" }, "invalid_scope"],
  "two profiles": [{ scope: "profile:people profile:readers" }, "invalid_scope"],
  "a profile in capitals": [{ scope: "profile:PEOPLE" }, "invalid_scope"],
  "a state of 2 KB": [{ state: "s".repeat(2_000) }, "invalid_request"],
};

for (const [what, [changes, error]] of Object.entries(QUERIES)) {
  test(`rejects a helper's request with ${what} before the user signs in`, async () => {
    const { url, redirectUri, state } = await helper.ask();
    const query = new URL(url);
    for (const [name, value] of Object.entries(changes)) query.searchParams.set(name, value);
    const location = new URL(await new Browser().redirect(query.href));
    assert.equal(location.origin + location.pathname, redirectUri);
    const told = Object.fromEntries(location.searchParams);
    assert.deepEqual([told.error, told.iss, told.code], [error, edge.url, undefined]);
    assert.equal(told.state, changes.state ? undefined : state);
  });
}

test("rejects a repeated parameter at every endpoint", async () => {
  const browser = new Browser();
  const { url } = await helper.ask();
  for (const name of ["client_id", "redirect_uri", "state", "code_challenge", "scope", "unknown"]) {
    const page = await browser.open(`${url}&${name}=x&${name}=x`);
    assert.deepEqual([page.status, page.headers.get("x-codecommit-edge-code"), page.location], [400, "bad_request", null], name);
  }
  const asked = await helper.ask();
  const form = new URLSearchParams(codeForm(asked, await login.through(browser, asked.url)));
  for (const name of form.keys()) {
    const { status, json } = await post(`${edge.url}/oauth/token`, `${form}&${name}=x`);
    assert.deepEqual([status, json.error], [400, "invalid_request"], name);
  }
  assert.equal((await post(`${edge.url}/oauth/token`, form)).status, 200, "the code is still good");
});

test("rejects malformed forms with an OAuth error", async () => {
  for (const [form, error] of [
    ["", "invalid_client"],
    ["client_id=git", "invalid_request"],
    ["client_id=git&grant_type=", "invalid_request"],
    ["client_id=git&grant_type=password&username=alice&password=secret", "unsupported_grant_type"],
    ["client_id=git&grant_type=client_credentials", "unsupported_grant_type"],
    ["client_id=git&grant_type=authorization_code", "invalid_request"],
    ["client_id=git&grant_type=refresh_token&refresh_token=", "invalid_request"],
    [`client_id=git&grant_type=${DEVICE_GRANT}&device_code=x`, "invalid_grant"],
    [`client_id=git&grant_type=refresh_token&refresh_token=${"x".repeat(100_000)}`, "invalid_request"],
    [Buffer.from("client_id=git&grant_type=\xff", "latin1"), "invalid_request"],
    ["\0".repeat(100), "invalid_client"],
  ]) {
    const body = Buffer.from(form);
    const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": body.length };
    const answer = await exchange(`${edge.url}/oauth/token`, { method: "POST", headers, body });
    const { error: told, error_description: why } = JSON.parse(answer.body);
    assert.deepEqual([answer.status, told], [400, error]);
    // RFC 6749, 5.2
    assert.match(why, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  }
});

test("token responses are not cached, and only allowed origins can read them", async () => {
  const { refresh_token: next } = await login.signedIn();
  const own = await post(`${edge.url}/oauth/token`, refreshForm(next), { origin: APP });
  assert.equal(own.status, 200);
  assert.equal(own.headers["cache-control"], "no-store");
  assert.equal(own.headers["x-content-type-options"], "nosniff");
  assert.equal(own.headers["access-control-allow-origin"], APP);
  assert.equal(own.headers["access-control-allow-credentials"], undefined);
  for (const origin of ["https://evil.example", "null", `${APP}.evil.example`, APP.replace("https", "http")]) {
    const foreign = await post(`${edge.url}/oauth/token`, refreshForm(own.json.refresh_token), { origin });
    assert.deepEqual([foreign.status, codeOf(foreign)], [403, "origin_not_allowed"]);
    assert.equal(foreign.headers["access-control-allow-origin"], undefined);
  }
  assert.equal((await post(`${edge.url}/oauth/token`, refreshForm(own.json.refresh_token))).status, 200, "it was not taken");
});

test("pages cannot be framed, load nothing from elsewhere and are not cached", async () => {
  const policy = ["default-src 'none'", "style-src 'self'", "script-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"];
  for (const path of ["/device", "/device?user_code=AAAA", "/device?user_code=BCDF-GHJK", "/setup", "/setup?with=oauth", "/oauth/authorize", "/oauth/callback/company?state=x", "/oauth/identity-center?id=1"]) {
    const { headers, body } = await exchange(edge.url + path);
    for (const directive of policy) assert.ok(headers["content-security-policy"].split("; ").includes(directive), `${path}: ${directive}`);
    assert.equal(headers["content-type"], "text/html; charset=utf-8");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-frame-options"], "DENY");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["referrer-policy"], /^(no-referrer|same-origin)$/);
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["access-control-allow-origin"], undefined);
    assert.doesNotMatch(body.toString(), /<script(?! src=\/assets\/)|<style|\son\w+=|style=|src=.?https?:/i, path);
  }
});

test("the sign-in cookie is sent to the edge only, and redirects are not cached", async () => {
  const { headers, status } = await exchange((await helper.ask()).url);
  const [cookie, ...others] = headers["set-cookie"];
  assert.deepEqual([status, others], [303, []]);
  assert.match(cookie, /^codecommit-edge-login=[\w-]{22}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["referrer-policy"], "no-referrer");
});

test("the metadata lists what the edge supports, and allowed origins can read it", async () => {
  const answer = await exchange(edge.url + METADATA, { headers: { origin: APP } });
  assert.equal(answer.headers["content-type"], "application/json");
  assert.equal(answer.headers["access-control-allow-origin"], APP);
  const metadata = JSON.parse(answer.body);
  assert.equal(metadata.issuer, edge.url);
  for (const [name, url] of Object.entries(metadata).filter(([name]) => name.endsWith("_endpoint"))) {
    assert.ok(url.startsWith(`${edge.url}/oauth/`), name);
    const { status } = await (name === "authorization_endpoint" ? exchange(url) : post(url, {}));
    assert.equal(status, 400, name);
  }
  assert.deepEqual(metadata.code_challenge_methods_supported, ["S256"]);
});
