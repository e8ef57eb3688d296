import assert from "node:assert/strict";
import { after, test } from "node:test";

import { clonedRepositories } from "../support/cloned-repositories.mjs";
import { againstEachGitServer } from "../support/git-servers.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, git, world } = www;
const eachTest = againstEachGitServer(aws, test);
const another = (vars) => world.edge({ DEFAULT_REGION: "eu-west-1", ...vars });
const [readOnly, narrow] = await Promise.all([another({ READ_ONLY: "true" }), another({ MAX_PUSH_BYTES: 300 })]);
const { cloned, create, edit, inBare, movedOn } = clonedRepositories(www);

async function remove(page, path) {
  await page.edit(path);
  await page.tab.getByRole("button", { name: "Delete" }).click();
  await changed(page, "removed", path).waitFor();
}

const changed = ({ tab }, kind, path) => tab.getByRole("region", { name: `${kind} ${path}`, exact: true });
const press = (tab, name) => tab.getByRole("button", { name }).click();
const unpushed = (tab) => tab.getByText(/^main: \d+ commits? not pushed$/);

eachTest("keeps an edit after a reload, without signing in", async (_, t) => {
  const { page, tab } = await cloned(t);
  await edit(page, "README.md", "not yet committed\n");
  page.accept("beforeunload");
  await tab.reload();
  await tab.getByText("1 changed file").waitFor();
  assert.equal(await tab.getByRole("button", { name: "Sign out" }).count(), 0);
  await page.view("Changes");
  await changed(page, "modified", "README.md").getByText("not yet committed").waitFor();
});

test("commits only the ticked files", async (t) => {
  const { page, tab } = await cloned(t);
  await edit(page, "README.md", "one\n");
  await create(page, "notes/deep/down.md", "two\n");
  await page.view("Changes");
  await tab.getByLabel("Commit README.md").uncheck();
  await tab.getByRole("button", { name: "Commit 1 file to main" }).waitFor();
  await page.commit("Only the notes");
  await tab.getByRole("region", { name: "added notes/deep/down.md" }).waitFor();
  assert.equal(await changed(page, "modified", "README.md").count(), 0);
  await tab.getByText("1 changed file").waitFor();
  await page.push();
});

test("discards changed, new and deleted files, each after a confirmation", async (t) => {
  const { page, tab } = await cloned(t);
  await edit(page, "README.md", "one\n");
  await create(page, "new.txt", "two\n");
  await remove(page, ".gitignore");
  for (const [kind, path] of [["modified", "README.md"], ["added", "new.txt"], ["removed", ".gitignore"]]) {
    const discard = changed(page, kind, path).getByRole("button", { name: "Discard" });
    page.dismiss(`Discard your changes to ${path}?`);
    await discard.click();
    assert.equal(await discard.count(), 1);
    page.accept(`Discard your changes to ${path}?`);
    await discard.click();
    await discard.waitFor({ state: "detached" });
  }
  await tab.getByText("No changes since the last commit.").waitFor();
  assert.doesNotMatch(await page.edit("README.md"), /one/);
});

test("deletes a file, and creates one in new folders, as real git sees", async (t) => {
  const { page, bare } = await cloned(t);
  await remove(page, ".gitignore");
  await create(page, "a/b c/ü.txt", "deep\n");
  await page.commit("Move things");
  await page.push();
  const files = (await inBare(bare, "ls-tree", "-r", "-z", "--name-only", "main")).split("\0");
  assert.ok(files.includes("a/b c/ü.txt") && !files.includes(".gitignore"));
});

eachTest("carries uncommitted changes to a new branch, and pushes it under its name", async (_, t) => {
  const { page, tab, bare } = await cloned(t);
  const main = await inBare(bare, "rev-parse", "main");
  await edit(page, "README.md", "on a branch\n");
  await page.view("Branches and tags");
  await tab.getByLabel("Name of the branch").fill("feature/ähre");
  await press(tab, "Create and check out");
  await tab.getByRole("table", { name: "Files" }).waitFor();
  await page.commit("Write on a branch");
  await page.push();
  assert.equal(await inBare(bare, "log", "-1", "--format=%s", "feature/ähre"), "Write on a branch");
  assert.equal(await inBare(bare, "rev-parse", "main"), main);
});

test("checks out another branch with uncommitted changes, unless it would overwrite them", async (t) => {
  const { page, tab } = await cloned(t);
  await edit(page, "README.md", "in the way\n");
  await page.view("Branches and tags");
  await press(tab, "Check out release/1.x");
  assert.match(await page.problem(), /This would overwrite changes that you have not committed\.[^]*Commit, stash or discard these files first[^]*README\.md/);
  // The README is the same on this branch.
  await press(tab, "Check out feature/radio");
  const checkedOut = tab.getByRole("listitem").filter({ hasText: "feature/radio" }).getByText("checked out");
  await checkedOut.waitFor();
  assert.equal(await tab.getByRole("alert").count(), 0);
  await page.view("Changes");
  await changed(page, "modified", "README.md").getByText("in the way").waitFor();
});

