import assert from "node:assert/strict";
import { after, test } from "node:test";

import { clonedRepositories } from "../support/cloned-repositories.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { cloned, create, edit, movedOn } = clonedRepositories(www);

const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();

async function createBranch({ page, tab }, name) {
  await page.view("Branches and tags");
  await tab.getByLabel("Name of the branch").fill(name);
  await press(tab, "Create and check out");
  await tab.getByText(`Created ${name}.`).waitFor();
}

test("shows what an operation did until the next operation, or until the user opens another view", async (t) => {
  const opened = await cloned(t);
  const { page, tab } = opened;
  await createBranch(opened, "topic");
  await page.view("History");
  await tab.getByText("Created topic.").waitFor({ state: "detached" });
  await createBranch(opened, "other");
  await create(page, "new.txt", "new\n");
  await page.view("Changes");
  await press(tab, "Stash all changes");
  await tab.getByText("Stashed all changes.").waitFor();
  await tab.getByRole("button", { name: /^Apply / }).click();
  await tab.getByText("Applied the stash.").waitFor();
});

test("no longer calls a pull in conflict when the merge is finished", async (t) => {
  const { page, tab, name } = await cloned(t);
  await edit(page, "README.md", "ours\n");
  await page.commit("Ours");
  await movedOn(name, { "README.md": "theirs\n" });
  await press(tab, "Pull");
  await tab.getByText("Pulled 1 new commit, in conflict with your 1 commit.").waitFor();
  await tab.getByText("1 of 1 file is still in conflict. For each file, use one side").waitFor();
  await tab.getByRole("button", { name: "Use main: README.md" }).click();
  await tab.getByText("All conflicts are resolved. Commit the result. You can close the page").waitFor();
  await press(tab, "Commit the result");
  await tab.getByRole("heading", { name: /^Merge branch 'main'/ }).waitFor();
  await tab.getByText("in conflict with").waitFor({ state: "detached" });
});

test("offers a branch for changes at tags and commits, and not at names that do not exist", async (t) => {
  const { page, tab, name } = await cloned(t);
  const notice = tab.getByText("Tags and commits are read-only.");
  await page.go(`/eu-west-1/${name}/tree/v1.0.0`);
  await notice.waitFor();
  await page.go(`/eu-west-1/${name}/tree/nowhere`);
  await tab.getByText("The clone has no such branch, tag or commit.").waitFor();
  await notice.waitFor({ state: "detached" });
  assert.equal(await tab.getByRole("button", { name: "Download ZIP" }).count(), 0);
});

test("offers no form for a branch in a repository without commits", async (t) => {
  await www.aws.repository("eu-west-1", "empty", { sample: "empty" });
  const page = await www.opened(t, "/eu-west-1/empty");
  await page.signIn(await www.aws.credentials());
  await page.clone();
  await page.view("Branches and tags");
  await page.tab.getByText("This repository has no commits yet. Branches and tags start at a commit.").waitFor();
  assert.equal(await page.tab.getByLabel("Starts at").count(), 0);
  page.assertClean();
});

test("rejects a name in .git without revealing what is there", async (t) => {
  const { page, tab, name } = await cloned(t);
  await page.go(`/eu-west-1/${name}/new`);
  await tab.getByLabel("Path and name").fill(".git/config");
  await press(tab, "Create");
  assert.match(await page.problem(), /git does not allow this name/);
});

test("offers no history for a new file", async (t) => {
  const { page, tab, name } = await cloned(t);
  await create(page, "new.txt", "new\n");
  await page.go(`/eu-west-1/${name}/file/main/new.txt`);
  await tab.getByText("This file is new and not committed yet.").waitFor();
  const tools = tab.getByRole("region", { name: "File new.txt" });
  await tools.getByRole("link", { name: "Raw" }).waitFor();
  assert.equal(await tools.getByRole("link", { name: /Blame|History/ }).count(), 0);
});

test("keeps the Edit button of a file in view on a phone", async (t) => {
  const { page, tab } = await cloned(t, { options: { viewport: { width: 390, height: 844 } } });
  await page.openFile("README.md");
  const { x, width } = await tab.getByRole("link", { name: "Edit", exact: true }).boundingBox();
  assert.ok(x > 0 && x + width < 390, `${x} ${width}`);
});

test("keeps the author form of a commit view closed until it is opened", async (t) => {
  const { page, tab } = await cloned(t);
  await page.view("History");
  await tab.getByRole("link", { name: "Document arrivals" }).click();
  await tab.getByText("for merges, reverts, amended commits and tags").waitFor();
  assert.equal(await tab.getByLabel("Your name").isVisible(), false);
  await tab.getByText("Enter your name and e-mail address").click();
  await tab.getByLabel("Your name").fill("Carol");
  await tab.getByLabel("Your e-mail").fill("carol@example.com");
  await press(tab, "Save");
  await tab.getByRole("button", { name: "Revert on main" }).waitFor();
});

test("offers to sign in at a clone after a sign-out", async (t) => {
  const { page, tab, keys } = await cloned(t);
  await press(tab, "Sign out");
  await press(tab, "Sign in");
  await page.paste("typed");
  await tab.mouse.click(5, 5);
  assert.equal(await tab.getByRole("dialog").getByLabel("Keys", { exact: true }).inputValue(), "typed", "a click beside the dialog keeps it");
  await page.signIn(keys);
  await tab.getByRole("button", { name: "Sign out" }).waitFor();
  await tab.getByRole("dialog").waitFor({ state: "detached" });
  await press(tab, "Pull");
  await tab.getByText("Already up to date.").waitFor();
});

test("reports an unreachable edge only once", async (t) => {
  const { page, tab, name } = await cloned(t);
  await tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.go("/");
  await tab.reload();
  await page.signIn(await www.aws.credentials(), { keepInTab: true });
  await tab.getByRole("button", { name: "Sign out" }).waitFor();
  await tab.context().setOffline(true);
  await page.go(`/eu-west-1/${name}/tree/main`);
  await tab.reload();
  await tab.getByText("keys not checked").waitFor();
  await tab.getByRole("table", { name: "Files" }).waitFor();
  assert.equal(await tab.getByText("The edge could not be reached.").count(), 1);
});
