import assert from "node:assert/strict";
import { after, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { clonedRepositories } from "../support/cloned-repositories.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { git } = www;
const { cloned, create, edit, inBare } = clonedRepositories(www);

const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
const row = (tab, list, name) => tab.getByRole("region", { name: list }).getByRole("listitem").filter({ hasText: name });

/** Opens what can be done with a branch or a tag, and returns its row. */
async function more(tab, list, name, at = name) {
  const found = row(tab, list, name);
  await found.getByRole("button", { name: `More for ${at}`, exact: true }).click();
  return found;
}

/** Creates a branch in the view of branches, and returns to that view. */
async function branch({ page, tab }, name, from) {
  await page.view("Branches and tags");
  await tab.getByLabel("Name of the branch").fill(name);
  if (from !== undefined) await tab.getByLabel("Starts at").fill(from);
  await press(tab, "Create and check out");
  await tab.getByRole("table", { name: "Files" }).waitFor();
}

test("branches from a tag, merges, renames and deletes, here and on the server", async (t) => {
  const opened = await cloned(t);
  const { page, tab, bare } = opened;
  await branch(opened, "topic", "v1.0.0");
  await tab.getByRole("link", { name: "cranes.py" }).waitFor({ state: "detached" });
  await create(page, "topic.txt", "topic\n");
  await page.commit("Write topic");
  await page.push();
  await page.view("Branches and tags");
  await assertAccessible(page, "branches");
  await press(tab, "Check out main");
  await row(tab, "Local branches", "main").getByText("checked out").waitFor();
  let topic = await more(tab, "Local branches", "topic");
  await assertAccessible(page, "actions");
  await topic.getByRole("button", { name: "Merge into main" }).click();
  await tab.getByText(/^main: \d+ commits not pushed$/).waitFor();
  await topic.getByLabel("New name").fill("subject");
  await topic.getByRole("button", { name: "Rename" }).click();
  await row(tab, "Local branches", "subject").getByText("not on the server").waitFor();
  await page.push();
  topic = await more(tab, "Local branches", "subject");
  page.accept("Delete the branch subject from this browser?");
  await topic.getByRole("button", { name: "Delete" }).click();
  await topic.waitFor({ state: "detached" });
  page.accept("Delete the branch topic on the server, for everyone?");
  await (await more(tab, "Remote branches", "topic", "origin/topic")).getByRole("button", { name: "Delete on the server" }).click();
  await row(tab, "Remote branches", "topic").waitFor({ state: "detached" });
  assert.equal(await inBare(bare, "branch", "--list", "topic"), "");
  assert.equal(await inBare(bare, "show", "main:topic.txt"), "topic");
  await git.ok(["fsck", "--strict"], { cwd: bare });
  page.assertClean();
});

test("names what a deletion and a reset would lose", async (t) => {
  const opened = await cloned(t);
  const { page, tab } = opened;
  await branch(opened, "topic");
  await edit(page, "README.md", "committed\n");
  await page.commit("Write README");
  await edit(page, "README.md", "not committed\n");
  await page.view("Branches and tags");
  await (await more(tab, "Local branches", "topic")).getByLabel("Reset to").fill("main");
  const asked = page.dismiss("Reset topic to main and discard uncommitted changes? 1 commit will not be on any branch. Your changes to README.md will be lost.");
  await Promise.all([asked, press(tab, "Reset, discard changes")]);
  await tab.getByText("1 changed file").waitFor();
  page.accept("Reset topic to main and keep the files as they are? 1 commit will not be on any branch.");
  await press(tab, "Reset, keep files");
  await tab.getByText("topic: 1 commit not pushed").waitFor({ state: "detached" });
  assert.match(await page.edit("README.md"), /committed\s+not committed/);
  await page.commit("Write README again");
  await page.view("Branches and tags");
  await press(tab, "Check out main");
  page.accept("Delete the branch topic? This deletes the only copy of 1 commit.");
  await (await more(tab, "Local branches", "topic")).getByRole("button", { name: "Delete" }).click();
  await row(tab, "Local branches", "topic").waitFor({ state: "detached" });
});

test("tags a commit, and pushes the tag", async (t) => {
  const { page, tab, bare } = await cloned(t);
  await edit(page, "README.md", "released\n");
  await page.commit("Release");
  await page.push();
  await tab.getByRole("link", { name: "New branch or tag here" }).click();
  await press(tab, "New tag");
  await tab.getByLabel("Name of the tag").fill("v2.0.0");
  await tab.getByLabel("Message").fill("The second one");
  await page.view("Files");
  await page.view("Branches and tags");
  assert.equal(await tab.getByLabel("Name of the tag").inputValue(), "v2.0.0");
  await press(tab, "Create the tag");
  await (await more(tab, "Tags", "v2.0.0")).getByRole("button", { name: "Push" }).click();
  await tab.getByText("Pushed v2.0.0.").waitFor();
  await assert.doesNotReject(inBare(bare, "cat-file", "tag", "v2.0.0"));
  assert.equal(await inBare(bare, "rev-parse", "v2.0.0^{commit}"), await inBare(bare, "rev-parse", "main"));
});

test("amends with the name that was entered for a commit", async (t) => {
  const { page, tab } = await cloned(t);
  await edit(page, "README.md", "one\n");
  await page.view("Changes");
  await tab.getByText("Amend the last commit").click();
  await tab.getByText("Enter your name and e-mail in the form above.").waitFor();
  const amend = tab.getByRole("button", { name: "Amend with 1 file" });
  assert.equal(await amend.isDisabled(), true);
  await tab.getByLabel("Your name").fill("Carol");
  await tab.getByLabel("Your e-mail").fill("carol@example.com");
  await amend.click();
  await tab.getByRole("link", { name: "New branch or tag here" }).waitFor();
  await tab.getByText("Carol").first().waitFor();
});

test("amends with no other name while the one above is incomplete, and draws no diffs again for each key", async (t) => {
  const { page, tab } = await cloned(t);
  await edit(page, "README.md", "one\n");
  await page.commit("One");
  await edit(page, "README.md", "two\n");
  await page.view("Changes");
  await tab.getByText("Amend the last commit").click();
  const amend = tab.getByRole("button", { name: "Amend with 1 file" });
  assert.equal(await amend.isEnabled(), true);
  await tab.getByLabel("Your e-mail").fill("");
  await tab.getByText("Enter your name and e-mail in the form above.").waitFor();
  assert.equal(await amend.isDisabled(), true);
  // Drawn again, the box would be as the page has it.
  const box = tab.getByLabel("Commit README.md");
  await box.evaluate((input) => (input.checked = false));
  await tab.getByLabel("Message", { exact: true }).fill("Begun");
  await tab.getByLabel("Your name").fill("Dora");
  await tab.getByLabel("Your e-mail").fill("dora@example.com");
  await tab.getByText("Enter your name and e-mail in the form above.").waitFor({ state: "detached" });
  assert.equal(await box.isChecked(), false);
  await amend.click();
  await tab.getByRole("link", { name: "New branch or tag here" }).waitFor();
  await tab.getByText("Dora").first().waitFor();
});

test("amends, reverts and stashes", async (t) => {
  const { page, tab, bare, keys } = await cloned(t);
  await edit(page, "README.md", "one\n");
  await page.commit("Wriet");
  await edit(page, "README.md", "two\n");
  await page.view("Changes");
  await tab.getByText("Amend the last commit").click();
  await tab.getByLabel("Message of the last commit").fill("Write");
  // What is begun is there after a reload.
  page.accept("beforeunload");
  await tab.reload();
  await press(tab, "Amend with 1 file");
  await tab.getByRole("heading", { name: "Write", exact: true }).waitFor();
  await press(tab, "Push");
  await page.signIn(keys);
  await tab.getByText("Pushed.").waitFor();
  await page.view("Changes");
  await tab.getByText("Amend the last commit").click();
  await tab.getByText("This commit is already pushed.").waitFor();
  // What was begun for another commit is not offered.
  const amended = tab.getByLabel("Message of the last commit");
  assert.equal(await amended.inputValue(), "Write");
  await amended.fill("Begun");

  await edit(page, "README.md", "put aside\n");
  await page.view("Changes");
  await tab.getByLabel("Name (optional)").fill("for later");
  await press(tab, "Stash all changes");
  await tab.getByText("On main: for later").waitFor();
  await tab.getByText("No changes since the last commit.").waitFor();
  await assertAccessible(page, "stashes");
  await press(tab, "Apply On main: for later");
  await tab.getByText("1 changed file").first().waitFor();
  page.accept("Drop the stash “On main: for later”? This deletes the only copy of these changes.");
  await press(tab, "Drop On main: for later");
  await tab.getByText("On main: for later").waitFor({ state: "detached" });
  page.accept("Discard your changes to README.md?");
  await press(tab, "Discard");
  await tab.getByText("No changes since the last commit.").waitFor();

  await page.view("History");
  await tab.getByRole("link", { name: "Write", exact: true }).click();
  await press(tab, "Revert on main");
  await tab.getByRole("link", { name: 'Revert "Write"' }).waitFor();
  await page.push();
  assert.equal(await inBare(bare, "rev-parse", "main^{tree}"), await inBare(bare, "rev-parse", "main~2^{tree}"));
  await page.view("Changes");
  await tab.getByText("Amend the last commit").click();
  assert.match(await amended.inputValue(), /^Revert "Write"/);
});
