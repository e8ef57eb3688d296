import assert from "node:assert/strict";
import { after, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { clonedRepositories } from "../support/cloned-repositories.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { git } = www;
const { cloned, create, edit, inBare, movedOn } = clonedRepositories(www);

/** Pictures of one pixel. */
const RED = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==", "base64");
const BLUE = Buffer.from("R0lGODlhAQABAIAAAAAA/wAAACwAAAAAAQABAAACAkQBADs=", "base64");
const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
const conflict = (tab, path) => tab.getByRole("region", { name: `Conflict in ${path}` });

/** A clone and a server that have both changed these files, after a pull. */
async function conflicting(t) {
  const opened = await cloned(t);
  const { page, tab, name } = opened;
  await edit(page, "README.md", "ours\n");
  await create(page, "added.txt", "ours\n");
  await page.commit("Write ours");
  await movedOn(name, { "README.md": "theirs\n", "added.txt": "theirs\n", "clean.txt": "clean\n" });
  await press(tab, "Pull");
  await conflict(tab, "README.md").waitFor();
  return opened;
}

test("resolves conflicts by a side and by an edit, over a reload, and pushes the merge", async (t) => {
  const { page, tab, bare, keys } = await conflicting(t);
  await tab.getByText("2 of 2 files are still in conflict.").waitFor();
  assert.equal(await tab.getByRole("button", { name: "Commit the result" }).isDisabled(), true);
  await conflict(tab, "README.md").getByText("added: theirs").waitFor();
  await assertAccessible(page, "conflicts");
  await conflict(tab, "added.txt").getByRole("button", { name: "Use origin/main: added.txt" }).click();
  await conflict(tab, "added.txt").getByText("resolved", { exact: true }).waitFor();

  page.accept("beforeunload");
  await tab.reload();
  await tab.getByText("1 of 2 files is still in conflict.").waitFor();
  await page.view("Files");
  await tab.getByText("A merge has 1 file in conflict.").waitFor();
  await tab.getByRole("link", { name: "Resolve conflicts" }).click();
  await conflict(tab, "README.md").getByRole("link", { name: "Edit README.md" }).click();
  await page.write("both\n");
  await Promise.all([page.dismiss("README.md still has conflict markers. Mark it as resolved?"), press(tab, "Mark as resolved")]);
  await assertAccessible(page, "the editor of a conflict");
  await tab.getByRole("link", { name: "Back to the conflicts" }).click();
  await Promise.all([page.dismiss("README.md still has conflict markers. Mark it as resolved?"), press(tab, "Mark as resolved: README.md")]);
  await tab.getByText("1 of 2 files is still in conflict.").waitFor();
  page.accept("Use main for README.md? Your edits to it are lost.");
  await press(tab, "Use main: README.md");
  await tab.getByText("All conflicts are resolved.").waitFor();

  await press(tab, "Commit the result");
  await tab.getByRole("heading", { name: /^Merge branch 'main' of / }).waitFor();
  // The keys were only in the page's memory.
  await press(tab, "Push");
  await page.signIn(keys);
  await tab.getByText("Pushed.").waitFor();
  assert.equal((await inBare(bare, "log", "-1", "--format=%P", "main")).split(" ").length, 2);
  assert.deepEqual([await inBare(bare, "show", "main:added.txt"), await inBare(bare, "show", "main:clean.txt")], ["theirs", "clean"]);
  assert.match(await inBare(bare, "show", "main:README.md"), /ours$/);
  await git.ok(["fsck", "--strict"], { cwd: bare });
});

test("shows both pictures of a conflict, with their sizes", async (t) => {
  const { page, tab, name } = await cloned(t);
  await tab.getByLabel("Files to upload").setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: RED });
  await press(tab, "Upload");
  await page.commit("Red");
  await movedOn(name, { "dot.png": BLUE });
  await press(tab, "Pull");
  const card = conflict(tab, "dot.png");
  await card.getByText(/^main: 1 × 1, \d+ B$/).waitFor();
  await card.getByText(/^origin\/main: 1 × 1, \d+ B$/).waitFor();
  await assertAccessible(page, "pictures in conflict");
  await card.getByRole("button", { name: "Use origin/main: dot.png" }).click();
  await press(tab, "Commit the result");
  await tab.getByRole("heading", { name: /^Merge branch/ }).waitFor();
  page.assertClean();
});

test("aborts a merge, and restores all files", async (t) => {
  const { page, tab } = await conflicting(t);
  page.accept("Abort the merge? The 2 files with conflicts, and all other files that it changed, go back to their state before. Your edits to them since then are lost.");
  await press(tab, "Abort");
  await tab.getByText("No changes since the last commit.").waitFor();
  assert.match(await page.edit("README.md"), /ours/);
  await page.view("Files");
  await tab.getByRole("table", { name: "Files" }).waitFor();
  assert.equal(await tab.getByRole("link", { name: "clean.txt" }).count(), 0);
  // Nothing is stranded: the same pull is possible again.
  await press(tab, "Pull");
  await conflict(tab, "README.md").waitFor();
  page.assertClean();
});
