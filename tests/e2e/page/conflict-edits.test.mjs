// Edits of files in conflict: they are in the merge, or the page asks before it overwrites them.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { clonedRepositories } from "../support/cloned-repositories.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { git } = www;
const { cloned, edit, inBare, movedOn } = clonedRepositories(www);

const latin1 = (text) => Buffer.from(text, "latin1");
const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
const conflict = (tab, path) => tab.getByRole("region", { name: `Conflict in ${path}` });

/** A clone with a conflict in a file, which both sides have changed. */
async function conflicting(t, path = "notes.txt", [base, theirs] = ["base\n", "theirs\n"]) {
  const opened = await cloned(t);
  const { page, tab, name } = opened;
  await movedOn(name, { [path]: base });
  await press(tab, "Pull");
  await tab.getByText("Pulled 1 new commit.").waitFor();
  await edit(page, path, "ours\n");
  await page.commit("Write ours");
  await movedOn(name, { [path]: theirs });
  await press(tab, "Pull");
  await conflict(tab, path).waitFor();
  return opened;
}

/** Replaces the text in the editor. */
async function replace(tab, text) {
  await tab.locator(".cm-content").click();
  await tab.keyboard.press("Control+a");
  await tab.keyboard.insertText(text);
}

test("does not mark a file as resolved without the text that could not be saved", async (t) => {
  const { page, tab, bare } = await conflicting(t, "prices.txt", [latin1("stra\xdfe\n"), latin1("stra\xdfe\ntheirs\n")]);
  await conflict(tab, "prices.txt").getByRole("link", { name: "Edit prices.txt" }).click();
  await replace(tab, "straße\n");
  await tab.getByText("Saved in this browser, not committed").waitFor();
  await replace(tab, "straße 10 €\n");
  await tab.getByText("Not saved", { exact: true }).waitFor();
  await press(tab, "Mark as resolved");
  await tab.getByRole("alert").getByRole("button", { name: "Save as UTF-8" }).click();
  await tab.getByText("Saved in this browser, not committed").waitFor();
  await tab.getByText("This file is in conflict.").waitFor();
  await press(tab, "Mark as resolved");
  await tab.getByText("All conflicts are resolved.").waitFor();
  await press(tab, "Commit the result");
  await tab.getByRole("heading", { name: /^Merge branch/ }).waitFor();
  await page.push();
  assert.equal(await inBare(bare, "show", "main:prices.txt"), "straße 10 €");
  await git.ok(["fsck", "--strict"], { cwd: bare });
  page.assertClean();
});
