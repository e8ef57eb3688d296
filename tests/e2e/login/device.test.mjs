import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Browser } from "../support/browser.mjs";
import { eventually } from "../support/eventually.mjs";
import { LoginWorld, signIn } from "../support/login-world.mjs";
import { post } from "../support/oauth-helper.mjs";
import { startChromium } from "../support/page.mjs";
import { RenewingHelper } from "../support/renewing-helper.mjs";
import { EXPIRED, GOOD } from "../support/session-world.mjs";

const GRANT = "urn:ietf:params:oauth:grant-type:device_code";

const login = await LoginWorld.start({ options: { isolates: 2 } });
after(() => login.close());
const { edge, git, world } = login;
const helper = await login.helper();

/** The outcome of a device's token request: the status, and the OAuth error. */
async function poll({ device_code }) {
  const { status, json } = await post(`${edge.url}/oauth/token`, { grant_type: GRANT, client_id: "git", device_code });
  return status === 200 ? json : [status, json.error];
}

/** Signs a user in for a device, up to the page that asks for confirmation: returns its form. */
async function form({ user_code }, { browser = new Browser(), user = "alice" } = {}) {
  const page = await browser.follow(`${edge.url}/device/sign-in?user_code=${user_code}`);
  const asked = page.url.startsWith(edge.url) ? page : await browser.follow(`${page.url}?sub=${user}`, { method: "POST" });
  assert.match(asked.text, /Allow git on that device to act as/);
  return { browser, flow: /name=flow value="([^"]+)"/.exec(asked.text)[1], text: asked.text };
}

function decide({ browser, flow }, decision, headers = {}) {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  const options = { method: "POST", headers: { ...type, ...headers }, body: String(new URLSearchParams({ flow, decision })) };
  return browser.open(`${edge.url}/oauth/decision`, options);
}

/** The code of a page's refusal. */
const refusal = ({ status, headers }) => [status, headers.get("x-codecommit-edge-code")];

test("a device shows a code, the user enters it elsewhere, and git clones", async (t) => {
  const device = new RenewingHelper(git, world.directory());
  t.after(() => device.close());
  const clone = world.directory();
  const cloning = git.start([...device.options, "clone", `${edge.url}/eu-west-1/app`, clone]);
  const { user_code: code, verification_uri: address } = await device.device();
  assert.match(code, /^[B-Z]{5}-[B-Z]{5}$/);

  const page = await (await startChromium(t)).newPage();
  await page.goto(address);
  // As users type: in lower case, without separators, and with an extra space.
  await page.getByLabel("Code").pressSequentially(` ${code.toLowerCase().replace("-", "")}`);
  await page.keyboard.press("Enter");
  await page.getByText(code).waitFor();
  await page.getByText("Sign in to continue").click();
  await signIn(page);
  await page.getByRole("heading", { name: "act as alice@example.com?" }).waitFor();
  // The second click of a double-click on a window that covered this one does not count.
  const holds = await page.evaluate(() => {
    dispatchEvent(new Event("focus"));
    return document.querySelector("button[value=allow]").disabled;
  });
  assert.ok(holds);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: "The device is signed in" }).waitFor();

  const cloned = await cloning.ended;
  assert.equal(cloned.code, 0, cloned.stderr);
  assert.deepEqual(device.done(), ["signed in"]);
  await git.ok([...device.options, "fetch"], { cwd: clone });
  await git.ok(["fsck", "--strict"], { cwd: clone });
});

test("a link that contains the code shows it to compare, and does not sign in by itself", async () => {
  const asked = await helper.askForDevice({ scope: "profile:readers read" });
  const browser = new Browser();
  const page = await browser.open(asked.verification_uri_complete);
  assert.deepEqual([page.status, page.location, page.headers.getSetCookie()], [200, null, []]);
  for (const text of [asked.user_code, "profile:readers read", "less than a minute ago"]) assert.ok(page.text.includes(text), text);
  assert.deepEqual(await poll(asked), [400, "authorization_pending"]);

  const decided = await form(asked, { browser });
  assert.ok(decided.text.includes(asked.user_code));
  assert.equal((await decide(decided, "allow")).status, 200);
  const { access_token: token, scope } = await helper.waitForDevice({ ...asked, interval: 1 });
  assert.equal(scope, "profile:readers read");
  assert.deepEqual(await login.discovered(token, { address: "readers/eu-west-1/app" }), GOOD);
  assert.deepEqual(await login.discovered(token, { address: "people/eu-west-1/app" }), [403, "access_denied"]);
});

test("a device that the user denies gets no token", async (t) => {
  const device = new RenewingHelper(git, world.directory());
  t.after(() => device.close());
  const asking = git.start([...device.options, "ls-remote", `${edge.url}/eu-west-1/app`]);
  const asked = await device.device();
  const page = await decide(await form(asked), "deny");
  assert.match(page.text, /not signed in/);
  const { code, stderr } = await asking.ended;
  assert.notEqual(code, 0);
  assert.match(stderr, /access_denied/);
  assert.deepEqual(await poll(asked), [400, "access_denied"]);
});

