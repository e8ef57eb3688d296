import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Browser } from "../support/browser.mjs";
import { encodings } from "../support/encodings.mjs";
import { LoginWorld, Opener } from "../support/login-world.mjs";
import { REDIRECT_URI } from "../support/oauth-helper.mjs";
import { startChromium } from "../support/page.mjs";

const login = await LoginWorld.start({
  options: { isolates: 2 },
  users: [
    { sub: "alice", email: "alice@example.com", groups: ["payments", "docs"] },
    { sub: "bob", email: "bob@example.com", groups: ["docs"] },
    { sub: "mallory", email: "mallory@example.com", groups: [] },
  ],
});
after(() => login.close());
const { world, git } = login;
const url = `${login.edge.url}/eu-west-1/app`;
const browser = await startChromium({ after });

/** Clones as a user who has not signed in yet, in a new browser context. */
async function clone(user, options = login.oauthOptions()) {
  const context = await browser.newContext();
  const directory = world.directory();
  const { code, stderr } = await login.runSigningIn(context, [...options, "clone", url, directory], user);
  await context.close();
  assert.equal(code, 0, stderr);
  return directory;
}

test("git opens the browser, the user signs in, and git clones", async () => {
  const directory = await clone("alice@example.com");
  await git.ok(["fsck", "--strict"], { cwd: directory });
});

test("a writer pushes, and a reader's push is rejected in git's report", async () => {
  for (const [user, ends] of [["alice@example.com", 0], ["bob@example.com", 1]]) {
    const directory = await clone(user);
    await git.commit(directory, "note", user);
    const context = await browser.newContext();
    const branch = user.split("@")[0];
    const { code, stderr } = await login.runSigningIn(context, [...login.oauthOptions(), "-C", directory, "push", "origin", `HEAD:refs/heads/${branch}`], user);
    await context.close();
    assert.equal(code, ends, stderr);
    if (ends) assert.match(stderr, /\[remote rejected\] HEAD -> bob \(your access is read-only\)/);
  }
  const refs = await git.refs(world.bare("eu-west-1", "app"));
  assert.match(refs, /refs\/heads\/alice/);
  assert.doesNotMatch(refs, /refs\/heads\/bob/);
});

test("a sign-in for a profile is valid only for that profile", async () => {
  const tokens = await login.signedIn({ scope: "profile:readers" });
  assert.equal(tokens.scope, "profile:readers write");
  assert.deepEqual(await login.discovered(tokens.access_token, { address: "readers/eu-west-1/app" }), [200, null]);
  assert.deepEqual(await login.discovered(tokens.access_token, { address: "people/eu-west-1/app" }), [403, "access_denied"]);
});

test("another isolate accepts the sign-in's tokens", async () => {
  const { access_token: token } = await login.signedIn();
  for (const isolate of [1, 0]) assert.deepEqual(await login.discovered(token, { isolate }), [200, null]);
});

test("a user whom no rule admits is told in the browser, and so is git", async () => {
  const context = await browser.newContext();
  const opener = new Opener(world.directory());
  const running = git.start([...login.oauthOptions(), "ls-remote", url], { env: opener.environment });
  const page = await context.newPage();
  await page.goto(await opener.url());
  await page.getByRole("button", { name: "mallory@example.com" }).click();
  await page.getByRole("alert").getByText("No rule of this edge grants").waitFor();
  await page.getByRole("link", { name: "Tell git to stop waiting" }).click();
  await page.getByText("You may close this page").waitFor();
  await context.close();
  assert.notEqual((await running.ended).code, 0);
});

test("the log names the user, and contains no code, token, state or verifier", async () => {
  const helper = await login.helper();
  const asked = await helper.ask({});
  const back = await login.through(new Browser(), asked.url);
  assert.ok(back.startsWith(REDIRECT_URI));
  const tokens = await helper.redeem(asked, back);
  const renewed = await helper.refresh(tokens.refresh_token);
  await login.discovered(renewed.access_token);

  const log = Buffer.from(login.edge.logs().map((line) => JSON.stringify(line)).join("\n"));
  const code = new URL(back).searchParams.get("code");
  for (const secret of [code, asked.verifier, asked.state, tokens.access_token, tokens.refresh_token, renewed.access_token, renewed.refresh_token, login.client.secret]) {
    for (const form of encodings(secret)) assert.equal(log.includes(form), false, secret);
  }
  const lines = login.edge.logs().filter(({ route }) => route === "oauth/token" || route === "oauth/callback");
  assert.ok(lines.length >= 3);
  for (const { status, principal } of lines.filter(({ status }) => status < 400)) assert.match(principal, /@example\.com$/, String(status));
});
