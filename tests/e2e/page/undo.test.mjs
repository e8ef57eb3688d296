// Undo: what was done to files last can be undone, and what cannot be undone is said before.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { filledRepository } from "../support/filled-repository.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const FILES = [
  ["100644", "README.md", "# Read me\n"],
  ["100644", "other.txt", "other\n"],
];
const LARGE = Buffer.alloc(21_000_000);
const NO_UNDO = "You cannot undo this here: the files are larger than 20 MB.";

const cloned = (t, files = FILES) => filledRepository(www, t, files);
const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
const notice = (tab) => tab.getByRole("status").filter({ hasText: "You can undo this until you reload" });
const file = (tab, name) => tab.getByRole("region", { name: `modified ${name}`, exact: true });

/** Changes both files, and opens the view of changes. */
async function changed(page) {
  for (const name of ["README.md", "other.txt"]) {
    await page.edit(name);
    await page.write(`changed ${name}\n`);
  }
  await page.view("Changes");
}

async function discard(page, name) {
  page.accept(`Discard your changes to ${name}?`);
  await file(page.tab, name).getByRole("button", { name: "Discard" }).click();
  await notice(page.tab).getByText(`Discarded your changes to ${name}.`).waitFor();
}

test("undoes what was done last, in every view, until it is closed", async (t) => {
  const { page, tab } = await cloned(t);
  await changed(page);
  await discard(page, "README.md");
  await assertAccessible(page, "undo");
  await page.view("History");
  await press(tab, "Undo");
  await notice(tab).waitFor({ state: "detached" });
  assert.match(await page.edit("README.md"), /changed README\.md/);
  await page.view("Changes");
  await discard(page, "README.md");
  await notice(tab).getByRole("button", { name: "Close" }).click();
  await notice(tab).waitFor({ state: "detached" });
  page.assertClean();
});

test("offers only the last change, and none after a commit or a reload", async (t) => {
  const { page, tab } = await cloned(t);
  await changed(page);
  await discard(page, "README.md");
  await discard(page, "other.txt");
  assert.equal(await notice(tab).count(), 1);
  await press(tab, "Undo");
  await file(tab, "other.txt").waitFor();
  assert.equal(await file(tab, "README.md").count(), 0);
  await discard(page, "other.txt");
  await page.edit("README.md");
  await page.write("again\n");
  await notice(tab).waitFor();
  await page.commit("Commit");
  await notice(tab).waitFor({ state: "detached" });

  await changed(page);
  await discard(page, "other.txt");
  page.accept("beforeunload");
  await tab.reload();
  await file(tab, "README.md").waitFor();
  assert.equal(await notice(tab).count(), 0);
});

test("asks before it overwrites what was written later", async (t) => {
  const { page, tab } = await cloned(t);
  await changed(page);
  await discard(page, "README.md");
  await page.edit("README.md");
  await page.write("later\n");
  const question = "README.md has changed since then. Undo anyway? The later changes are lost.";
  page.dismiss(question);
  await Promise.all([tab.waitForEvent("dialog"), press(tab, "Undo")]);
  await page.view("Changes");
  await tab.getByText("later").waitFor();
  page.accept(question);
  await press(tab, "Undo");
  await tab.getByText("changed README.md").waitFor();
  assert.equal(await tab.getByText("later").count(), 0);
  page.assertClean();
});

test("says before a change that it cannot be undone", async (t) => {
  const { page, tab } = await cloned(t, [...FILES, ["100644", "large.bin", LARGE]]);
  await page.openFile("large.bin");
  page.dismiss(`Replace large.bin? ${NO_UNDO}`);
  await Promise.all([tab.waitForEvent("dialog"), tab.getByLabel("File to put in place of large.bin").setInputFiles({ name: "a", mimeType: "text/plain", buffer: Buffer.from("a") })]);
  page.dismiss(`Delete large.bin? ${NO_UNDO}`);
  await Promise.all([tab.waitForEvent("dialog"), press(tab, "Delete")]);
  page.accept(`Delete large.bin? ${NO_UNDO}`);
  await press(tab, "Delete");
  await tab.getByText("1 changed file").first().waitFor();
  assert.equal(await notice(tab).count(), 0);
  page.assertClean();
});
