import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Browser } from "../support/browser.mjs";
import { allowed, pressEnterToAllow } from "../support/decision.mjs";
import { BOB, approve, assign, identityCenterAlone, isWaiting, proceeded, signInAtAws } from "../support/identity-center.mjs";
import { LoginWorld, Opener } from "../support/login-world.mjs";
import { REDIRECT_URI, post, refreshForm } from "../support/oauth-helper.mjs";
import { startChromium } from "../support/page.mjs";
import { RenewingHelper } from "../support/renewing-helper.mjs";
import { EXPIRED, GOOD } from "../support/session-world.mjs";

const READER = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Reader_";
const ALICE = {
  name: "alice",
  assignments: [
    { account_id: "111111111111", account_name: "payments", roles: [{ name: "Developer" }, { name: "Reader+1" }] },
    { account_id: "222222222222", account_name: "<b>platform</b>", roles: [{ name: "Administrator" }] },
  ],
};

const login = await LoginWorld.start({ vars: identityCenterAlone, options: { isolates: 2 } });
after(() => login.close());
const { aws, edge, git, world } = login;
// A role reaches the repositories of its own account.
for (const { account_id: account } of ALICE.assignments) await aws.repository("eu-west-1", "app", { sample: "history", account });
beforeEach(() => assign(aws, [ALICE, BOB, { name: "carol", assignments: [] }]));
afterEach(() => aws.clearFaults());

/** The tokens of a user whose sign-in involves no choice. */
async function signedIn({ scope } = {}) {
  const helper = await login.helper();
  const asked = await helper.ask({ scope });
  const { url } = await signInAtAws(aws, new Browser(), asked.url);
  return helper.redeem(asked, url);
}

/** The requests to IAM Identity Center. */
async function actions(since) {
  return (await aws.requests(since)).filter(({ service }) => service?.startsWith("sso-")).map(({ action }) => action);
}

/** The code of a page's refusal. */
const refusal = ({ status, headers }) => [status, headers.get("x-codecommit-edge-code")];

async function begun() {
  const browser = new Browser();
  const page = await browser.follow((await (await login.helper()).ask()).url);
  return { browser, page };
}

test("git opens the browser, AWS asks in a tab of its own, the user chooses a role, and git clones", async (t) => {
  const opener = new Opener(world.directory());
  const clone = world.directory();
  const options = [...login.oauthOptions(), "clone", `${edge.url}/eu-west-1/app`, clone];
  const cloning = git.start(options, { env: opener.environment });
  const since = await aws.mark();

  const context = await (await startChromium(t)).newContext();
  const page = await context.newPage();
  await page.goto(await opener.url());
  const [code] = await page.locator(".code").allInnerTexts();
  const [tab] = await Promise.all([context.waitForEvent("page"), page.getByRole("link", { name: "Open AWS's page" }).click()]);
  await tab.getByText(code).waitFor();
  assert.equal(await tab.evaluate(() => globalThis.opener), null);
  await tab.getByRole("button", { name: "Allow as alice" }).click();
  await tab.getByText("Request approved").waitFor();
  await tab.close();

  // It continues by itself.
  await page.getByRole("heading", { name: "Choose an AWS account" }).waitFor();
  await page.getByText("<b>platform</b>").waitFor();
  await page.getByText("payments").click();
  await page.getByRole("heading", { name: "Choose a role in 111111111111" }).waitFor();
  await page.getByText("Reader+1").click();
  await pressEnterToAllow(page);
  await page.getByText("You may close this page").waitFor();
  const { code: exit, stderr } = await cloning.ended;
  assert.equal(exit, 0, stderr);
  await git.ok(["fsck", "--strict"], { cwd: clone });

  const asked = (await aws.requests(since)).filter(({ service }) => service?.startsWith("git-"));
  assert.ok(asked.length >= 2);
  for (const { principal } of asked) assert.match(principal, /^arn:aws:sts::111111111111:assumed-role\/AWSReservedSSO_Reader\+1_\w{16}\/alice$/);
});

test("a user with one role in one account is not asked to choose", async () => {
  const since = await aws.mark();
  const { access_token: token, scope, expires_in: seconds } = await signedIn();
  assert.equal(scope, "write");
  assert.ok(seconds > 28_000 && seconds <= 28_800, `${seconds}`);
  for (const isolate of [0, 1]) assert.deepEqual(await login.discovered(token, { isolate }), GOOD);
  assert.deepEqual(await login.discovered(token, { address: "eu-west-1/docs" }), [403, "access_denied"]);
  const relayed = (await aws.requests(since)).filter(({ service }) => service?.startsWith("git-"));
  for (const { principal } of relayed) assert.ok(principal.startsWith(READER) && principal.endsWith("/bob"), principal);
  assert.deepEqual((await aws.requests(since)).filter(({ service }) => service === "sts"), []);
});

