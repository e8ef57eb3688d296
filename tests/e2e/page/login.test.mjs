import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";

import { eventually } from "../support/eventually.mjs";
import { againstEachGitServer } from "../support/git-servers.mjs";
import { LoginWorld, signIn } from "../support/login-world.mjs";
import { EXPIRED, GOOD } from "../support/session-world.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const USERS = [
  { sub: "alice", email: "alice@example.com", groups: ["payments", "docs"] },
  { sub: "dan", email: "dan@example.com", groups: ["short"] },
  { sub: "eve", email: "eve@example.com", groups: ["gardening"] },
];
const HOURS = 3_600_000;

const login = await LoginWorld.start({ users: USERS });
const { aws, edge, git, provider, world } = login;
login.vars.IDENTITY_PROVIDERS.company.rules.push({ claim: "groups", contains: "short", profile: "tokens" });
await login.restart();
const www = WwwWorld.of(login, login.edge, { others: [provider.issuer] });
after(() => www.close());
const eachTest = againstEachGitServer(aws, test);
afterEach(async () => {
  login.answerTokens();
  await aws.settings({ sts_lifetime_seconds: null });
});

/** The page and the tokens that it has received, latest last. */
async function opened(t, ...given) {
  const page = await www.opened(t, ...given);
  const tokens = [];
  page.tab.on("response", async (response) => {
    if (response.url() === `${edge.url}/oauth/token` && response.ok()) tokens.push(await response.json());
  });
  return { page, tab: page.tab, tokens };
}

/** Signs in with the company login, starting at the button. */
async function through(tab, email = "alice@example.com") {
  await tab.getByRole("button", { name: "Sign in", exact: true }).click();
  await signIn(tab, email);
}

/** Follows the link on the edge's page that explains why the sign-in was denied. */
const backToThePage = (tab) => tab.locator('a[href*="error=access_denied"]').click();

const who = (tab, name) => tab.locator(".who").getByText(name);
const secretsOf = (tokens) => tokens.flatMap(({ access_token: access, refresh_token: refresh }) => [access, refresh]);

eachTest("a user signs in with a company login, returns to their view, clones, edits, commits and pushes, and real git sees it", async (_, t) => {
  const { page, tab, tokens } = await opened(t);
  await through(tab);
  await who(tab, /alice/).waitFor();
  assert.equal(await tab.getByRole("timer").count(), 0, "it renews itself");
  await tab.getByLabel("Repository", { exact: true }).fill("app");
  await tab.getByRole("button", { name: "Open" }).click();
  await page.clone();
  await page.openFile("README.md");
  await tab.getByRole("link", { name: "Edit" }).click();
  await page.write("By a company login\n");
  await page.commit("Write with a login");
  await page.push();

  const [{ access_token: token }] = tokens;
  const clone = world.directory();
  await git.ok(["-c", `http.extraHeader=Authorization: Bearer ${token}`, "clone", "--quiet", `${edge.url}/eu-west-1/app`, clone]);
  assert.match(readFileSync(join(clone, "README.md"), "utf8"), /By a company login\n$/);
  await git.ok(["fsck", "--strict"], { cwd: clone });
  await page.assertHidden(...secretsOf(tokens));
  page.assertClean();
});

test("returns to the lines of a file after signing in, and removes the code from the address", async (t) => {
  const { page, tab } = await opened(t, "/eu-west-1/docs/file/main/README.md?line=1-2");
  await tab.getByRole("heading", { name: "Sign in to open docs" }).waitFor();
  const came = tab.waitForRequest((request) => request.url().startsWith(`${edge.url}/?code=`));
  await through(tab);
  const query = new URL((await came).url()).searchParams;
  await tab.getByRole("button", { name: "Clone here" }).waitFor();
  assert.equal(tab.url(), `${edge.url}/#/eu-west-1/docs/file/main/README.md?line=1-2`);
  await page.assertHidden(query.get("code"), query.get("state"));
  await tab.goBack();
  await page.assertHidden(query.get("code"), query.get("state"));
});

test("shows a user of the company login what they can use instead of Git credentials", async (t) => {
  const { page, tab } = await opened(t, "/credentials");
  await tab.getByRole("heading", { name: "Sign in to manage your credentials" }).waitFor();
  await through(tab);
  await tab.getByRole("heading", { name: "Git credentials and SSH keys belong to IAM users" }).waitFor();
  await tab.getByText("You are signed in with your company login").waitFor();
  assert.equal(await tab.getByRole("link", { name: "set up a credential helper" }).getAttribute("href"), `${edge.url}/setup`);
  page.assertClean();
});

