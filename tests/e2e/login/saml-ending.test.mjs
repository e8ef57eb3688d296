import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Browser } from "../support/browser.mjs";
import { allowed, pressEnterToAllow } from "../support/decision.mjs";
import { Opener } from "../support/login-world.mjs";
import { post, refreshForm } from "../support/oauth-helper.mjs";
import { startChromium } from "../support/page.mjs";
import { RenewingHelper } from "../support/renewing-helper.mjs";
import { SamlLoginWorld, USERS, signInAtSaml } from "../support/saml-login-world.mjs";
import { EXPIRED } from "../support/session-world.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const login = await SamlLoginWorld.start();
const { aws, edge, git, idp, sts, world } = login;
const www = WwwWorld.of(login, edge, { others: [idp.origin] });
after(() => www.close());
const url = `${edge.url}/eu-west-1/app`;

/** Ends the credentials that STS issued last, at AWS. */
const end = () => aws.expire({ accessKeyId: sts.issued.at(-1)[0] });

afterEach(() => aws.settings({ sts_lifetime_seconds: null }));

test("git's helper opens the browser again when the credentials have ended, and the identity provider remembers the user", async (t) => {
  const context = await (await startChromium(t)).newContext();
  const opener = new Opener(world.directory());
  const socket = `${world.directory()}/socket`;
  t.after(() => git.run(["credential-cache", "--socket", socket, "exit"]));
  const options = login.oauthOptions({ keeping: [`cache --socket ${socket}`] });
  const clone = world.directory();

  /** Runs git, whose helper opens the browser. */
  async function signingIn(args, { password }) {
    const running = git.start([...options, ...args], { env: opener.environment });
    const page = await context.newPage();
    await page.goto(await opener.url());
    if (password) await signInAtSaml(page, "bob");
    await pressEnterToAllow(page);
    await page.getByText("You may close this page").waitFor();
    await page.close();
    const { code, stderr } = await running.ended;
    assert.equal(code, 0, stderr);
  }

  await signingIn(["clone", url, clone], { password: true });
  await git.ok([...options, "-C", clone, "fetch"]);
  await end();
  // This version of git-credential-oauth does not tell git when a password expires: git forgets it when it is refused.
  const refused = await git.run([...options, "-C", clone, "fetch"]);
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /expired/);
  await signingIn(["-C", clone, "fetch"], { password: false });
});

test("a helper that knows when the password ends signs in again within one command", async (t) => {
  const device = new RenewingHelper(git, world.directory());
  t.after(() => device.close());
  const [browser, clone] = [new Browser(), world.directory()];
  const tokens = await login.signedIn({ browser });
  await device.keep(edge.url, { ...tokens, expires_in: 2 });
  assert.equal((await device.kept(edge.url)).oauth_refresh_token, undefined);
  await end();
  // git counts in whole seconds.
  await sleep(3_100);
  const cloning = git.start([...device.options, "clone", url, clone]);
  const { user_code: code } = await device.device();
  const page = await login.throughSaml(browser, `${edge.url}/device/sign-in?user_code=${code}`);
  const [, flow] = /name=flow value="([^"]+)"/.exec(page.text);
  const form = { method: "POST", body: new URLSearchParams({ flow, decision: "allow" }) };
  assert.equal((await browser.open(`${edge.url}/oauth/decision`, form)).status, 200);
  const { code: exit, stderr } = await cloning.ended;
  assert.equal(exit, 0, stderr);
  assert.deepEqual(device.done(), ["signed in"]);
});

test("the page asks the user to sign in again, and continues", async (t) => {
  const page = await www.opened(t, "/eu-west-1/app", {}, { before: (tab) => tab.clock.install() });
  const { tab } = page;
  await tab.getByRole("button", { name: "Sign in", exact: true }).click();
  await signInAtSaml(tab, "bob");
  await page.clone();
  const [timer, whole] = [tab.getByRole("timer"), /^(8 h 0|7 h 59) min left$/];
  await timer.getByText(whole).waitFor();
  await tab.clock.fastForward(8 * 3_600_000);
  await tab.getByRole("button", { name: "Pull" }).click();
  const dialog = tab.getByRole("dialog", { name: "Sign in again" });
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await timer.getByText(whole).waitFor();
  assert.equal(await dialog.count(), 0);
  await tab.getByRole("button", { name: "Pull" }).click();
  await tab.getByText("Already up to date.").waitFor();
  page.assertClean();
});

test("a session ends with STS's credentials, which the identity provider and the profile limit", async (t) => {
  t.after(() => idp.configure({ users: USERS, sessionDuration: 8 * 3_600 }));
  const [, bob] = USERS;
  for (const [settings, longest] of [
    [{}, 28_800],
    [{ users: [{ ...bob, sessionDuration: 7_200 }] }, 7_200],
    [{ users: [bob], sessionDuration: 5_400 }, 5_400],
    [{ users: [{ ...bob, sessionDuration: 43_200 }], sessionDuration: 43_200 }, 28_800],
  ]) {
    idp.configure(settings);
    const { expires_in: seconds } = await login.signedIn();
    assert.ok(seconds > longest - 30 && seconds <= longest, `${seconds} of ${longest}`);
  }
});

test("an ended session is refused everywhere, and there is nothing to renew it with", async () => {
  // Enough to redeem the code on a busy machine.
  await aws.settings({ sts_lifetime_seconds: 6 });
  const { asked, browser, form } = await login.begun();
  const { url: callback } = await allowed(browser, await login.posted(browser, form));
  const { access_token: token, refresh_token: refresh } = await (await login.helper()).redeem(asked, callback);
  assert.equal(refresh, undefined);
  await sleep(6_100);
  assert.deepEqual(await login.discovered(token), EXPIRED);
  const { status, json } = await post(`${edge.url}/oauth/token`, refreshForm(token));
  assert.deepEqual([status, json.error], [400, "invalid_grant"]);
});
