import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { assertAccessible, focused, tabTo, waitForFocus } from "../support/accessibility.mjs";
import { assertRefused, BEFORE_LEAVING, buttonOf, clone, create, created, DESK, list, openDesk, rotation, saved, shown, testOf, tried } from "../support/credential-desk.mjs";
import { basic } from "../support/credentials.mjs";
import { eventually } from "../support/eventually.mjs";
import { inMemory } from "../support/heap.mjs";
import { exportLines } from "../support/www-page.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws } = www;
await aws.repository("eu-west-1", "app");

const EVERY_ACTION = ["iam:*ServiceSpecificCredential*", "codecommit:*"];

async function copied(tab, name) {
  await tab.getByRole("button", { name }).click();
  await tab.getByRole("button", { name: "Copied" }).waitFor();
  const text = await tab.evaluate(() => navigator.clipboard.readText());
  await tab.getByRole("button", { name: "Copied" }).waitFor({ state: "detached" });
  return text;
}

test("creates a set whose password is shown once, and leaves no trace of it", async (t) => {
  const { page, tab, keys, first } = await openDesk(t, www);
  await tab.getByText("You have no Git credentials.").waitFor();
  await tab.getByRole("button", { name: "Create Git credentials" }).click();
  await created(tab).waitFor();
  const credentials = { username: await copied(tab, "Copy the user name"), password: await copied(tab, "Copy the password") };
  assert.equal(credentials.username, first);
  await page.assertHidden(credentials.password);
  assert.deepEqual(await shown(tab), credentials);
  await page.assertHidden(credentials.password);

  const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Download as CSV" }).click()]);
  assert.match(download.suggestedFilename(), /^user\d+_codecommit_credentials\.csv$/);
  assert.equal(readFileSync(await download.path(), "utf8"), `User Name,Password\r\n${credentials.username},${credentials.password}\r\n`);
  assert.match(await list(tab).innerText(), new RegExp(`${first}\\s+active\\s+created today\\s+ID ends in \\w{4}`));
  const { code, stderr } = await clone(www, credentials);
  assert.equal(code, 0, stderr);

  await saved(page);
  await page.assertHidden(credentials.password, encodeURIComponent(credentials.password), keys.secretAccessKey);
  assert.equal(await inMemory(tab, credentials.password), false);
  page.assertClean();
});

