// Two tabs of one browser, which share its clones.

import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { eventually } from "../support/eventually.mjs";
import { WwwPage } from "../support/www-page.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, edge } = www;
await aws.repository("eu-west-1", "app");
await aws.repository("eu-west-1", "heavy", { size_mb: 3 });
afterEach(() => aws.clearFaults());

const CHANGED = "This file has changed since you opened it";

/** A tab at a repository, signed in, and a function that opens others beside it. */
async function opened(t, hash = "/eu-west-1/app") {
  const page = await www.opened(t, hash);
  await page.signIn(await aws.credentials());
  return { page, tab: page.tab, beside: (...given) => beside(page, hash, ...given) };
}

/** Another tab beside a page. */
async function beside(page, hash, { before } = {}) {
  const other = new WwwPage(await page.tab.context().newPage(), { edge, allowed: [edge.url] });
  await before?.(other.tab);
  await other.go("/");
  await other.signIn(await aws.credentials());
  await other.tab.getByRole("button", { name: "Sign out" }).waitFor();
  await other.go(hash);
  return other;
}

const editor = (page) => page.tab.locator(".cm-content");
const progress = (page) => page.tab.getByRole("region", { name: "Cloning" });

test("shows what another tab edits, commits and discards", async (t) => {
  const { page, beside } = await opened(t);
  await page.clone();
  const other = await beside();
  await other.tab.getByRole("heading", { name: "Harbour" }).waitFor();
  await page.edit("README.md");
  await page.write("From the first tab\n");
  await other.tab.getByText("1 changed file").first().waitFor();
  await other.view("Changes");
  await other.tab.getByText("From the first tab").waitFor();
  await page.commit("Commit in the first tab");
  await other.tab.getByText("No changes since the last commit.").waitFor();
  await other.tab.getByText("1 commit not pushed").first().waitFor();
  await other.view("History");
  await other.tab.getByRole("link", { name: "Commit in the first tab" }).waitFor();
  await other.tab.getByRole("button", { name: "Push" }).click();
  await other.tab.getByText("Pushed.").waitFor();
  await page.tab.getByText("not pushed").first().waitFor({ state: "detached" });
  page.assertClean();
  other.assertClean();
});

test("an editor opens a file again after another tab changed it", async (t) => {
  const { page, beside } = await opened(t);
  await page.clone();
  const other = await beside();
  await other.edit("README.md");
  await page.edit("README.md");
  await page.write("Written in the first tab\n");
  await editor(other).getByText("Written in the first tab").waitFor();
  await other.tab.getByText("Changed elsewhere and opened again").waitFor();
  await other.write("And in the second\n");
  await editor(page).getByText("And in the second").waitFor();
  assert.match(await editor(page).innerText(), /Written in the first tab\nAnd in the second/);
});

test("an editor never overwrites what another tab has written, and lets the user choose", async (t) => {
  const { page, beside } = await opened(t);
  await page.clone();
  // A browser that tells nothing to other tabs.
  const other = await beside({ before: (tab) => tab.addInitScript(() => delete globalThis.BroadcastChannel) });
  const type = async (text) => {
    await editor(other).click();
    await other.tab.keyboard.press("Control+End");
    await other.tab.keyboard.insertText(text);
  };
  await page.edit("README.md");
  await other.edit("README.md");
  await page.write("Aster\n");
  await type("Birch\n");
  const problem = other.tab.getByRole("alert").filter({ hasText: CHANGED });
  await problem.waitFor();
  other.dismiss("Your changes to README.md are not saved. Leave without saving?");
  await other.tab.getByRole("link", { name: "Review and commit" }).click();
  assert.match(await editor(other).innerText(), /Birch/, "the text is still there");
  await problem.getByRole("button", { name: "Open the changed file" }).click();
  await editor(other).getByText("Aster").waitFor();
  assert.doesNotMatch(await editor(other).innerText(), /Birch/);

  await page.write("Cedar\n");
  await type("Daisy\n");
  await problem.getByRole("button", { name: "Keep my text" }).click();
  await other.tab.getByText("Saved in this browser, not committed").waitFor();
  await page.view("Changes");
  await page.tab.getByText("Daisy").waitFor();
  assert.equal(await page.tab.getByText("Cedar").count(), 0);
  other.assertClean();
});

test("says that another tab deleted a clone, and does not bring it back", async (t) => {
  const { page, tab, beside } = await opened(t);
  await page.clone();
  const other = await beside();
  await other.edit("README.md");
  await page.go("/");
  page.accept("Delete the clone of app from this browser?");
  await tab.getByRole("button", { name: "Delete the clone of app" }).click();
  await other.tab.getByText("The clone of this repository was deleted in another tab.").waitFor();
  await other.tab.getByRole("button", { name: "Clone here" }).waitFor();
  assert.deepEqual(await page.databases(), []);
  await other.clone();
  await tab.getByText("Cloned in this browser").waitFor();
  other.assertClean();
});

test("two tabs clone a repository once, and the second one waits", async (t) => {
  const { page, tab, beside } = await opened(t, "/eu-west-1/heavy");
  await aws.fault({ delay_ms: 2_000 }, { service: "git-upload-pack", times: 2 });
  await tab.getByRole("button", { name: "Clone here" }).click();
  const other = await beside();
  const since = await aws.mark();
  await other.tab.getByRole("button", { name: "Clone here" }).click();
  await progress(other).getByText("Waiting for another tab that works on this clone").first().waitFor();
  await other.tab.getByRole("navigation", { name: "Repository", exact: true }).waitFor();
  await tab.getByRole("navigation", { name: "Repository", exact: true }).waitFor();
  assert.ok((await aws.requests(since)).filter(({ method, service }) => service === "git-upload-pack" && method === "GET").length <= 1);
  assert.equal(await other.tab.getByRole("alert").count(), 0);
  page.assertClean();
});

