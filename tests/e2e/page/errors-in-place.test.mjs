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

/** The only error is near this element, in the window, and not in the repository's header. */
async function standsBy(locator, words) {
  const alert = tab.getByRole("alert");
  await alert.filter({ hasText: words }).waitFor();
  assert.equal(await alert.count(), 1);
  assert.equal(await tab.locator(".synchronise").getByRole("alert").count(), 0);
  const [{ y, height }, action] = [await alert.boundingBox(), await locator.boundingBox()];
  const distance = Math.max(y - (action.y + action.height), action.y - (y + height));
  assert.ok(distance < 60, `${distance} pixels from the action`);
  assert.ok(y >= 0 && y + height <= tab.viewportSize().height, `at ${y}`);
}

test("of a commit, under its form", async () => {
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

test("of a new branch, under its form", async () => {
  await page.view("Branches and tags");
  const form = tab.getByRole("form", { name: /branch/ }).first();
  await form.getByRole("textbox").first().fill("a..b");
  await form.getByRole("button", { name: /Create/ }).first().click();
  await standsBy(form, "git does not allow this name.");
});

test("of the deletion of a clone, in its line", async () => {
  await page.go("/");
  // The browser refuses to delete the database.
  const worker = tab.workers().find((each) => each.url().includes("/www/worker-"));
  await worker.evaluate(() => {
    indexedDB.deleteDatabase = () => {
      throw new Error("The disk is on fire.");
    };
  });
  const remove = tab.getByRole("button", { name: "Delete the clone of app" });
  tab.once("dialog", (dialog) => dialog.accept());
  await remove.click();
  await standsBy(remove, "git could not complete this.");
  page.assertClean();
});
