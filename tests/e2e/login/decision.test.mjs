import assert from "node:assert/strict";
import { after, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { Browser } from "../support/browser.mjs";
import { asksForHelper, decide } from "../support/decision.mjs";
import { startUpstream } from "../support/http.mjs";
import { LoginWorld, signIn } from "../support/login-world.mjs";
import { REDIRECT_URI } from "../support/oauth-helper.mjs";
import { startChromium } from "../support/page.mjs";
import { GOOD } from "../support/session-world.mjs";

const login = await LoginWorld.start();
after(() => login.close());
const { edge } = login;
const helper = await login.helper();

/** A browser that has signed in at the provider, and the page on which the edge asks. */
async function asking({ user = "alice", browser = new Browser(), ...parameters } = {}) {
  const asked = await helper.ask(parameters);
  const page = await browser.follow(asked.url);
  if (page.url.startsWith(edge.url)) return { asked, browser, page };
  return { asked, browser, page: await browser.follow(`${page.url}?sub=${user}`, { method: "POST" }) };
}

/** A page's details about the program and its request, by label. */
function details({ text }) {
  return Object.fromEntries([...text.matchAll(/<dt>([^<]*)<dd>([^<]*)/g)].map(([, name, value]) => [name, value]));
}

function assertRefused({ status, headers, location, text }, expected, code, said = /./) {
  assert.deepEqual([status, headers.get("x-codecommit-edge-code"), location], [expected, code, null], text);
  assert.match(text, said);
}

test("shows the program, its redirect URI and the access it gets before issuing a code", async () => {
  const { page } = await asking();
  assert.ok(asksForHelper(page), page.text);
  assert.match(page.text, /act as alice@example\.com\?/);
  assert.deepEqual(details(page), {
    Program: "git",
    "Listens at": REDIRECT_URI,
    Access: "read and write",
    Profile: "every profile that you may use",
  });
  assert.doesNotMatch(page.text, /ccec_/);
  const narrow = await asking({ scope: "profile:readers read" });
  assert.deepEqual(details(narrow.page), { Program: "git", "Listens at": REDIRECT_URI, Access: "read only", Profile: "readers" });
});

test("asks for confirmation even where the provider remembers the user", async () => {
  const { browser, asked, page } = await asking();
  const { location } = await decide(browser, page, "allow");
  assert.deepEqual(await login.discovered((await helper.redeem(asked, location)).access_token), GOOD);
  const silent = await browser.follow((await helper.ask({ redirect_uri: "http://127.0.0.1:6666/evil" })).url);
  assert.ok(asksForHelper(silent));
  assert.equal(details(silent)["Listens at"], "http://127.0.0.1:6666/evil");
});

test("a renewal needs no confirmation", async () => {
  const tokens = await login.signedIn();
  const { access_token: next } = await helper.refresh(tokens.refresh_token);
  assert.deepEqual(await login.discovered(next), GOOD);
});

test("tells the program when the user denies it", async () => {
  const { asked, browser, page } = await asking({ state: "a&b" });
  const { location, status } = await decide(browser, page, "deny");
  assert.equal(status, 303);
  assert.equal(location, `${REDIRECT_URI}?${new URLSearchParams({ error: "access_denied", state: asked.state, iss: edge.url })}`);
});

test("accepts the decision only from the browser that signed in, and only once", async () => {
  const { asked, browser, page } = await asking();
  for (const other of [new Browser(), (await asking({ user: "bob" })).browser]) {
    assertRefused(await decide(other, page, "allow"), 400, "bad_request", /another browser/);
  }
  assertRefused(await decide(browser, page, "allow", { headers: { origin: "https://evil.example" } }), 403, "origin_not_allowed");
  assertRefused(await decide(browser, page, "maybe"), 400, "bad_request", /choose Allow or Deny/);
  assertRefused(await decide(browser, page, ""), 400, "bad_request", /choose Allow or Deny/);
  assertRefused(await browser.open(`${edge.url}/oauth/decision?decision=allow`), 405, "method_not_allowed");

  const { location } = await decide(browser, page, "allow", { headers: { origin: edge.url } });
  assertRefused(await decide(browser, page, "allow"), 400, "bad_request", /already allowed/);
  assert.deepEqual(await login.discovered((await helper.redeem(asked, location)).access_token), GOOD);
});

test("rejects a form that was changed anywhere", async () => {
  const { browser, page } = await asking();
  const [, flow] = /name=flow value="([^"]+)"/.exec(page.text);
  for (const at of [0, 1, 20, flow.length >> 1, flow.length - 2]) {
    const changed = flow.slice(0, at) + (flow[at] === "g" ? "Q" : "g") + flow.slice(at + 1);
    const text = page.text.replace(flow, changed);
    assertRefused(await decide(browser, { ...page, text }, "allow"), 400, "bad_request", /did not come from this edge/);
  }
});

test("a user confirms or denies by keyboard in a browser, and nothing is sent before", async (t) => {
  const received = [];
  const listener = await startUpstream(t, (request, response) => {
    received.push(request.url);
    response.end("You may close this page");
  });
  const context = await (await startChromium(t)).newContext();
  const page = await context.newPage();
  for (const [index, keys] of [["Enter"], ["Tab", "Enter"]].entries()) {
    const asked = await helper.ask({ redirect_uri: `${listener}/cb` });
    await page.goto(asked.url);
    if (index === 0) await signIn(page);
    await page.getByRole("heading", { name: "act as alice@example.com?" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Allow");
    await assertAccessible({ tab: page }, "the decision");
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/decision.png`, fullPage: true });
    assert.deepEqual(received.filter((url) => url.startsWith("/cb")), []);
    for (const key of keys) await page.keyboard.press(key);
    await page.getByText("You may close this page").waitFor();
    const sent = new URLSearchParams(received.splice(0).find((url) => url.startsWith("/cb?")).slice("/cb?".length));
    assert.equal(sent.get("state"), asked.state);
    assert.equal(sent.has("code"), index === 0);
    assert.equal(sent.get("error"), index === 0 ? null : "access_denied");
  }
});
