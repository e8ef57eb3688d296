// Edits of files in conflict are in the merge, or the page asks before it overwrites them. The message of the merge is kept.

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

test("asks before a side overwrites edits, and before a missing file is deleted in the merge", async (t) => {
  const { page, tab, bare } = await conflicting(t);
  const card = conflict(tab, "notes.txt");
  const resolved = card.getByText("resolved", { exact: true });
  // Nothing is lost, so there is no question.
  await press(tab, "Use main: notes.txt");
  await resolved.waitFor();
  await press(tab, "Start over: notes.txt");
  await resolved.waitFor({ state: "detached" });
  await card.getByRole("link", { name: "Edit notes.txt" }).click();
  await page.write("by hand\n");
  await tab.getByRole("link", { name: "Back to the conflicts" }).click();
  await Promise.all([page.dismiss("Use main for notes.txt? Your edits to it are lost."), press(tab, "Use main: notes.txt")]);
  await Promise.all([page.dismiss("Use origin/main for notes.txt? Your edits to it are lost."), press(tab, "Use origin/main: notes.txt")]);
  await Promise.all([page.dismiss("Start over with notes.txt? Your edits to it are lost."), press(tab, "Start over: notes.txt")]);
  await press(tab, "Current file");
  await card.getByText("by hand").waitFor();
  assert.equal(await resolved.count(), 0);

  await page.edit("notes.txt");
  page.accept("Delete notes.txt? Your uncommitted changes to it are deleted, too.");
  await press(tab, "Delete");
  await tab.getByText("Deleted notes.txt.").waitFor();
  await page.view("Files");
  await tab.getByRole("link", { name: "Resolve conflicts" }).click();
  await press(tab, "Current file");
  await card.getByText("The file is deleted in the working tree.").waitFor();
  const question = "notes.txt is deleted in the working tree. Mark it as resolved, and delete it in the result?";
  await Promise.all([page.dismiss(question), press(tab, "Mark as resolved: notes.txt")]);
  await Promise.all([page.accept(question), press(tab, "Mark as resolved: notes.txt")]);
  await resolved.waitFor();
  await press(tab, "Commit the result");
  await tab.getByRole("heading", { name: /^Merge branch/ }).waitFor();
  await page.push();
  assert.doesNotMatch(await inBare(bare, "ls-tree", "--name-only", "main"), /notes\.txt/);
  page.assertClean();
});

test("asks before a side deletes a file with edits", async (t) => {
  const { page, tab, name } = await cloned(t);
  await edit(page, "README.md", "ours\n");
  await page.commit("Write ours");
  await movedOn(name, { "README.md": null });
  await press(tab, "Pull");
  await conflict(tab, "README.md").getByText("Changed on our side, deleted on their side.").waitFor();
  await conflict(tab, "README.md").getByRole("link", { name: "Edit README.md" }).click();
  await page.write("more\n");
  await tab.getByRole("link", { name: "Back to the conflicts" }).click();
  await Promise.all([page.dismiss("Delete README.md, as in origin/main? Your edits to it are lost."), press(tab, "Delete, as in origin/main: README.md")]);
  page.accept("Delete README.md, as in origin/main? Your edits to it are lost.");
  await press(tab, "Delete, as in origin/main: README.md");
  await tab.getByText("All conflicts are resolved.").waitFor();
  page.assertClean();
});

test("keeps the message and the author of a merge, also over a reload, but not for the next merge", async (t) => {
  const { page, tab } = await conflicting(t);
  const form = tab.getByRole("form", { name: "Commit the result" });
  const [message, author] = [form.getByLabel("Message"), form.getByLabel("Your name")];
  const proposed = await message.inputValue();
  assert.match(proposed, /^Merge branch 'main' of /);
  const enter = async () => {
    await message.fill("Merge the other notes");
    await author.fill("Dora");
  };
  await enter();
  page.accept("Abort the merge? The 1 file with conflicts, and all other files that it changed, go back to their state before. Your edits to them since then are lost.");
  await press(tab, "Abort");
  await tab.getByText("No changes since the last commit.").waitFor();
  await press(tab, "Pull");
  assert.deepEqual([await message.inputValue(), await author.inputValue()], [proposed, "Carol"]);

  await enter();
  await page.view("Files");
  await tab.getByRole("link", { name: "Resolve conflicts" }).click();
  assert.deepEqual([await message.inputValue(), await author.inputValue()], ["Merge the other notes", "Dora"]);
  page.accept("beforeunload");
  await tab.reload();
  assert.deepEqual([await message.inputValue(), await author.inputValue()], ["Merge the other notes", "Dora"]);
  await press(tab, "Use main: notes.txt");
  await press(tab, "Commit the result");
  await tab.getByRole("heading", { name: "Merge the other notes" }).waitFor();
  await tab.getByText("Dora").first().waitFor();
  assert.equal((await page.exposed()).includes("codecommit-edge.conclusion"), false);
  page.assertClean();
});
