import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Browser } from "../support/browser.mjs";
import { decide } from "../support/decision.mjs";
import { GOOD_REDIRECTS, HOSTILE_REDIRECTS } from "../support/hostile-redirects.mjs";
import { exchange, sendRaw } from "../support/http.mjs";
import { LoginWorld } from "../support/login-world.mjs";

const login = await LoginWorld.start();
after(() => login.close());
const { edge, provider } = login;

/** A valid authorization request, except for the given parameters. */
function asked(parameters) {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: "git",
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    redirect_uri: "http://127.0.0.1:49152/callback",
    ...parameters,
  });
  return `${edge.url}/oauth/authorize?${query}`;
}

/** Asserts an error page without a redirect. */
function assertLeadsNowhere({ status, headers, body }, what) {
  assert.equal(status, 400, what);
  assert.equal(headers.location, undefined, what);
  assert.equal(headers.refresh, undefined, what);
  assert.equal(headers["set-cookie"], undefined, what);
  assert.match(headers["content-type"], /^text\/html/, what);
  const page = body.toString();
  assert.doesNotMatch(page, /<meta[^>]*refresh/i, what);
  assert.doesNotMatch(page, /<script/i, what);
  for (const [, href] of page.matchAll(/href="?([^" >]*)/g)) assert.ok(href.startsWith("/assets/") || href === "data:,", `${what}: ${href}`);
}

test(`shows an error page for ${HOSTILE_REDIRECTS.length} redirect URIs outside loopback`, async () => {
  assert.ok(HOSTILE_REDIRECTS.length >= 60);
  for (const uri of HOSTILE_REDIRECTS) {
    // Even if the rest of the request is invalid, which would be reported to a helper.
    for (const parameters of [{}, { response_type: "token" }, { scope: "everything" }]) {
      assertLeadsNowhere(await exchange(asked({ ...parameters, redirect_uri: uri })), JSON.stringify(uri));
    }
  }
});

test("sends codes and errors only to the helper's own redirect URI", async () => {
  for (const uri of GOOD_REDIRECTS) {
    const refused = await exchange(asked({ redirect_uri: uri, response_type: "token", state: "a&b=c#d" }));
    assert.equal(refused.status, 303, uri);
    const { location } = refused.headers;
    assert.ok(location.startsWith(`${uri}?error=unsupported_response_type&`), location);
    assert.equal(new URL(location).searchParams.get("state"), "a&b=c#d");

    const browser = new Browser();
    // As a browser writes it, with a slash if there is no path.
    const stop = `${new URL(uri).href}?code=ccec_`;
    const page = await browser.follow(asked({ redirect_uri: uri, state: "s" }), { stop });
    const posted = `${page.url}?${new URLSearchParams({ sub: "alice" })}`;
    const asking = await browser.follow(posted, { method: "POST", stop });
    assert.ok(asking.text.includes(`<dt>Listens at<dd>${uri}<`), asking.text);
    const { location: url } = await decide(browser, asking, "allow");
    assert.ok(url.startsWith(stop), url);
    assert.equal(new URL(url).searchParams.get("iss"), edge.url);
  }
});

test("rejects a missing or repeated redirect URI", async () => {
  const twice = `${asked({})}&redirect_uri=${encodeURIComponent("http://127.0.0.1:1/")}`;
  assertLeadsNowhere(await exchange(twice), "twice");
  assertLeadsNowhere(await exchange(asked({ redirect_uri: "" })), "empty");
  assertLeadsNowhere(await exchange(asked({ client_id: "evil" })), "another client");
});

test("no other parameter causes a redirect", async () => {
  const evil = "https://evil.example/";
  for (const parameters of [{ provider: evil }, { provider: "//evil.example" }, { resource: evil, request_uri: evil, next: evil, return_to: evil, iss: evil }]) {
    const { status, headers } = await exchange(asked(parameters));
    if (status === 303) assert.ok(headers.location.startsWith(`${provider.issuer}/auth?`), headers.location);
    else assert.equal(status, 400);
    assert.ok(!decodeURIComponent(headers.location ?? "").includes("evil"), headers.location);
  }
  for (const path of ["/oauth/callback/company?state=x&code=y&redirect_uri=", "/device/sign-in?user_code=BCDFGHJK&provider=", "/device?next=", "/oauth/identity-center?id=00&next="]) {
    const { status, headers } = await exchange(edge.url + path + encodeURIComponent(evil));
    assert.ok(status < 300 || status >= 400, `${path}: ${status}`);
    assert.equal(headers.location, undefined, path);
  }
});

test("does not send the helper's redirect URI to the identity provider", async () => {
  const { headers } = await exchange(asked({ redirect_uri: "http://127.0.0.1:49152/callback" }));
  const sent = new URL(headers.location);
  assert.equal(sent.searchParams.get("redirect_uri"), `${edge.url}/oauth/callback/company`);
  assert.ok(!headers.location.includes("49152"));
});

test("never writes an unexpected Host into a link or a script", async () => {
  const { port } = new URL(edge.url);
  for (const host of ['evil"><script>alert(1)</script>', "evil.example/@127.0.0.1", "evil.example#", "javascript:alert(1)"]) {
    const answer = await sendRaw(edge.url, `GET /setup HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.doesNotMatch(answer, /<script>alert/, host);
    assert.doesNotMatch(answer, /HTTP\/1\.1 30/, host);
  }
  const right = await sendRaw(edge.url, `GET /setup HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  assert.match(right, /^HTTP\/1\.1 200/);
});
