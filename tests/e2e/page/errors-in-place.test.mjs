// An error stands where the action was, is announced, and leaves the keyboard where it was.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws } = www;
await aws.repository("eu-west-1", "app");

const page = await www.open("/eu-west-1/app");
const { tab } = page;
await page.signIn(await aws.credentials());
await page.clone();

const gitWorker = () => tab.workers().find((each) => each.url().includes("/www/worker-"));

/** The only error is near this element, in the window, and not in the repository's header. */
async function standsBy(locator, words) {
  const alert = tab.getByRole("alert");
  await alert.filter({ hasText: words }).waitFor();
  assert.equal(await alert.count(), 1);
  assert.equal(await tab.locator(".repository-head").getByRole("alert").count(), 0);
  const [{ y, height }, action] = [await alert.boundingBox(), await locator.boundingBox()];
  const distance = Math.max(y - (action.y + action.height), action.y - (y + height));
  assert.ok(distance < 60, `${distance} pixels from the action`);
  assert.ok(y >= 0 && y + height <= tab.viewportSize().height, `at ${y}`);
}

test("shows the error of a commit below its form", async () => {
  await page.edit("README.md");
  await page.write("Changed\n");
  await page.view("Changes");
  await tab.getByLabel("Message").fill("Change");
  await tab.getByLabel("Your name").fill("Carol <admin>");
  await tab.getByLabel("Your e-mail").fill("carol@example.com");
  const commit = tab.getByRole("button", { name: /^Commit / });
  await commit.click();
  await standsBy(tab.getByRole("form", { name: "Commit" }), "git needs an author for the commit.");
  assert.equal(await commit.evaluate((button) => button === document.activeElement), true);
  await tab.getByRole("alert").getByRole("button", { name: "Close" }).click();
  assert.equal(await tab.getByRole("alert").count(), 0);
});

test("shows the error of a new branch below its form", async () => {
  await page.view("Branches and tags");
  const form = tab.getByRole("form", { name: /branch/ }).first();
  await form.getByRole("textbox").first().fill("a..b");
  await form.getByRole("button", { name: /Create/ }).first().click();
  await standsBy(form, "git does not allow this name.");
});

const row = (list, name) => tab.getByRole("region", { name: list, exact: true }).getByRole("listitem").filter({ hasText: name });

/** The only error is in this row. */
async function standsIn(found, words) {
  const alert = found.getByRole("alert");
  await alert.waitFor();
  assert.ok((await alert.innerText()).includes(words), await alert.innerText());
  assert.equal(await tab.getByRole("alert").count(), 1);
}

test("shows the error of a branch or tag action in its row", async () => {
  await page.view("Branches and tags");
  const branch = row("Local branches", "main");
  await branch.getByRole("button", { name: "More for main", exact: true }).click();
  await branch.getByLabel("New name").fill("a..b");
  await branch.getByRole("button", { name: "Rename" }).click();
  await standsIn(branch, "git does not allow this name.");
  await branch.getByLabel("Reset to").fill("nowhere");
  await branch.getByRole("button", { name: "Reset, keep files" }).click();
  await standsIn(branch, "The clone has no such branch, tag or commit.");

  await aws.fault({ status: 500 }, { service: "git-receive-pack" });
  const tag = row("Tags", "v1.0.0");
  await tag.getByRole("button", { name: "More for v1.0.0" }).click();
  await tag.getByRole("button", { name: "Push" }).click();
  await standsIn(tag, "The edge could not reach a service that it needs.");
  await aws.clearFaults();
  const remote = row("Remote branches", "main");
  await remote.getByRole("button", { name: "More for origin/main" }).click();
  page.accept("Delete the branch main on the server, for everyone?");
  await remote.getByRole("button", { name: "Delete on the server" }).click();
  await standsIn(remote, "The push was rejected.");
});

test("shows beside the button that uncommitted changes prevent a merge, a stash or a revert", async () => {
  const files = tab.getByRole("table", { name: "Files" });
  await page.commit("Change README");
  await page.view("Branches and tags");
  await tab.getByLabel("Name of the branch").fill("topic");
  await tab.getByLabel("Starts at").fill("v1.0.0");
  await tab.getByRole("button", { name: "Create and check out" }).click();
  await files.waitFor();
  await page.edit("README.md");
  await page.write("Stashed\n");
  await page.view("Changes");
  await tab.getByRole("button", { name: "Stash all changes" }).click();
  await tab.getByText("Stashed all changes.").waitFor();
  await page.edit("README.md");
  await page.write("In the way\n");

  await page.view("Changes");
  const stash = row("Stashes", "On topic");
  await stash.getByRole("button", { name: /^Apply/ }).click();
  await standsIn(stash, "This would overwrite changes that you have not committed.");
  await page.view("Branches and tags");
  const main = row("Local branches", "main");
  await main.getByRole("button", { name: "More for main", exact: true }).click();
  await main.getByRole("button", { name: "Merge into topic" }).click();
  await standsIn(main, "This would overwrite changes that you have not committed.");
  await tab.getByRole("link", { name: /history of main/ }).first().click();
  await tab.getByRole("link", { name: "Change README" }).click();
  const revert = tab.getByRole("button", { name: "Revert on topic" });
  await revert.click();
  await standsBy(revert, "This would overwrite changes that you have not committed.");
});

test("shows the progress of a push where it was started: in the row, or below the header", async () => {
  await page.view("Branches and tags");
  const topic = row("Local branches", "topic");
  await topic.getByRole("button", { name: "More for topic", exact: true }).click();
  await aws.fault({ delay_ms: 2_000 }, { service: "git-receive-pack", times: 2 });
  await topic.getByRole("button", { name: "Push" }).click();
  await topic.getByRole("progressbar").waitFor();
  assert.equal(await tab.getByRole("progressbar").count(), 1);
  await topic.getByRole("button", { name: "Cancel" }).click();
  await topic.getByRole("progressbar").waitFor({ state: "detached" });
  await aws.clearFaults();
});

test("shows the error of a push below the repository's name, which does not move", async () => {
  const name = tab.getByRole("heading", { name: "app", exact: true });
  const before = await name.boundingBox();
  await aws.fault({ status: 500 }, { service: "git-receive-pack" });
  await tab.getByRole("button", { name: "Push", exact: true }).first().click();
  await tab.locator(".repository-head").getByRole("alert").filter({ hasText: "The edge could not reach a service that it needs." }).waitFor();
  assert.deepEqual(await name.boundingBox(), before);
  await tab.locator(".repository-head").getByRole("button", { name: "Close" }).click();
  await aws.clearFaults();
});

test("shows the error of a clone's deletion in the clone's row", async () => {
  await page.go("/");
  // The browser refuses to delete the database.
  await gitWorker().evaluate(() => {
    indexedDB.deleteDatabase = () => {
      throw new Error("The disk is on fire.");
    };
  });
  const remove = tab.getByRole("button", { name: "Delete the clone of app" });
  tab.once("dialog", (dialog) => dialog.accept());
  await remove.click();
  await standsBy(remove, "git could not complete the operation.");
});

test("says so if the clones cannot be listed", async () => {
  await page.go("/eu-west-1/app");
  await tab.getByRole("table", { name: "Files" }).waitFor();
  await gitWorker().evaluate(() => {
    indexedDB.databases = () => Promise.reject(new Error("The disk is on fire."));
  });
  await page.go("/");
  await tab.getByRole("alert").filter({ hasText: "git could not complete the operation." }).waitFor();
  await tab.getByRole("button", { name: "Delete the clone of app" }).waitFor();
  page.assertClean();
});