test("asks before the view, the session or the page is left while a password is shown", async (t) => {
  const { page, tab } = await openDesk(t, www);
  const { password } = await create(tab);
  page.dismiss(BEFORE_LEAVING);
  await tab.getByRole("link", { name: "Doctor" }).click();
  await created(tab).waitFor();
  assert.match(tab.url(), /#\/credentials$/);
  page.dismiss(BEFORE_LEAVING);
  await tab.getByRole("button", { name: "Sign out" }).click();
  await created(tab).waitFor();
  page.dismiss(BEFORE_LEAVING);
  await tab.getByRole("button", { name: "I have saved it" }).click();
  await created(tab).waitFor();
  const asked = page.dismiss("beforeunload");
  // The dialog blocks the navigation, so do not wait for it.
  await tab.evaluate(() => void setTimeout(() => location.reload()));
  await asked;
  await created(tab).waitFor();
  page.accept(BEFORE_LEAVING);
  await tab.getByRole("link", { name: "Doctor" }).click();
  await tab.getByRole("heading", { name: "Doctor" }).waitFor();
  await page.assertHidden(password);
  assert.equal(await inMemory(tab, password), false);
  await page.go(DESK);
  await list(tab).getByText("active", { exact: true }).waitFor();
  await tab.getByRole("link", { name: "Doctor" }).click();
  await tab.getByRole("heading", { name: "Doctor" }).waitFor();
  page.assertClean();
});

test("keeps nothing of a password that is visible when the user leaves", async (t) => {
  const { page, tab } = await openDesk(t, www);
  await tab.getByRole("button", { name: "Create Git credentials" }).click();
  await created(tab).getByRole("button", { name: "Show the password" }).click();
  const password = await created(tab).locator("code").last().innerText();
  assert.equal(await inMemory(tab, password), true);
  page.accept(BEFORE_LEAVING);
  await tab.getByRole("link", { name: "Doctor" }).click();
  await tab.getByRole("heading", { name: "Doctor" }).waitFor();
  await page.assertHidden(password);
  assert.equal(await inMemory(tab, password), false);
  page.assertClean();
});

test("resets a password: the old one is refused, and the new one shown", async (t) => {
  const { page, tab, first } = await openDesk(t, www);
  const old = await create(tab);
  await saved(page);
  page.dismiss(`Reset the password of ${first}? The old password stops working, and everything that uses it will be refused until you enter the new one there. This cannot be undone.`);
  await buttonOf(tab, first, "Reset the password").click();
  assert.equal((await clone(www, old)).code, 0);
  page.accept(`Reset the password of ${first}? The old password stops working, and everything that uses it will be refused until you enter the new one there. This cannot be undone.`);
  await buttonOf(tab, first, "Reset the password").click();
  const fresh = await shown(tab);
  assert.notEqual(fresh.password, old.password);
  await assertRefused(www, old);
  assert.equal((await clone(www, fresh)).code, 0);
  await saved(page);
  await page.assertHidden(fresh.password, old.password);
});

test("tests an entered password, which is refused when it is wrong or the set is inactive", async (t) => {
  const { page, tab, first } = await openDesk(t, www);
  const credentials = await create(tab);
  await saved(page);
  await buttonOf(tab, first, "Test").click();
  assert.match(await tried(tab, credentials), /^Accepted/);
  assert.match(await tried(tab, { ...credentials, repository: "nowhere" }), /accepted, but do not open this repository.*not found/);
  assert.equal(await tab.getByLabel("Password of this set").inputValue(), "");
  page.accept(`Make ${first} inactive? Every git client, pipeline and script that uses it will be refused until you activate it again. No other set is active, so none of your applications can use Git credentials then.`);
  await buttonOf(tab, first, "Make inactive").click();
  await list(tab).getByText("inactive").waitFor();
  assert.match(await tried(tab, credentials), /^Refused\. The set is inactive, so this is expected/);
  await page.assertHidden(credentials.password, basic(credentials));
  await testOf(tab).getByLabel("Password of this set").fill(credentials.password);
  await testOf(tab).getByRole("button", { name: "Close the test" }).click();
  assert.equal(await inMemory(tab, credentials.password), false);
});

test("tries a new set again until CodeCommit knows it", async (t) => {
  t.after(() => aws.settings({ iam_delay_ms: 0 }));
  await aws.settings({ iam_delay_ms: 4000 });
  const { tab } = await openDesk(t, www);
  await create(tab);
  await created(tab).getByRole("button", { name: "Test" }).click();
  await testOf(tab).getByLabel("Region").fill("us-east-1");
  await testOf(tab).getByLabel("Repository").fill("git clone ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app");
  await testOf(tab).getByRole("button", { name: "Run the test" }).click();
  await tab.getByText("CodeCommit does not accept them yet.").waitFor();
  await tab.getByText(/^\s*Accepted/).waitFor();
});

test("does not change the repository that the user is entering when the list of repositories arrives", async (t) => {
  const { tab } = await openDesk(t, www);
  await create(tab);
  const { promise: listed, resolve: list } = Promise.withResolvers();
  await tab.route("**/aws/codecommit", async (route) => {
    await listed;
    await route.continue();
  });
  await created(tab).getByRole("button", { name: "Test" }).click();
  await testOf(tab).getByLabel("Repository").focus();
  list();
  await tab.locator("datalist option").first().waitFor({ state: "attached" });
  await tab.keyboard.insertText("app");
  assert.equal(await testOf(tab).getByLabel("Repository").inputValue(), "app");
});

test("keeps a change that IAM's list does not show yet", async (t) => {
  t.after(() => aws.settings({ iam_read_delay_ms: 0 }));
  await aws.settings({ iam_read_delay_ms: 60_000 });
  const { page, tab, first } = await openDesk(t, www);
  await create(tab);
  await saved(page);
  await list(tab).getByText(first).waitFor();
});

test("names the IAM action that a user is not allowed", async (t) => {
  const reader = await openDesk(t, www, { allow: [{ actions: ["iam:List*", "codecommit:*"] }] });
  await reader.tab.getByRole("button", { name: "Create Git credentials" }).click();
  assert.match(await reader.page.problem(), /You do not have the permission iam:CreateServiceSpecificCredential\.\s+Ask your administrator to allow iam:CreateServiceSpecificCredential/);
  const stranger = await openDesk(t, www, { allow: [{ actions: ["codecommit:*"] }] });
  assert.match(await stranger.page.problem(), /You do not have the permission iam:ListServiceSpecificCredentials/);
  await aws.user({ name: stranger.name, allow: [{ actions: EVERY_ACTION }] });
  await stranger.tab.getByRole("button", { name: "Try again" }).click();
  await stranger.tab.getByText("You have no Git credentials.").waitFor();
});

test("retries throttled calls, and explains a set that was deleted elsewhere", async (t) => {
  const { page, tab, keys, first } = await openDesk(t, www);
  await create(tab);
  await saved(page);
  const other = await www.opened(t, DESK);
  await other.signIn(keys);
  await list(other.tab).getByText(first).waitFor();
  await aws.fault({ iam_error: "Throttling" }, { service: "iam" });
  page.accept(`Delete ${first}? Everything that still uses it will be refused. This cannot be undone. It is still active: if you make it inactive first, you can see what uses it and go back. No other set is active, so none of your applications can use Git credentials then.`);
  await buttonOf(tab, first, "Delete").click();
  await tab.getByText(`${first} was deleted.`).waitFor();
  other.accept(`Reset the password of ${first}? The old password stops working, and everything that uses it will be refused until you enter the new one there. This cannot be undone.`);
  await buttonOf(other.tab, first, "Reset the password").click();
  assert.match(await other.problem(), /These Git credentials do not exist any more/);
});

test("still manages the sets of a user who was renamed", async (t) => {
  const { page, tab, keys, name, first } = await openDesk(t, www);
  const credentials = await create(tab);
  await saved(page);
  await aws.renameUser(name, `${name}-renamed`);
  const again = await www.opened(t, DESK);
  await again.signIn(keys);
  await list(again.tab).getByText(first).waitFor();
  assert.equal((await clone(www, credentials)).code, 0);
  // The page that was open before asks IAM for the user's old name.
  await tab.getByRole("button", { name: "Reload" }).click();
  assert.match(await page.problem(), /They, or their user, were deleted or renamed elsewhere/);
});

test("shows the owner of temporary keys what they can use instead", async (t) => {
  const page = await www.opened(t, DESK);
  const { tab } = page;
  await page.signIn(await aws.credentials());
  await tab.getByRole("heading", { name: "Git credentials and SSH keys belong to IAM users" }).waitFor();
  await tab.getByText("You are signed in with the temporary keys of the role developer.").waitFor();
  assert.equal(await tab.getByRole("button", { name: "Create Git credentials" }).count(), 0);
  await assertAccessible(page, "temporary keys");
  await tab.getByRole("link", { name: "choose a repository" }).first().click();
  await tab.getByRole("link", { name: "app" }).waitFor();
  page.assertClean();
});

test("the desk is accessible in every step, and usable with only the keyboard", async (t) => {
  const { page, tab } = await openDesk(t, www, { options: {} });
  await tab.getByText("You have no Git credentials.").waitFor();
  await assertAccessible(page, "no credentials");
  await tabTo(tab, "Create Git credentials");
  await tab.keyboard.press("Enter");
  await created(tab).waitFor();
  await waitForFocus(tab, "Your new Git credentials");
  await assertAccessible(page, "new credentials");
  await tabTo(tab, "Test");
  await tab.keyboard.press("Enter");
  await testOf(tab).getByLabel("Repository").waitFor();
  await tabTo(tab, "Repository");
  await tab.keyboard.insertText("app");
  await tab.keyboard.press("Enter");
  await tab.getByText(/^\s*Accepted/).waitFor();
  await assertAccessible(page, "test");
  await saved(page);
  await create(tab, "Create the second set");
  await assertAccessible(page, "two sets");
  await saved(page);
  await rotation(tab).getByRole("checkbox").first().waitFor();
  for (const box of await rotation(tab).getByRole("checkbox").all()) await box.press(" ");
  tab.once("dialog", (dialog) => dialog.accept());
  await rotation(tab).getByRole("button", { name: /inactive$/ }).press("Enter");
  await rotation(tab).getByRole("button", { name: /^Go back/ }).waitFor();
  await eventually("something has the focus", async () => (await focused(tab)).tag !== "BODY");
  await assertAccessible(page, "one inactive set");
  page.assertClean();
});

test("asks a signed-out user to sign in, and keeps the desk while keys are renewed", async (t) => {
  const { page, tab, keys } = await openDesk(t, www);
  const { password } = await create(tab);
  await tab.getByRole("button", { name: "Renew" }).click();
  await tab.getByRole("dialog").getByLabel("Keys", { exact: true }).fill(exportLines(keys));
  await tab.getByRole("button", { name: "Use these keys" }).click();
  await tab.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal((await shown(tab)).password, password);
  page.accept(BEFORE_LEAVING);
  await tab.getByRole("button", { name: "Sign out" }).click();
  await tab.getByRole("heading", { name: "Sign in to manage your credentials" }).waitFor();
  await page.assertHidden(password);
});