test("a profile's policy narrows the role's permissions", async () => {
  const { access_token: token } = await signedIn({ scope: "profile:readers" });
  assert.deepEqual(await login.discovered(token, { address: "readers/eu-west-1/app" }), GOOD);
  const clone = world.directory();
  const options = ["-c", `http.extraHeader=Authorization: Bearer ${token}`];
  await git.ok([...options, "clone", "--quiet", `${edge.url}/readers/eu-west-1/app`, clone]);
  await git.commit(clone, "new.txt", "new");
  const { code, stderr } = await git.run([...options, "push", "origin", "HEAD:refs/heads/new"], { cwd: clone });
  assert.notEqual(code, 0);
  assert.match(stderr, /remote rejected.*read-only/);
});

test("a role's expired credentials are replaced, and git's token stays valid", async () => {
  await assign(aws, [BOB], { role_seconds: 3 });
  const { access_token: password } = await signedIn();
  const helper = git.helper().set({ username: "oauth2", password });
  const clone = world.directory();
  await git.ok([...helper.options, "clone", `${edge.url}/eu-west-1/app`, clone]);
  await sleep(3_500);
  const since = await aws.mark();
  await git.ok([...helper.options, "fetch"], { cwd: clone });
  assert.ok(helper.keeps);
  assert.deepEqual([...new Set(await actions(since))], ["GetRoleCredentials"]);
});

test("a helper renews an expired portal token without git noticing", async (t) => {
  // Enough for a clone on a busy machine.
  await assign(aws, [BOB], { access_token_seconds: 8 });
  const tokens = await signedIn();
  assert.ok(tokens.expires_in <= 8);
  const expired = sleep(9_500);
  const helper = new RenewingHelper(git, world.directory());
  t.after(() => helper.close());
  await helper.keep(edge.url, tokens);
  const clone = world.directory();
  await git.ok([...helper.options, "clone", `${edge.url}/eu-west-1/app`, clone]);
  // git counts in whole seconds.
  await expired;
  const since = await aws.mark();
  await git.ok([...helper.options, "fetch"], { cwd: clone });
  assert.deepEqual(helper.done(), ["renewed"]);
  assert.deepEqual((await actions(since)).slice(0, 2), ["CreateToken", "GetRoleCredentials"]);
  assert.deepEqual(await login.discovered(tokens.access_token), EXPIRED);
});

test("a user whose session AWS ended has to sign in again", async () => {
  const { access_token: token, refresh_token: next } = await signedIn();
  await assign(aws, [ALICE, BOB]);
  assert.deepEqual(await login.discovered(token), EXPIRED);
  const { status, json } = await post(`${edge.url}/oauth/token`, refreshForm(next));
  assert.deepEqual([status, json.error], [400, "invalid_grant"]);
});

test("a removed role is a 403 with a reason, not a password prompt", async () => {
  const { access_token: password } = await signedIn();
  const forbidden = { status: 403, headers: { "x-amzn-ErrorType": "ForbiddenException" }, body: '{"message":"No access"}' };
  await aws.fault(forbidden, { service: "sso-portal", action: "GetRoleCredentials" });
  const helper = git.helper().set({ username: "oauth2", password });
  const { code, stderr } = await git.run([...helper.options, "ls-remote", `${edge.url}/eu-west-1/app`]);
  assert.equal(code, 128);
  assert.match(stderr, /remote: IAM Identity Center does not assign you this role/);
  assert.ok(helper.keeps);
});

test("rejects an account or a role that the user does not have", async () => {
  const { browser, page: waiting } = await begun();
  await approve(waiting, { allow: "alice" });
  const page = await proceeded(browser, waiting.url);
  for (const query of ["&account=123456789012&role=Reader", "&account=111111111111&role=Administrator", "&account=222222222222&role=Developer"]) {
    assert.deepEqual(refusal(await browser.open(page.url + query)), [403, "access_denied"], query);
  }
  for (const query of ["&account=1", "&account=11111111111a", "&account=111111111111&role=a%0Ab", `&account=111111111111&role=${"r".repeat(65)}`, "&account=111111111111&account=222222222222"]) {
    assert.deepEqual(refusal(await browser.open(page.url + query)), [400, "bad_request"], query);
  }
  const { url } = await allowed(browser, await browser.follow(`${page.url}&account=111111111111&role=Developer`));
  assert.ok(url.startsWith(REDIRECT_URI), "the right choice is still good");
});