test("a clone continues in other views, with its progress, and can be cancelled there", async (t) => {
  const { page, tab } = await opened(t, "/eu-west-1/heavy");
  await aws.fault({ stall_after_bytes: 1_000_000 }, { path_contains: "heavy/git-upload-pack" });
  await tab.getByRole("button", { name: "Clone here" }).click();
  await tab.getByRole("link", { name: "Repositories" }).click();
  await progress(page).getByRole("link", { name: "heavy" }).waitFor();
  const levels = await tab.locator("main :is(h1, h2)").evaluateAll((headings) => headings.map(({ localName, textContent }) => `${localName} ${textContent}`));
  assert.deepEqual(levels.slice(0, 2), ["h1 Repositories", "h2 Cloning"]);
  await progress(page).getByText(/ objects: /).first().waitFor();
  await progress(page).getByRole("link", { name: "heavy" }).click();
  await tab.getByRole("heading", { name: "Clone heavy" }).waitFor();
  await progress(page).getByText(/ objects: /).first().waitFor();
  await tab.getByRole("link", { name: "Repositories" }).click();
  await progress(page).getByRole("button", { name: "Cancel" }).click();
  await progress(page).waitFor({ state: "detached" });
  assert.deepEqual(await page.databases(), []);
  page.assertClean();
});

test("another tab shows the progress of a clone and of a pull, until that tab is closed", async (t) => {
  const { page, tab, beside } = await opened(t, "/eu-west-1/heavy");
  const other = await beside();
  const elsewhere = other.tab.getByRole("region", { name: "Another tab" });
  await aws.fault({ stall_after_bytes: 1_000_000 }, { path_contains: "heavy/git-upload-pack" });
  await tab.getByRole("button", { name: "Clone here" }).click();
  await elsewhere.getByText(/In another tab: .* objects: /).first().waitFor();
  await other.tab.getByRole("link", { name: "Repositories" }).click();
  await progress(other).getByText(/In another tab: .* objects: /).first().waitFor();
  await progress(other).getByRole("link", { name: "heavy" }).click();
  await progress(page).getByRole("button", { name: "Cancel" }).click();
  await elsewhere.waitFor({ state: "detached" });
  await aws.clearFaults();
  await page.clone();
  await other.tab.getByRole("navigation", { name: "Repository", exact: true }).waitFor();
  await aws.fault({ delay_ms: 10_000 }, { service: "git-upload-pack" });
  await tab.getByRole("button", { name: "Pull" }).click();
  const head = other.tab.locator(".repository-head");
  await head.getByText("In another tab: Pulling").first().waitFor();
  await tab.close();
  await head.getByText("In another tab").first().waitFor({ state: "detached" });
  other.assertClean();
});

test("a tab that has crashed does not look busy", async (t) => {
  const { tab, beside } = await opened(t);
  const other = await beside();
  const elsewhere = other.tab.getByText("In another tab: Cloning").first();
  // Whether a tab is alive shows in its lock, which the browser gives back.
  const says = (lock) => tab.evaluate((name) => new BroadcastChannel("codecommit-edge").postMessage({ kind: "working", repositoryRef: { region: "eu-west-1", repository: "app" }, label: "Cloning", lock: name }), lock);
  await tab.evaluate(() => void navigator.locks.request("alive", () => new Promise((resolve) => (globalThis.crash = resolve))));
  await says("alive");
  await elsewhere.waitFor();
  await tab.evaluate(() => globalThis.crash());
  await elsewhere.waitFor({ state: "detached" });
});

test("another tab can change a clone while a pull waits for a sign-in", async (t) => {
  const { page, tab, beside } = await opened(t);
  await page.clone();
  const other = await beside();
  await other.edit("README.md");
  await tab.reload();
  await tab.getByRole("button", { name: "Pull" }).click();
  await tab.getByRole("dialog", { name: /Sign in/ }).waitFor();
  await other.write("Meanwhile\n");
  await page.signIn(await aws.credentials());
  await tab.getByText("Already up to date.").waitFor();
  other.assertClean();
});

test("a reload during a clone asks first, and leaves nothing of it", async (t) => {
  const { page, tab } = await opened(t, "/eu-west-1/heavy");
  await aws.fault({ stall_after_bytes: 1_000_000 }, { path_contains: "heavy/git-upload-pack" });
  await tab.getByRole("button", { name: "Clone here" }).click();
  await progress(page).getByText(/ objects: /).first().waitFor();
  await eventually("the clone has begun", async () => (await page.databases()).length === 1);
  page.accept("beforeunload");
  await tab.reload();
  await tab.getByRole("button", { name: "Use these keys" }).waitFor();
  await eventually("nothing is left", async () => (await page.databases()).length === 0);
  await aws.clearFaults();
  await page.signIn(await aws.credentials());
  await page.clone();
  page.assertClean();
});

test("a sign-out ends the sign-in of all tabs, and keeps the clones", async (t) => {
  const { page, tab, beside } = await opened(t);
  await page.clone();
  const other = await beside();
  await other.tab.getByRole("heading", { name: "Harbour" }).waitFor();
  await tab.getByRole("button", { name: "Sign out" }).click();
  await other.tab.getByText("You signed out in another tab, which also signed you out here.").waitFor();
  await other.tab.getByRole("button", { name: "Sign out" }).waitFor({ state: "detached" });
  await other.tab.getByRole("heading", { name: "Harbour" }).waitFor();
  assert.deepEqual(await page.databases(), ["git:eu-west-1/app"]);
});
