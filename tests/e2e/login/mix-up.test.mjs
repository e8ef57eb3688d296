import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Browser } from "../support/browser.mjs";
import { asksForHelper } from "../support/decision.mjs";
import { LoginWorld } from "../support/login-world.mjs";

const login = await LoginWorld.start();
after(() => login.close());
const other = await login.world.identityProvider();
const { company } = login.vars.IDENTITY_PROVIDERS;
await login.restart({ IDENTITY_PROVIDERS: { company, other: { issuer: other.issuer, client_id: company.client_id } } });
const helper = await login.helper();
const CALLBACK = `${login.edge.url}/oauth/callback/`;

/** A browser that has signed in at the first provider, and the address that it is redirected to. */
async function signedIn() {
  const browser = new Browser();
  const { url } = await helper.ask({ provider: "company" });
  const page = await browser.follow(url);
  const end = await browser.follow(`${page.url}?sub=alice`, { method: "POST", stop: CALLBACK });
  return { browser, callback: new URL(end.url) };
}

test("each provider has its own callback address", async () => {
  for (const provider of ["company", "other"]) {
    const { url } = await helper.ask({ provider });
    const sent = new URL(await new Browser().redirect(url));
    assert.equal(sent.searchParams.get("redirect_uri"), CALLBACK + provider);
  }
});

test("rejects one provider's response at another provider's callback without redeeming the code", async () => {
  const { browser, callback } = await signedIn();
  const right = callback.href;
  callback.pathname = "/oauth/callback/other";
  const asked = [login.provider.requests.length, other.requests.length];
  for (const iss of [login.provider.issuer, other.issuer, null]) {
    if (iss === null) callback.searchParams.delete("iss");
    else callback.searchParams.set("iss", iss);
    const page = await browser.open(callback.href);
    assert.deepEqual([page.status, page.headers.get("x-codecommit-edge-code"), page.location], [400, "bad_request", null]);
    assert.match(page.text, /another identity provider than this sign-in/);
  }
  assert.deepEqual([login.provider.requests.length, other.requests.length], asked);
  assert.ok(asksForHelper(await browser.open(right)), "it continues at the right address");
});

test("has no callback address for an unknown provider", async () => {
  const { browser, callback } = await signedIn();
  for (const name of ["", "evil", "Company", "company/", "identity-center"]) {
    callback.pathname = `/oauth/callback/${name}`;
    assert.equal((await browser.open(callback.href)).status, 404, name);
  }
});
