import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { generateKeys } from "../../identity-provider/keys.mjs";
import { Browser } from "../support/browser.mjs";
import { allowed, pressEnterToAllow } from "../support/decision.mjs";
import { startUpstream } from "../support/http.mjs";
import { LoginWorld, signIn } from "../support/login-world.mjs";
import { REDIRECT_URI } from "../support/oauth-helper.mjs";
import { startChromium } from "../support/page.mjs";
import { GOOD } from "../support/session-world.mjs";
import { tamperPayload, tamperSignature } from "../support/tokens.mjs";

const login = await LoginWorld.start();
after(() => login.close());
const { edge, provider } = login;
const helper = await login.helper();
const CALLBACK = `${edge.url}/oauth/callback/company`;
const [stranger] = await generateKeys(["RS256"]);

afterEach(async () => {
  login.answerTokens();
  const { access_token: token } = await login.signedIn();
  assert.deepEqual(await login.discovered(token), GOOD, "people go on signing in");
});

/** A sign-in that a browser has begun: the request to the provider, and `back`, the provider's response to it. */
async function begun(browser = new Browser()) {
  const asked = await helper.ask();
  const url = new URL(await browser.redirect(asked.url));
  const { state, nonce } = Object.fromEntries(url.searchParams);
  return { asked, browser, url: url.href, state, nonce, back: (changes) => callback({ state, code: "code", ...changes }) };
}

/** The address that the provider redirects the browser to. */
function callback(parameters) {
  const query = { iss: provider.issuer, ...parameters };
  for (const [name, value] of Object.entries(query)) if (value === undefined) delete query[name];
  return `${CALLBACK}?${new URLSearchParams(query)}`;
}

/** Signs the user in as well: returns the address that the browser is about to be redirected to. */
async function authenticated(browser = new Browser(), user = "alice") {
  const flow = await begun(browser);
  const { url } = await browser.follow(flow.url, { stop: CALLBACK });
  if (url.startsWith(CALLBACK)) return { ...flow, callback: url };
  const end = await browser.follow(`${url}?sub=${user}`, { method: "POST", stop: CALLBACK });
  assert.ok(end.url.startsWith(CALLBACK), end.url);
  return { ...flow, callback: end.url };
}

/** Asserts an error page with the reason, and no redirect. */
function assertRefused(page, status, code, text = /./) {
  assert.deepEqual([page.status, page.headers.get("x-codecommit-edge-code")], [status, code], page.text);
  assert.equal(page.location, null);
  assert.match(page.headers.get("content-type"), /^text\/html/);
  assert.match(page.text, text);
}

/** The response of the provider's token endpoint. */
function issuing(idToken) {
  login.answerTokens((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: "x", token_type: "Bearer", ...(idToken && { id_token: idToken }) }));
  });
}

test("a valid ID token gets a code", async () => {
  const { asked, browser, nonce, back } = await begun();
  issuing(await login.idToken({ nonce }));
  const { url: location } = await allowed(browser, await browser.open(back()));
  const code = new URL(location).searchParams.get("code");
  assert.match(code, /^ccec_[\w-]{86}$/);
  assert.equal(location, `${REDIRECT_URI}?${new URLSearchParams({ code, state: asked.state, iss: edge.url })}`);
});

