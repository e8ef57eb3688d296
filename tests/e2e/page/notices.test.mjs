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

test("shows what an operation did until the next operation, or until the user has gone on", async (t) => {
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

test("stops calling a pull in conflict when the merge is concluded", async (t) => {
  const { page, tab, name } = await cloned(t);
  await edit(page, "README.md", "ours\n");
  await page.commit("Ours");
  await movedOn(name, { "README.md": "theirs\n" });
  await press(tab, "Pull");
  await tab.getByText("1 new commit, in conflict with your 1 commit.").waitFor();
  await tab.getByText("1 of 1 file is still in conflict. For each file, use one side").waitFor();
  await tab.getByRole("button", { name: "Use main: README.md" }).click();
  await tab.getByText("All conflicts are resolved. Commit the result. This state is kept").waitFor();
  await press(tab, "Commit the result");
  await tab.getByRole("heading", { name: /^Merge branch 'main'/ }).waitFor();
  assert.equal(await tab.getByText("in conflict with").count(), 0);
});

test("offers a branch for changes at tags and commits, and not at names that do not exist", async (t) => {
  const { page, tab, name } = await cloned(t);
  const notice = tab.getByText("A tag or a commit is read-only here.");
  await page.go(`/eu-west-1/${name}/tree/v1.0.0`);
  await notice.waitFor();
  await page.go(`/eu-west-1/${name}/tree/nowhere`);
  await tab.getByText("The clone has no such branch, tag or commit.").waitFor();
  assert.equal(await notice.count(), 0);
});

test("says that git does not allow a name in .git, and not what is there", async (t) => {
  const { page, tab, name } = await cloned(t);
  await page.go(`/eu-west-1/${name}/new`);
  await tab.getByLabel("Path and name").fill(".git/config");
  await press(tab, "Create");
  assert.match(await page.problem(), /git does not allow this name/);
});

test("has the button to edit a file in view on a phone", async (t) => {
  const { page, tab } = await cloned(t, { options: { viewport: { width: 390, height: 844 } } });
  await page.openFile("README.md");
  const { x, width } = await tab.getByRole("link", { name: "Edit", exact: true }).boundingBox();
  assert.ok(x > 0 && x + width < 390, `${x} ${width}`);
});
