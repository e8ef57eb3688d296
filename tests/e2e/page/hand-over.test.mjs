import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { unzipSync } from "fflate";

import { againstEachGitServer } from "../support/git-servers.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, edge, git, world } = www;
const eachTest = againstEachGitServer(aws, test);
await aws.repository("eu-west-1", "app");

/** The page with a clone, signed in, with access to the clipboard. */
async function cloned(t) {
  const page = await www.opened(t, "/eu-west-1/app", { permissions: ["clipboard-read", "clipboard-write"] });
  const keys = await aws.credentials();
  await page.signIn(keys);
  await page.clone();
  return { page, tab: page.tab, keys };
}

/** Presses a copy button, and returns the clipboard's text. */
async function copied(tab, name) {
  await tab.getByRole("button", { name }).click();
  await tab.getByRole("button", { name: "Copied" }).waitFor();
  const text = await tab.evaluate(() => navigator.clipboard.readText());
  await tab.getByRole("button", { name: "Copied" }).waitFor({ state: "detached" });
  return text;
}

eachTest("downloads a ZIP with a branch's committed files", async (_, t) => {
  const { tab } = await cloned(t);
  await tab.getByRole("table", { name: "Files" }).waitFor();
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Download ZIP" }).click()]);
  assert.equal(download.suggestedFilename(), "app-main.zip");
  const files = unzipSync(readFileSync(await download.path()));
  const bare = world.bare("eu-west-1", "app");
  const expected = (await git.ok(["ls-tree", "-r", "--name-only", "main"], { cwd: bare })).split("\n");
  const names = Object.keys(files).filter((name) => !name.endsWith("/"));
  const [root] = /^app[^/]*\//.exec(names[0]) ?? [""];
  assert.deepEqual(names.map((name) => name.slice(root.length)).toSorted(), expected.toSorted());
  for (const path of ["README.md", "assets/logo.bmp"]) {
    const content = execFileSync("git", ["show", `main:${path}`], { cwd: bare });
    assert.deepEqual(Buffer.from(files[root + path]), content, path);
  }
});

eachTest("copies a command that works with real git, without showing its password", async (_, t) => {
  const { page, tab, keys } = await cloned(t);
  await page.view("Clone in a terminal");
  await tab.getByText(/^This password expires in \d+ min$/).waitFor();
  const command = await copied(tab, "Copy the command with the password");
  const [, url] = /^git clone '([^']+)'$/.exec(command);
  const clone = world.directory();
  await git.ok(["clone", "--quiet", url, clone]);
  await git.ok(["fsck", "--strict"], { cwd: clone });
  const { password } = new URL(url);
  await page.assertHidden(password, decodeURIComponent(password), keys.secretAccessKey, keys.sessionToken);
});

test("offers no command for a link that contains shell commands", async (t) => {
  const page = await www.opened(t, "/", { permissions: ["clipboard-read", "clipboard-write"] });
  const { tab } = page;
  await page.signIn(await aws.credentials());
  await tab.getByRole("heading", { name: "Repositories" }).waitFor();
  for (const [hash, said] of [
    ["/eu-west-1/app%3Bid%3E%2Ftmp%2Fx%3B%23/hand-over", "“app;id>/tmp/x;#” is not a repository name."],
    ["/eu-west-1%24(id)/app/hand-over", "“eu-west-1$(id)” is not a region."],
    ["/a'%3Bid%3B'/eu-west-1/app/hand-over", "“a';id;'” is not a profile name."],
    ["/eu-west1/app", "“eu-west1” is not a region."],
  ]) {
    await page.go(hash);
    await tab.getByRole("heading", { name: "Page not found" }).waitFor();
    await tab.getByRole("alert").getByText(said).waitFor();
    assert.equal(await tab.getByRole("button", { name: /Copy/ }).count(), 0);
  }
  await page.go("/eu-west-1/app/hand-over");
  await tab.getByRole("button", { name: "Copy", exact: true }).waitFor();
  await tab.getByRole("button", { name: "Copy", exact: true }).click();
  await tab.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), `git clone ${edge.url}/eu-west-1/app`);
  page.assertClean();
});