const now = () => Math.floor(Date.now() / 1000);
/** ID tokens that are almost valid, and the refusal of each. */
const ID_TOKENS = {
  "another nonce": [({ nonce }) => login.idToken({ nonce: `${nonce.slice(0, -2)}AA` }), "unrecognised_credential", /another sign-in/],
  "no nonce": [() => login.idToken(), "unrecognised_credential", /another sign-in/],
  "a nonce that is a list": [({ nonce }) => login.idToken({ nonce: [nonce] }), "unrecognised_credential"],
  "another audience": [({ nonce }) => login.idToken({ nonce, aud: "web" }), "unrecognised_credential"],
  "no audience": [({ nonce }) => login.idToken({ nonce, aud: undefined }), "unrecognised_credential"],
  "another authorised party": [({ nonce }) => login.idToken({ nonce, azp: "web" }), "unrecognised_credential", /another client/],
  "two audiences and no authorised party": [
    ({ nonce }) => login.idToken({ nonce, aud: ["codecommit-edge", "web"] }),
    "unrecognised_credential",
    /another client/,
  ],
  "another issuer": [({ nonce }) => login.idToken({ nonce, iss: "https://evil.example" }), "unrecognised_credential"],
  "an expiry an hour ago": [({ nonce }) => login.idToken({ nonce, iat: now() - 7200, exp: now() - 3600 }), "credentials_expired"],
  "a start in an hour": [({ nonce }) => login.idToken({ nonce, nbf: now() + 3600, exp: now() + 7200 }), "clock_skewed"],
  "no subject": [({ nonce }) => login.idToken({ nonce, sub: undefined }), "unrecognised_credential", /has no subject/],
  "an empty subject": [({ nonce }) => login.idToken({ nonce, sub: "" }), "unrecognised_credential", /has no subject/],
  "a stranger's signature": [
    ({ nonce }) => login.idToken({ nonce }, { key: stranger, kid: provider.key("RS256").kid }),
    "signature_rejected",
  ],
  "no signature": [({ nonce }) => login.idToken({ nonce }, { alg: "none" }), "unrecognised_credential"],
  "the public key as its secret": [({ nonce }) => login.idToken({ nonce }, { alg: "HS256" }), "unrecognised_credential"],
  "a changed signature": [async ({ nonce }) => tamperSignature(await login.idToken({ nonce })), "signature_rejected"],
  "a changed person": [async ({ nonce }) => tamperPayload(await login.idToken({ nonce }), { sub: "bob" }), "signature_rejected"],
};

for (const [what, [forged, code, text]] of Object.entries(ID_TOKENS)) {
  test(`rejects an ID token with ${what}`, async () => {
    const flow = await begun();
    issuing(await forged(flow));
    const page = await flow.browser.open(flow.back());
    assertRefused(page, 401, code, text);
    assert.equal(page.headers.get("www-authenticate"), null, "a browser must not prompt for a password");
  });
}

for (const [what, answer, status, code] of [
  ["no ID token", (_, response) => response.end('{"access_token":"x","token_type":"Bearer"}'), 502, "upstream_unreachable"],
  ["an invalid ID token", (_, response) => response.end('{"id_token":"a.b.c"}'), 502, "upstream_unreachable"],
  ["something other than JSON", (_, response) => response.end("<html>"), 502, "upstream_unreachable"],
  ["200 KB", (_, response) => response.end(`{"id_token":"${"x".repeat(200_000)}"}`), 502, "upstream_unreachable"],
  ["a redirect", (_, response) => response.writeHead(307, { location: "https://evil.example/" }).end(), 502, "upstream_unreachable"],
  ["that it does not take the code", (_, response) => response.writeHead(400).end('{"error":"invalid_grant"}'), 400, "bad_request"],
  ["that it does not know the edge", (_, response) => response.writeHead(401).end('{"error":"invalid_client"}'), 502, "upstream_unreachable"],
  ["a reset", (request) => request.socket.resetAndDestroy(), 502, "upstream_unreachable"],
]) {
  test(`rejects a token response with ${what}`, async () => {
    const { browser, back } = await begun();
    login.answerTokens(answer);
    assertRefused(await browser.open(back()), status, code);
  });
}

test("reports a provider's refusal without quoting it", async () => {
  const { browser, back } = await begun();
  const page = await browser.open(back({ code: undefined, error: "access_denied", error_description: "<b>call 555-0100</b>" }));
  assertRefused(page, 403, "access_denied", /denied the sign-in/);
  assert.doesNotMatch(page.text, /555-0100|<b>/);
});

