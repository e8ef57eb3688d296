import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, calculatePKCECodeChallenge, Configuration, None, randomPKCECodeVerifier } from "openid-client";

import { Browser } from "../support/browser.mjs";
import { pressEnterToAllow } from "../support/decision.mjs";
import { Git } from "../support/git.mjs";
import { exchange } from "../support/http.mjs";
import { LoginWorld, Opener, signIn } from "../support/login-world.mjs";
import { REDIRECT_URI } from "../support/oauth-helper.mjs";
import { startChromium } from "../support/page.mjs";

const DISCOVERY = "/eu-west-1/app/info/refs?service=git-upload-pack";

const login = await LoginWorld.start();
after(() => login.close());
const { world, edge } = login;

/** A git with an empty home directory. */
function newcomer(t) {
  const git = new Git(world.directory());
  const opener = new Opener(world.directory());
  t.after(async () => {
    await git.run(["credential-cache", "exit"]);
    git.close();
  });
  return { git, opener };
}

/** Clones, and signs in if the helper asks for it. */
async function cloneSigningIn({ git, opener }, browser, url = `${edge.url}/eu-west-1/app`) {
  const directory = world.directory();
  const clone = git.start(["clone", "--quiet", url, directory], { env: opener.environment });
  const page = await browser.newPage();
  await page.goto(await opener.url());
  await signIn(page);
  await pressEnterToAllow(page);
  const { code, stderr } = await clone.ended;
  assert.equal(code, 0, stderr);
  return directory;
}

test("the commands on /setup configure git, and its buttons copy them", async (t) => {
  const browser = await startChromium(t);
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  await page.goto(`${edge.url}/setup`);
  await page.getByRole("link", { name: "git-credential-oauth" }).click();
  const block = page.locator("pre").filter({ hasText: "oauthAuthURL" });
  const lines = await block.innerText();
  await page.getByRole("button", { name: /copy/i }).first().click();
  assert.equal((await page.evaluate(() => navigator.clipboard.readText())).trim(), lines.trim());

  const person = newcomer(t);
  assert.ok(lines.trim().split("\n").every((line) => line.startsWith("git config --global ")), lines);
  person.git.paste(lines);
  const directory = await cloneSigningIn(person, browser);
  // Now the helper that stores the credential responds; no browser is opened.
  await person.git.ok(["fetch"], { cwd: directory, env: { PATH: process.env.PATH, DISPLAY: "" } });
});

test("/setup shows the clone command once the repository is filled in", async (t) => {
  const browser = await startChromium(t);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${edge.url}/setup?with=manager`);
  await page.getByLabel("Region").fill("eu-west1");
  await page.getByLabel("Repository").fill("app");
  await page.getByRole("button", { name: "Show the command" }).click();
  assert.match(await page.getByRole("alert").innerText(), /not the name of an AWS region/);
  assert.equal(await page.locator("pre").filter({ hasText: "git clone" }).count(), 0);
  await page.getByLabel("Region").fill("eu-west-1");
  await page.getByRole("button", { name: "Show the command" }).click();
  assert.equal(await page.locator("pre").last().innerText(), `git clone ${edge.url}/eu-west-1/app`);
  assert.equal(await page.getByLabel("Repository").inputValue(), "app");
});

test("setup.gitconfig configures git when included, also for CodeCommit's own URLs", async (t) => {
  const browser = await startChromium(t);
  const person = newcomer(t);
  const { body, headers } = await exchange(`${edge.url}/setup.gitconfig`);
  assert.match(headers["content-type"], /^text\/plain/);
  const file = join(world.directory().replace(/work-\d+$/, ""), `edge-${process.pid}.gitconfig`);
  writeFileSync(file, body);
  await person.git.ok(["config", "--global", "include.path", file]);
  await person.git.ok(["config", "--global", "--add", `credential.${edge.url}.helper`, ""]);
  await person.git.ok(["config", "--global", "--add", `credential.${edge.url}.helper`, "oauth"]);
  const directory = await cloneSigningIn(person, browser, "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/docs");
  await person.git.ok(["fsck", "--strict"], { cwd: directory });
});

test("git sends its password after one challenge", async () => {
  const helper = world.git.helper().set({ username: "anyone", password: "cces_no-session" });
  const env = { GIT_TRACE_CURL: "1", GIT_TRACE_REDACT: "1" };
  const { stderr } = await world.git.run([...helper.options, "ls-remote", `${edge.url}/eu-west-1/app`], { env });
  const sent = stderr.match(/Send header: (GET|authorization: basic)/gi).map((line) => line.replace("Send header: ", "").toLowerCase());
  assert.deepEqual(sent, ["get", "get", "authorization: basic"]);
  assert.equal(helper.keeps, false, "git has forgotten what was refused");
});

test("with GITEA_COMPATIBILITY the edge looks like Gitea to credential helpers only", async () => {
  await login.restart({ GITEA_COMPATIBILITY: true });
  const { headers } = await exchange(login.edge.url + DISCOVERY);
  // What git-credential-oauth and Git Credential Manager look for (GenericOAuthConfig.cs).
  assert.ok(headers["www-authenticate"].includes('Basic realm="Gitea"'));

  for (const client of ["a4792ccc-144e-407e-86c9-5e7d8d9c3269", "e90ee53c-94e2-48ac-9358-a874fb9e0662", "git"]) {
    const metadata = {
      issuer: login.edge.url,
      authorization_endpoint: `${login.edge.url}/login/oauth/authorize`,
      token_endpoint: `${login.edge.url}/login/oauth/access_token`,
      authorization_response_iss_parameter_supported: true,
    };
    const configuration = new Configuration(metadata, client, {}, None());
    allowInsecureRequests(configuration);
    const verifier = randomPKCECodeVerifier();
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: REDIRECT_URI,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    const back = await login.through(new Browser(), url.href);
    const tokens = await authorizationCodeGrant(configuration, new URL(back), { pkceCodeVerifier: verifier });
    assert.match(tokens.access_token, /^cces_/);
  }

  await login.restart({ GITEA_COMPATIBILITY: false });
  const closed = await exchange(`${login.edge.url}/login/oauth/authorize?client_id=a4792ccc-144e-407e-86c9-5e7d8d9c3269`);
  assert.equal(closed.status, 404);
  const unknown = await exchange(`${login.edge.url}/oauth/authorize?client_id=a4792ccc-144e-407e-86c9-5e7d8d9c3269`);
  assert.equal(unknown.status, 400);
});

test("the helper under test matches the real one", () => {
  const { status, stderr } = spawnSync("git-credential-oauth", [], { encoding: "utf8" });
  assert.equal(status, 2);
  assert.match(stderr, /hickford\/git-credential-oauth/);
});