test("a sign-in belongs to its browser, and finishes once", async () => {
  const { browser, page } = await begun();
  const refuseOthers = async (url) => {
    for (const other of [new Browser(), (await begun()).browser]) {
      const since = await aws.mark();
      assert.deepEqual(refusal(await other.open(url)), [400, "bad_request"]);
      assert.deepEqual(await actions(since), [], "AWS is not asked for another browser");
    }
  };
  await refuseOthers(page.url);
  await approve(page, { allow: "bob" });
  await refuseOthers(page.url);
  const asks = await proceeded(browser, page.url);
  assert.match(asks.url, /\/oauth\/identity-center\?id=[\w-]{43}$/);
  assert.ok((await allowed(browser, asks)).url.startsWith(REDIRECT_URI));
  for (const url of [page.url, asks.url]) assert.deepEqual(refusal(await proceeded(browser, url)), [401, "credentials_expired"]);
});

test("a waiting page leads to one sign-in, however often and in however many tabs it is opened", async () => {
  const { browser, page } = await begun();
  await approve(page, { allow: "alice" });
  const before = login.storedObjects();
  const { url } = await proceeded(browser, page.url);
  for (let tabs = 0; tabs < 3; tabs++) {
    const tab = await proceeded(browser, page.url);
    assert.match(tab.text, /Choose an AWS account/);
    assert.equal(tab.url, url);
  }
  for (const other of [new Browser(), (await begun()).browser]) {
    assert.deepEqual(refusal(await other.open(url)), [400, "bad_request"]);
  }
  assert.equal(login.storedObjects(), before + 1);
});

test("a page that polls AWS too often waits longer from then on", async () => {
  const { browser, page } = await begun();
  const refresh = ({ text }) => /http-equiv=refresh content="(\d+);url=([^"]+)"/.exec(text);
  const [, seconds, address] = refresh(await hurried(browser, page.url));
  assert.equal(seconds, "7");
  await approve(page, { allow: "bob" });
  const asks = await proceeded(browser, edge.url + address);
  assert.ok((await allowed(browser, asks)).url.startsWith(REDIRECT_URI));
});

/** Opens the page before AWS accepts another poll. */
async function hurried(browser, url) {
  await browser.open(url);
  return browser.open(url);
}

test("rejects made-up addresses without looking anything up", async () => {
  const { browser } = await begun();
  const before = login.storedObjects();
  const since = await aws.mark();
  for (const id of ["", "0".repeat(32), "A".repeat(43), "z".repeat(32)]) {
    assert.deepEqual(refusal(await browser.open(`${edge.url}/oauth/identity-center?id=${id}`)), [400, "bad_request"]);
  }
  for (let count = 0; count < 20; count++) {
    const id = randomBytes(32).toString("base64url");
    assert.deepEqual(refusal(await browser.open(`${edge.url}/oauth/identity-center?id=${id}`)), [400, "bad_request"]);
    const state = randomBytes(400).toString("base64url");
    assert.deepEqual(refusal(await browser.open(`${edge.url}/oauth/identity-center?state=${state}`)), [401, "credentials_expired"]);
  }
  assert.deepEqual(await actions(since), []);
  assert.equal(login.storedObjects(), before);
});

test("stores nothing before the user has approved at AWS", async () => {
  const before = login.storedObjects();
  for (let count = 0; count < 5; count++) {
    const { browser, page } = await begun();
    assert.ok(isWaiting(page));
    assert.ok(isWaiting(await browser.open(page.url)));
    await new Browser().open(page.url);
  }
  assert.equal(login.storedObjects(), before);
  const { browser, page } = await begun();
  await approve(page, { allow: "alice" });
  await proceeded(browser, page.url);
  assert.equal(login.storedObjects(), before + 1);
});

test("tells a user who denied it at AWS, or has no account there", async () => {
  const denied = await begun();
  await approve(denied.page, { deny: "yes" });
  const page = await proceeded(denied.browser, denied.page.url);
  assert.deepEqual(refusal(page), [401, "credentials_expired"]);
  assert.match(page.text, /denied/);
  const nobody = await begun();
  await approve(nobody.page, { allow: "carol" });
  const told = await proceeded(nobody.browser, nobody.page.url);
  assert.deepEqual(refusal(told), [403, "access_denied"]);
  assert.match(told.text, /assigns you no account/);
});

test("offers every account, however many pages AWS lists them on", async () => {
  const ids = Array.from({ length: 230 }, (_, index) => String(100_000_000_000 + index));
  const roles = Array.from({ length: 130 }, (_, index) => ({ name: `Role${index}` }));
  const assignments = ids.map((account_id, index) => ({ account_id, roles: index === 7 ? roles : roles.slice(0, 1) }));
  await assign(aws, [{ name: "alice", assignments }]);
  const { browser, page } = await begun();
  await approve(page, { allow: "alice" });
  const accounts = await proceeded(browser, page.url);
  for (const id of ids) assert.ok(accounts.text.includes(`account=${id}`), id);
  const choice = await browser.open(`${accounts.url}&account=${ids[7]}`);
  for (const { name } of roles) assert.ok(choice.text.includes(`role=${name}`), name);
  assert.equal(isWaiting(choice), false);
});