test("gives a chosen profile its own addresses, clones and permissions", async (t) => {
  const { page, tab } = await opened(t);
  await through(tab);
  const choice = tab.getByLabel("Profile");
  await choice.waitFor();
  assert.deepEqual(await choice.locator("option").allInnerTexts(), ["chosen by the edge", "people", "readers", "tokens"]);
  await choice.selectOption("readers");
  await tab.getByLabel("Repository", { exact: true }).fill("app");
  await tab.getByRole("button", { name: "Open" }).click();
  await tab.waitForURL(`${edge.url}/#/readers/eu-west-1/app`);
  const since = await aws.mark();
  await page.clone();
  assert.deepEqual(await page.databases(), ["git:readers/eu-west-1/app"]);
  assert.ok((await aws.requests(since)).some(({ principal }) => principal?.includes(":assumed-role/people/")));
  await page.openFile("README.md");
  await tab.getByRole("link", { name: "Edit" }).click();
  await page.write("not by a reader\n");
  await page.commit("Write as a reader");
  await tab.getByRole("button", { name: "Push" }).click();
  assert.match(await page.problem(), /read-only/);
});

test("renews a token that expires soon, without asking the user", async (t) => {
  const { page, tab, tokens } = await opened(t, "/eu-west-1/app", {}, { before: (tab) => tab.clock.install() });
  await through(tab);
  await page.clone();
  await tab.clock.fastForward(13 * HOURS);
  await tab.getByRole("button", { name: "Pull" }).click();
  await tab.getByText("Already up to date.").waitFor();
  assert.equal(tokens.length, 2);
  assert.notEqual(tokens[0].access_token, tokens[1].access_token);
  assert.equal(await tab.getByRole("dialog").count(), 0);
});

test("renews a token that the edge rejects before its expiry, without asking the user", async (t) => {
  await aws.settings({ sts_lifetime_seconds: 4 });
  const { page, tab, tokens } = await opened(t, "/tokens/eu-west-1/app");
  // Let the page believe that the token is still valid.
  await tab.route(`${edge.url}/oauth/token`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), expires_in: 43_200 } });
  });
  await through(tab, "dan@example.com");
  await page.clone();
  const [{ access_token: first }] = tokens;
  await eventually("the token ends", async () => (await login.discovered(first, { address: "tokens/eu-west-1/app" }))[0] === 401);
  await aws.settings({ sts_lifetime_seconds: null });
  const before = tokens.length;
  await tab.getByRole("button", { name: "Pull" }).click();
  await tab.getByText("Already up to date.").waitFor();
  assert.equal(tokens.length, before + 1);
  assert.equal(await tab.getByRole("dialog").count(), 0);
});

test("asks the user to sign in if a login cannot be renewed, and loses nothing", async (t) => {
  const { page, tab, tokens } = await opened(t, "/eu-west-1/docs");
  await through(tab);
  await page.clone();
  await tab.getByRole("link", { name: "New file" }).click();
  await tab.getByLabel("Path and name").fill("notes.md");
  await tab.getByRole("button", { name: "Create" }).click();
  await page.write("kept\n");
  await page.commit("Keep this");
  const revoked = new URLSearchParams({ client_id: "www", token: tokens[0].refresh_token });
  await fetch(`${edge.url}/oauth/revoke`, { method: "POST", body: revoked });
  await tab.getByRole("button", { name: "Push" }).click();
  const dialog = tab.getByRole("dialog", { name: "Sign in again" });
  await dialog.getByText("Your sign-in has expired.").waitFor();
  // The provider remembers the user.
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await tab.getByText("1 commit not pushed").waitFor();
  await page.push();
  assert.deepEqual(await login.discovered(tokens.at(-1).access_token, { address: "eu-west-1/docs" }), GOOD);
  assert.equal(await git.ok(["log", "-1", "--format=%s"], { cwd: world.bare("eu-west-1", "docs") }), "Keep this");
});