test("rejects a callback from another provider", async () => {
  const { browser, back, callback: url } = await authenticated();
  for (const iss of ["https://evil.example", `${provider.issuer}/`, provider.issuer.toUpperCase(), "", undefined]) {
    const answer = new URL(url);
    answer.searchParams.delete("iss");
    if (iss !== undefined) answer.searchParams.set("iss", iss);
    assertRefused(await browser.open(answer.href), 400, "bad_request", /another identity provider/);
  }
  assertRefused(await browser.open(back({ iss: "https://evil.example", error: "access_denied" })), 400, "bad_request");
});

test("rejects a callback in a browser that did not start the sign-in", async () => {
  const attacker = await authenticated(new Browser(), "bob");
  for (const victim of [new Browser(), (await begun()).browser]) {
    assertRefused(await victim.open(attacker.callback), 400, "bad_request", /another browser/);
  }
  for (const cookie of ["codecommit-edge-login=", `codecommit-edge-login=${"A".repeat(22)}`, "codecommit-edge-login=%00", "x".repeat(5_000)]) {
    const page = await new Browser().open(attacker.callback, { headers: { cookie } });
    assertRefused(page, 400, "bad_request", /another browser/);
  }
  assert.ok((await allowed(attacker.browser, await attacker.browser.open(attacker.callback))).url.startsWith(REDIRECT_URI), "nor has it ended");
});

test("rejects the code of one sign-in with the state of another", async () => {
  const browser = new Browser();
  const first = await authenticated(browser);
  const second = await begun(browser);
  const { code } = Object.fromEntries(new URL(first.callback).searchParams);
  assertRefused(await browser.open(second.back({ code })), 400, "bad_request");
});

test("accepts a callback only once, as the provider does its code", async () => {
  const { browser, callback: url } = await authenticated();
  assert.ok((await allowed(browser, await browser.open(url))).url.startsWith(REDIRECT_URI));
  assertRefused(await browser.open(url), 400, "bad_request");
});

test("rejects a changed or made-up state without asking the provider", async () => {
  const { browser, state, back } = await begun();
  let asked = provider.requests.length;
  // Some bits of the last character are unused.
  for (let at = 0; at < state.length - 1; at++) {
    const changed = state.slice(0, at) + (state[at] === "g" ? "Q" : "g") + state.slice(at + 1);
    assertRefused(await browser.open(back({ state: changed })), 400, "bad_request");
  }
  assert.equal(provider.requests.length, asked);
  const { access_token: session } = await login.signedIn();
  asked = provider.requests.length;
  for (const other of ["", undefined, "A", session, session.slice("cces_".length), "A".repeat(5_000)]) {
    assertRefused(await browser.open(back({ state: other })), 400, "bad_request");
  }
  assertRefused(await browser.open(`${back()}&state=${state}`), 400, "bad_request", /twice/);
  assert.equal(provider.requests.length, asked);
});

test("two sign-ins in two tabs of one browser both finish", async (t) => {
  const browser = await startChromium(t);
  const context = await browser.newContext();
  const redirect_uri = await startUpstream(t, (_, response) => response.end("You may close this page"));
  const asked = [await helper.ask({ redirect_uri: `${redirect_uri}/one` }), await helper.ask({ redirect_uri: `${redirect_uri}/two` })];
  const tabs = [await context.newPage(), await context.newPage()];
  for (const [index, tab] of tabs.entries()) await tab.goto(asked[index].url);
  for (const index of [1, 0]) {
    await signIn(tabs[index], ["alice@example.com", "bob@example.com"][index]);
    await pressEnterToAllow(tabs[index]);
    await tabs[index].getByText("You may close this page").waitFor();
    const { access_token: token } = await helper.redeem(asked[index], tabs[index].url());
    assert.deepEqual(await login.discovered(token, { address: "readers/eu-west-1/app" }), GOOD);
  }
});
