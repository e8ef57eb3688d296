import assert from "node:assert/strict";
import { after, test } from "node:test";

import { filledRepository } from "../support/filled-repository.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, git } = www;
const MODULE = "1234567890123456789012345678901234567890";
const cloned = (t, files) => filledRepository(www, t, files);
const row = (tab, name) => tab.getByRole("table", { name: "Files" }).getByRole("row").filter({ has: tab.getByRole("link", { name, exact: true }) });
const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();

async function create(page, path, text) {
  await page.view("Files");
  await page.tab.getByRole("link", { name: "New file" }).click();
  await page.tab.getByLabel("Path and name").fill(path);
  await press(page.tab, "Create");
  await page.write(text);
}

test("shows the working tree with its changes, and the last commit on request", async (t) => {
  const { page, tab, place } = await cloned(t);
  await page.edit("README.md");
  await page.write("Not committed yet.\n");
  await create(page, "notes/new.md", "# A new file\n");
  await page.edit(".gitignore");
  await press(tab, "Delete");
  await tab.getByRole("region", { name: "removed .gitignore" }).waitFor();
  await page.view("Files");
  await row(tab, "README.md").getByText("changed").waitFor();
  await row(tab, "notes").getByText("1 change").waitFor();
  await row(tab, ".gitignore").getByText("deleted").waitFor();
  await tab.locator(".markdown").getByText("Not committed yet.").waitFor();
  await page.openFile("notes");
  await row(tab, "new.md").getByText("new", { exact: true }).waitFor();
  await page.openFile("new.md");
  await tab.getByRole("heading", { name: "A new file" }).waitFor();

  await page.go(`${place}/file/main/README.md`);
  await tab.locator(".markdown").getByText("Not committed yet.").waitFor();
  await press(tab, "Show the difference");
  await tab.getByRole("region", { name: "Changes in README.md" }).getByText("Not committed yet.").waitFor();
  await tab.getByRole("link", { name: "As committed" }).click();
  await tab.getByText("Tags and commits are read-only.").waitFor();
  await tab.locator(".markdown").waitFor();
  await tab.getByText("Not committed yet.").waitFor({ state: "detached" });

  await page.go(`${place}/file/main/.gitignore`);
  await tab.getByText("You have deleted this file.").waitFor();
  assert.equal(await tab.getByRole("link", { name: "Edit" }).count(), 0);
  await press(tab, "Restore");
  await tab.getByRole("link", { name: "Edit" }).waitFor();
  await page.view("Files");
  await row(tab, ".gitignore").waitFor();
  await row(tab, ".gitignore").getByText("deleted").waitFor({ state: "detached" });
  page.assertClean();
});

test("names links, submodules and executables, and follows a link only inside the repository", async (t) => {
  const { page, tab, place } = await cloned(t, [
    ["100755", "run.sh", "#!/bin/sh\n"],
    ["120000", "way", "run.sh"],
    ["120000", "out", "../../etc/passwd"],
    ["120000", "inside", ".git/config"],
    ["160000", "module", MODULE],
  ]);
  await row(tab, "run.sh").getByText("executable", { exact: true }).waitFor();
  await page.openFile("out");
  await tab.getByText("It points outside the repository").waitFor();
  assert.equal(await tab.getByRole("link", { name: "../../etc/passwd" }).count(), 0);
  await page.go(`${place}/file/main/inside`);
  await tab.getByText("It points outside the repository").waitFor();
  await page.view("Files");
  await page.openFile("module");
  await tab.getByText(MODULE).waitFor();
  await page.view("Files");
  await page.openFile("way");
  await tab.getByRole("region", { name: "Symbolic link way" }).getByRole("link", { name: "run.sh" }).click();
  await tab.getByText("#!/bin/sh").waitFor();
  await page.go(`${place}/file/main/way`);
  await tab.getByRole("region", { name: "Symbolic link way" }).waitFor();
  assert.equal(await tab.getByRole("link", { name: "Edit" }).count(), 0);
  page.assertClean();
});

test("keeps the mode of an edited executable", async (t) => {
  const { page, bare } = await cloned(t, [["100755", "run.sh", "#!/bin/sh\n"], ["100644", "README.md", "x\n"]]);
  await page.edit("run.sh");
  await page.write("echo\n");
  await page.commit("Say it");
  await page.push();
  assert.match(await git.ok(["ls-tree", "main", "run.sh"], { cwd: bare }), /^100755 blob /);
  assert.equal(await git.ok(["show", "main:run.sh"], { cwd: bare }), "#!/bin/sh\necho");
  await git.ok(["fsck"], { cwd: bare });
});

test("shows the new files of a repository without commits", async (t) => {
  const name = "unborn";
  await aws.repository("eu-west-1", name, { sample: "empty" });
  const page = await www.opened(t, `/eu-west-1/${name}`);
  const { tab } = page;
  await page.signIn(await aws.credentials());
  await page.clone();
  await tab.getByRole("link", { name: "Create the first file" }).click();
  await tab.getByLabel("Path and name").fill("first.md");
  await press(tab, "Create");
  await page.write("# First\n");
  await page.view("Files");
  await row(tab, "first.md").getByText("new", { exact: true }).waitFor();
  await page.openFile("first.md");
  await tab.getByRole("heading", { name: "First" }).waitFor();
  page.assertClean();
});