test("a device that polls too often gets slow_down, with a longer interval each time", async () => {
  const asked = await helper.askForDevice();
  assert.deepEqual([asked.interval, asked.expires_in], [5, 600]);
  assert.deepEqual(await poll(asked), [400, "authorization_pending"]);
  assert.deepEqual(await poll(asked), [400, "slow_down"]);
  await sleep(5_600);
  assert.deepEqual(await poll(asked), [400, "slow_down"], "it is ten seconds now");
  assert.equal((await decide(await form(asked), "allow")).status, 200);
  assert.deepEqual(await login.discovered((await poll(asked)).access_token), GOOD, "what is decided has not to wait");
});

test("a device code is redeemed once, and using it again ends the sign-in", async () => {
  const asked = await helper.askForDevice();
  await decide(await form(asked), "allow");
  const first = await poll(asked);
  const second = await helper.refresh(first.refresh_token);
  assert.deepEqual(await login.discovered(second.access_token), GOOD);
  assert.deepEqual(await poll(asked), [400, "invalid_grant"]);
  for (const { access_token: token } of [first, second]) assert.deepEqual(await login.discovered(token), EXPIRED);
});

test("of 20 concurrent requests for one device's tokens at most one succeeds", async () => {
  const asked = await helper.askForDevice();
  await decide(await form(asked), "allow");
  const answers = await Promise.all(Array.from({ length: 20 }, () => poll(asked)));
  const losers = answers.filter(Array.isArray);
  assert.ok(losers.length >= 19);
  // Concurrent requests are told to wait; later ones use the code a second time.
  const replays = losers.filter(([, error]) => error === "invalid_grant");
  const waiting = losers.filter(([status, error]) => status === 503 && error === "temporarily_unavailable");
  assert.equal(replays.length + waiting.length, losers.length, JSON.stringify(losers));
  for (const { access_token: token } of answers.filter((answer) => !Array.isArray(answer))) {
    assert.deepEqual(await login.discovered(token), replays.length > 0 ? EXPIRED : GOOD);
  }
});

test("an unknown user code shows the form again, with a message", async (t) => {
  const page = await (await startChromium(t)).newPage();
  for (const code of ["BCDF-GHJK", "hello", "AEIO-UYAE", "<b>&\"'"]) {
    await page.goto(`${edge.url}/device`);
    await page.getByLabel("Code").fill(code);
    const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Continue" }).click()]);
    assert.equal(answer.status(), 400);
    await page.getByRole("alert").getByText("No device is waiting with this code").waitFor();
    assert.equal(await page.getByLabel("Code").inputValue(), code);
  }
  const browser = new Browser();
  const { status, location, headers } = await browser.open(`${edge.url}/device/sign-in?user_code=BCDFGHJK`);
  assert.deepEqual([status, location, headers.getSetCookie()], [400, null, []]);
  for (const query of ["", "?user_code=", "?user_code=hello"]) {
    assert.deepEqual(refusal(await browser.open(`${edge.url}/device/sign-in${query}`)), [400, "bad_request"]);
  }
});

test("a device is approved or denied only once", async () => {
  const [one, other] = [await helper.askForDevice(), await helper.askForDevice()];
  const denied = await form(one);
  assert.equal((await decide(denied, "deny")).status, 200);
  for (const decision of ["allow", "deny"]) assert.match((await decide(denied, decision)).text, /No device is waiting/);
  assert.deepEqual(await poll(one), [400, "access_denied"]);
  const allowed = await form(other);
  assert.equal((await decide(allowed, "allow")).status, 200);
  assert.match((await decide(allowed, "deny")).text, /No device is waiting/);
  assert.ok((await poll(other)).access_token);
});

test("rejects a form submitted from another browser", async () => {
  const asked = await helper.askForDevice();
  const mine = await form(asked);
  for (const browser of [new Browser(), (await form(await helper.askForDevice())).browser]) {
    assert.deepEqual(refusal(await decide({ ...mine, browser }, "allow")), [400, "bad_request"]);
  }
  for (const origin of ["https://evil.example", "null", edge.url.replace("127.0.0.1", "localhost")]) {
    assert.deepEqual(refusal(await decide(mine, "allow", { origin })), [403, "origin_not_allowed"]);
  }
  const { flow } = mine;
  const states = new URL(await new Browser().redirect((await helper.ask()).url)).searchParams.get("state");
  for (const changed of ["", flow.slice(0, -3), `${flow}AAAA`, flow.replace(/.$/, ""), states, flow.slice(0, 60) + (flow[60] === "g" ? "Q" : "g") + flow.slice(61)]) {
    assert.deepEqual(refusal(await decide({ ...mine, flow: changed }, "allow")), [400, "bad_request"]);
  }
  for (const decision of ["", "ALLOW", "yes"]) assert.deepEqual(refusal(await decide(mine, decision)), [400, "bad_request"]);
  assert.deepEqual(await poll(asked), [400, "authorization_pending"]);
  assert.equal((await decide(mine, "allow", { origin: edge.url })).status, 200);
  await eventually("the device has its tokens", async () => (await poll(asked)).access_token);
});

test("a user whom no rule admits is told before they decide", async () => {
  const asked = await helper.askForDevice({ scope: "profile:people" });
  const browser = new Browser();
  const { url } = await browser.follow(`${edge.url}/device/sign-in?user_code=${asked.user_code}`);
  const page = await browser.follow(`${url}?sub=bob`, { method: "POST" });
  assert.deepEqual(refusal(page), [403, "access_denied"]);
  assert.match(page.text, /No rule/);
  assert.deepEqual(await poll(asked), [400, "authorization_pending"]);
});
