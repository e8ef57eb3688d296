import assert from "node:assert/strict";
import { after, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { clonedRepositories } from "../support/cloned-repositories.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { git } = www;
const { cloned, edit, inBare, movedOn } = clonedRepositories(www);

const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
const question = (lost) => `Replace main on the server with main from this browser, for everyone?\n\nThe server's branch loses ${lost}`;

/** Amends the last commit, which the server has. */
async function amend({ page, tab }, message) {
  await page.view("Changes");
  await tab.getByText("Amend the last commit").click();
  await tab.getByLabel("Message of the last commit").fill(message);
  await press(tab, "Amend the message");
  await tab.getByRole("heading", { name: message, exact: true }).waitFor();
}

test("replaces an amended commit on the server, after a push was rejected and the page has asked", async (t) => {
  const opened = await cloned(t);
  const { page, tab, bare } = opened;
  await edit(page, "README.md", "one\n");
  await page.commit("Wriet <b>README</b>");
  await page.push();
  const old = await inBare(bare, "rev-parse", "main");
  assert.equal(await tab.getByRole("button", { name: "Replace the server's branch" }).count(), 0);
  await amend(opened, "Write README");
  await press(tab, "Push");
  assert.match(await page.problem(), /The push was rejected: the server's branch has commits that this one does not have\./);
  const [first, second] = await tab.getByRole("alert").getByRole("button").allInnerTexts();
  assert.deepEqual([first, second], ["Pull and merge", "Replace the server's branch"]);
  await assertAccessible(page, "a rejected push");
  const asked = page.dismiss(`${question("1 commit")}:\n• Wriet <b>README</b>\n\nThis cannot be undone here. To keep it, first push a branch that starts at origin/main.`);
  await Promise.all([asked, press(tab, "Replace the server's branch")]);
  assert.equal(await inBare(bare, "rev-parse", "main"), old);
  // Now both sides are known to differ: the list of branches offers it too.
  await page.view("Branches and tags");
  await tab.getByRole("button", { name: "More for main", exact: true }).click();
  page.accept(`${question("1 commit")}:\n• Wriet <b>README</b>\n\nThis cannot be undone here. To keep it, first push a branch that starts at origin/main.`);
  await press(tab, "Replace the server's branch");
  await tab.getByText("Replaced the server's main.").waitFor();
  await tab.getByRole("button", { name: "Replace the server's branch" }).waitFor({ state: "detached" });
  assert.equal(await inBare(bare, "log", "-1", "--format=%s", "main"), "Write README");
  assert.equal(await inBare(bare, "rev-list", "--count", `main..${old}`), "1");
  await git.ok(["fsck", "--strict", "--no-dangling"], { cwd: bare });
  page.assertClean();
});

test("does not replace commits pushed while the page asks, and can merge them", async (t) => {
  const opened = await cloned(t);
  const { page, tab, name, bare } = opened;
  await edit(page, "README.md", "one\n");
  await page.commit("Write README");
  await page.push();
  await amend(opened, "Another message");
  await press(tab, "Push");
  await tab.getByRole("alert").waitFor();
  const asked = tab.waitForEvent("dialog");
  await press(tab, "Replace the server's branch");
  const dialog = await asked;
  await movedOn(name, { "theirs.txt": "theirs\n" });
  const theirs = await inBare(bare, "rev-parse", "main");
  await dialog.accept();
  await tab.getByText("The branch changed after you were asked, on the server or in this browser.").waitFor();
  assert.equal(await inBare(bare, "rev-parse", "main"), theirs);
  await press(tab, "Push");
  await press(tab, "Pull and merge");
  await tab.getByText(/merged with/).waitFor();
  await page.push();
  assert.equal(await inBare(bare, "merge-base", "main", theirs), theirs);
});