test("copies the user name and the password, which git accepts", async (t) => {
  const { page, tab } = await cloned(t);
  await page.view("Clone in a terminal");
  const username = await copied(tab, "Copy the user name");
  const password = await copied(tab, "Copy the password");
  const url = new URL(`${edge.url}/eu-west-1/app`);
  Object.assign(url, { username: encodeURIComponent(username), password: encodeURIComponent(password) });
  assert.match(await git.ok(["ls-remote", url.href, "main"]), /refs\/heads\/main/);
  await page.assertHidden(password);
});

test("makes another password for another repository, and for other keys", async (t) => {
  await aws.repository("eu-west-1", "beside");
  const page = await www.opened(t, "/eu-west-1/app/hand-over", { permissions: ["clipboard-read", "clipboard-write"] });
  const { tab } = page;
  await page.signIn(await aws.credentials({ lifetime_seconds: 200 }));
  await tab.getByRole("button", { name: "Copy the user name" }).waitFor();
  await page.go("/eu-west-1/beside/hand-over");
  await tab.getByText(`git clone ${edge.url}/eu-west-1/beside`, { exact: true }).waitFor();
  const [, url] = /^git clone '([^']+)'$/.exec(await copied(tab, "Copy the command with the password"));
  assert.match(url, /\/eu-west-1\/beside$/);
  await git.ok(["ls-remote", url]);

  const others = await aws.credentials();
  await tab.getByRole("button", { name: "Renew" }).click();
  await page.signIn(others);
  await tab.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok((await copied(tab, "Copy the user name")).startsWith(others.accessKeyId));
});

test("says what to do if the browser does not let the page copy", async (t) => {
  const { page, tab } = await cloned(t);
  await tab.evaluate(() => Object.assign(navigator.clipboard, { writeText: () => Promise.reject(new DOMException("no", "NotAllowedError")) }));
  await page.view("Clone in a terminal");
  await tab.getByRole("button", { name: "Copy the password" }).click();
  await tab.getByRole("button", { name: "Copying failed. Allow this page to use the clipboard." }).waitFor();
  await tab.getByRole("button", { name: "Copy", exact: true }).click();
  await tab.getByRole("button", { name: "Copying failed. Select the text and copy it." }).waitFor();
});

test("does not offer an expired password, and creates a new one", async (t) => {
  const page = await www.opened(t, "/eu-west-1/app/hand-over", {}, { before: (tab) => tab.clock.install() });
  const { tab } = page;
  await page.signIn(await aws.credentials({ lifetime_seconds: 36_000 }));
  const copy = tab.getByRole("button", { name: "Copy the password" });
  await copy.waitFor();
  await tab.clock.fastForward(16 * 60_000);
  await tab.getByText("This password has expired").waitFor();
  assert.equal(await copy.count(), 0);
  await tab.getByRole("button", { name: "Create a new password" }).click();
  await copy.waitFor();
});

test("explains signing in five steps, without a secret", async (t) => {
  const { page, tab, keys } = await cloned(t);
  await page.view("How signing works");
  const steps = tab.getByRole("region", { name: "How signing works" }).getByRole("listitem");
  await steps.first().waitFor();
  assert.deepEqual(await steps.getByRole("heading").allInnerTexts(), ["1. Canonical request", "2. SHA-256 of the request", "3. String to sign", "4. Signing key", "5. Password"]);
  const texts = await steps.locator("pre").allInnerTexts();
  assert.match(texts[0], /^GIT\n\/v1\/repos\/app\n/);
  assert.match(texts[1], /^[0-9a-f]{64}$/);
  assert.ok(texts[2].endsWith(texts[1]) && texts[2].startsWith("AWS4-HMAC-SHA256\n"));
  assert.match(texts[3], /"eu-west-1"[^]*"codecommit"/);
  assert.match(texts[4], /^\d{8}T\d{6}Z•{64}$/);
  for (const said of await steps.locator("p").allInnerTexts()) assert.ok(said.length > 20);
  await page.assertHidden(keys.secretAccessKey, keys.sessionToken);
  page.assertClean();
});