test("rejects an authorization response with another state, and requests no token", async (t) => {
  const { page, tab, tokens } = await opened(t);
  await tab.getByRole("button", { name: "Sign in", exact: true }).click();
  await tab.getByRole("button", { name: "alice@example.com" }).waitFor();
  await tab.goto(`${edge.url}/?code=stolen&state=another`);
  assert.match(await page.problem(), /The sign-in was not completed\./);
  await tab.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
  assert.equal(tab.url(), `${edge.url}/#/`);
  assert.equal(tokens.length, 0);
  assert.ok(!(await Promise.all(page.sent)).some((request) => request.includes("/oauth/token")));
});

test("rejects an authorization response that the page did not request", async (t) => {
  const { page, tab } = await opened(t);
  await tab.goto(`${edge.url}/?code=stolen&state=undefined`);
  assert.match(await page.problem(), /The sign-in was not completed\./);
  assert.ok(!(await Promise.all(page.sent)).some((request) => request.includes("/oauth/token")));
});

test("reports a denied sign-in in the view that the user left", async (t) => {
  const { page, tab } = await opened(t, "/eu-west-1/app");
  t.after(() => provider.intercept());
  provider.intercept((request, response) => {
    const { pathname, searchParams } = new URL(request.url, provider.issuer);
    if (pathname !== "/auth") return false;
    const query = new URLSearchParams({ error: "access_denied", state: searchParams.get("state"), iss: provider.issuer });
    response.writeHead(303, { location: `${searchParams.get("redirect_uri")}?${query}` }).end();
    return true;
  });
  await tab.getByRole("button", { name: "Sign in", exact: true }).click();
  await backToThePage(tab);
  const problem = await page.problem();
  assert.match(problem, /The sign-in was not completed\./);
  assert.match(problem, /access_denied/);
  assert.equal(tab.url(), `${edge.url}/#/eu-west-1/app`);
  await tab.getByRole("button", { name: "Use these keys" }).waitFor();
});

test("explains why no rule admits the user, in the view that they left", async (t) => {
  const { page, tab, tokens } = await opened(t, "/eu-west-1/app");
  await through(tab, "eve@example.com");
  await tab.getByText("No rule of this edge grants").waitFor();
  await backToThePage(tab);
  assert.match(await page.problem(), /The sign-in was not completed\./);
  assert.equal(tab.url(), `${edge.url}/#/eu-west-1/app`);
  assert.equal(tokens.length, 0);
});

test("signs out at the edge too, and stays signed out after a reload", async (t) => {
  const { page, tab, tokens } = await opened(t);
  await tab.getByLabel("Keep me signed in").check();
  await through(tab);
  await who(tab, /alice/).waitFor();
  await tab.reload();
  await who(tab, /alice/).waitFor();
  const [{ access_token: token, refresh_token: refresh }] = tokens;
  assert.deepEqual(await login.discovered(token), GOOD);
  await tab.getByRole("button", { name: "Sign out" }).click();
  await tab.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
  await eventually("the token ends", async () => (await login.discovered(token)).join() === EXPIRED.join());
  await page.assertHidden(token, refresh);
  await tab.reload();
  await tab.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
});

test("tells a user who signs out without a connection that the session has not ended, and ends it on request", async (t) => {
  const { page, tab, tokens } = await opened(t);
  await through(tab);
  await who(tab, /alice/).waitFor();
  await eventually("the page's tokens are known", () => tokens.length === 1);
  const [{ access_token: token, refresh_token: refresh }] = tokens;
  await tab.route(`${edge.url}/oauth/revoke`, (route) => route.abort());
  await tab.getByRole("button", { name: "Sign out" }).click();
  assert.match(await page.problem(), /signed out in this browser, but the edge did not end your session/);
  await tab.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
  await page.assertHidden(token, refresh);
  assert.deepEqual(await login.discovered(token), GOOD);
  await tab.unroute(`${edge.url}/oauth/revoke`);
  await tab.getByRole("alert").getByRole("button", { name: "Try again" }).click();
  await eventually("the token ends", async () => (await login.discovered(token)).join() === EXPIRED.join());
  assert.equal(await tab.getByRole("alert").count(), 0);
});

test("forgets the login on reload unless asked to keep it, and never stores its tokens", async (t) => {
  const { page, tab, tokens } = await opened(t);
  await through(tab);
  await who(tab, /alice/).waitFor();
  await page.assertHidden(...secretsOf(tokens));
  await tab.reload();
  await tab.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
});