eachTest("pulls new commits", async (_, t) => {
  const { page, tab, name } = await cloned(t);
  await movedOn(name, { "theirs.txt": "theirs\n" });
  await press(tab, "Pull");
  await tab.getByText("Pulled 1 new commit.").waitFor();
  await page.openFile("theirs.txt");
  await tab.getByText("theirs", { exact: true }).waitFor();
});

eachTest("merges diverged branches on pull, and pushes the merge", async (_, t) => {
  const { page, tab, name, bare } = await cloned(t);
  await create(page, "ours.txt", "ours\n");
  await page.commit("Write ours");
  await movedOn(name, { "theirs.txt": "theirs\n" });
  await press(tab, "Pull");
  await tab.getByText("Pulled 1 new commit, merged with your 1 commit.").waitFor();
  await page.push();
  const files = (await inBare(bare, "ls-tree", "--name-only", "main")).split("\n");
  assert.ok(files.includes("ours.txt") && files.includes("theirs.txt"));
  assert.equal((await inBare(bare, "log", "-1", "--format=%P", "main")).split(" ").length, 2);
  await git.ok(["fsck", "--strict"], { cwd: bare });
});

eachTest("rejects a push that is behind the server, and accepts it after a pull", async (_, t) => {
  const { page, tab, name, bare } = await cloned(t);
  await create(page, "ours.txt", "ours\n");
  await page.commit("Write ours");
  await movedOn(name, { "theirs.txt": "theirs\n" });
  await press(tab, "Push");
  assert.match(await page.problem(), /The push was rejected: the server's branch has commits that this one does not have\.[^]*Pull to merge them/);
  await unpushed(tab).waitFor();
  await press(tab, "Pull and merge");
  await tab.getByText(/merged with/).waitFor();
  await page.push();
  assert.match(await inBare(bare, "log", "--format=%s", "main"), /^Write ours$/m);
});

const PULL_ONLY = [{ actions: ["codecommit:GitPull"], repositories: ["*"] }];

/** Reasons to reject a push: the set-up, and the message shown. */
const REFUSALS = {
  "IAM does not allow it": [{ fields: { allow: PULL_ONLY } }, /Access denied\.[^]*codecommit:GitPush/],
  "the edge is read-only": [{ of: { edge: readOnly } }, /read-only/],
  "it is larger than the edge allows": [{ of: { edge: narrow } }, /The push is larger than this edge allows\./],
};

for (const [what, [where, words]] of Object.entries(REFUSALS)) {
  test(`shows the server's reason for a rejected push if ${what}, and keeps the commit`, async (t) => {
    const { page, tab, bare } = await cloned(t, where);
    const before = await inBare(bare, "rev-parse", "main");
    await create(page, "new.txt", "refused\n");
    await page.commit("Refused");
    await press(tab, "Push");
    assert.match(await page.problem(), words);
    await unpushed(tab).waitFor();
    assert.equal(await inBare(bare, "rev-parse", "main"), before);
    page.accept("beforeunload");
    await tab.reload();
    await unpushed(tab).waitFor();
  });
}

test("asks before leaving only while there is unpushed work", async (t) => {
  const { page, tab } = await cloned(t);
  await tab.locator("body").click();
  await tab.reload();
  await create(page, "work.txt", "work\n");
  const asks = async () => {
    const asked = tab.waitForEvent("dialog");
    // The dialog blocks the navigation, so do not wait for it.
    await tab.evaluate(() => void setTimeout(() => location.reload()));
    const dialog = await asked;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.dismiss();
  };
  await asks();
  await page.commit("Work");
  await asks();
});

test("takes a name and an e-mail address that the browser fills in together", async (t) => {
  const { page, tab } = await cloned(t);
  await edit(page, "README.md", "filled in\n");
  await page.view("Changes");
  await tab.getByLabel("Message").fill("Filled in");
  await tab.getByLabel("Your e-mail").evaluate(() => {
    for (const [type, value] of [["name", "Carol"], ["email", "carol@example.com"]]) {
      const field = document.querySelector(`[autocomplete=${type}]`);
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  await tab.getByRole("button", { name: /^Commit / }).click({ timeout: 5_000 });
  await tab.getByRole("heading", { name: "Filled in" }).waitFor();
});

test("remembers the author, in the clone and for the next clone", async (t) => {
  const { page, tab } = await cloned(t);
  await edit(page, "README.md", "one\n");
  await page.commit("First", { name: "Dora Ü", email: "dora@example.com" });
  await edit(page, "README.md", "two\n");
  await page.view("Changes");
  assert.equal(await tab.getByLabel("Your name").inputValue(), "Dora Ü");
  assert.equal(await tab.getByLabel("Your e-mail").inputValue(), "dora@example.com");
  const other = "app-other";
  await aws.repository("eu-west-1", other);
  await page.go(`/eu-west-1/${other}`);
  await page.clone();
  await edit(page, "README.md", "three\n");
  await page.view("Changes");
  assert.equal(await tab.getByLabel("Your name").inputValue(), "Dora Ü");
});
