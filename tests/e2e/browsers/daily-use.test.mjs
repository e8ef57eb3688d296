// What users do with branches, commits and files day by day, in each browser engine. The details are tested in ../page, in Chromium.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { ENGINES } from "../support/browsers/engines.mjs";
import { clonedRepositories } from "../support/cloned-repositories.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { git, world } = www;
const { cloned, create, edit, inBare, movedOn } = clonedRepositories(www);
/** Pictures of one pixel. */
const RED = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==", "base64");
const BLUE = Buffer.from("R0lGODlhAQABAIAAAAAA/wAAACwAAAAAAQABAAACAkQBADs=", "base64");

const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
const conflict = (tab, path) => tab.getByRole("region", { name: `Conflict in ${path}` });
const row = (tab, list, name) => tab.getByRole("region", { name: list, exact: true }).getByRole("listitem").filter({ hasText: name });
const inTable = (tab, name) => tab.getByRole("table", { name: "Files" }).getByRole("link", { name, exact: true });

/** Uploads a file into the shown folder. */
async function upload(tab, file) {
  await tab.getByLabel("Files to upload").setInputFiles(file);
  await press(tab, "Upload");
}

/** The tree that real git writes when it merges these two commits, with the conflicts resolved to these contents. */
async function mergedByGit(bare, [ours, theirs], contents) {
  const clone = world.directory();
  await git.ok(["clone", "--quiet", bare, clone]);
  await git.ok(["checkout", "--quiet", ours], { cwd: clone });
  await git.run(["merge", "--no-commit", theirs], { cwd: clone });
  for (const [path, content] of Object.entries(contents)) writeFileSync(join(clone, path), content);
  await git.ok(["add", "--all"], { cwd: clone });
  return git.ok(["write-tree"], { cwd: clone });
}

/** Opens what can be done with a branch or a tag, and returns its row. */
async function more(tab, list, name, at = name) {
  const found = row(tab, list, name);
  await found.getByRole("button", { name: `More for ${at}`, exact: true }).click();
  return found;
}

for (const engine of ENGINES) {
  const opened = (t) => cloned(t, { of: { engine } });

  test(`resolves the conflicts of a pull by a side and by an edit, and pushes what git would write (${engine})`, async (t) => {
    const { page, tab, name, bare } = await opened(t);
    await edit(page, "README.md", "ours\n");
    for (const path of ["ours.txt", "theirs.txt"]) await create(page, path, "ours\n");
    await page.view("Files");
    await upload(tab, { name: "dot.png", mimeType: "image/png", buffer: RED });
    await page.commit("Write ours");
    await movedOn(name, { "README.md": "theirs\n", "dot.png": BLUE, "ours.txt": "theirs\n", "theirs.txt": "theirs\n", "clean.txt": "clean\n" });
    await press(tab, "Pull");
    await conflict(tab, "README.md").waitFor();
    await press(tab, "Use main: ours.txt");
    await press(tab, "Use origin/main: theirs.txt");
    for (const side of ["main", "origin/main"]) await conflict(tab, "dot.png").getByText(new RegExp(`^${side}: 1 × 1, `)).waitFor();
    await press(tab, "Use origin/main: dot.png");
    await tab.getByText("1 of 4 files is still in conflict.").waitFor();
    await conflict(tab, "README.md").getByRole("link", { name: "Edit README.md" }).click();
    await tab.locator(".cm-content").click();
    await tab.keyboard.press("Control+a");
    await tab.keyboard.insertText("both\n");
    await tab.getByText("Saved in this browser, not committed").waitFor();
    await tab.getByRole("link", { name: "Back to the conflicts" }).click();
    await press(tab, "Mark as resolved: README.md");
    await tab.getByText("All conflicts are resolved.").waitFor();
    await press(tab, "Commit the result");
    await tab.getByRole("heading", { name: /^Merge branch 'main' of / }).waitFor();
    await page.push();

    const parents = (await inBare(bare, "log", "-1", "--format=%P", "main")).split(" ");
    assert.equal(parents.length, 2);
    const tree = await mergedByGit(bare, parents, { "README.md": "both\n", "dot.png": BLUE, "ours.txt": "ours\n", "theirs.txt": "theirs\n" });
    assert.equal(await inBare(bare, "rev-parse", "main^{tree}"), tree);
    await git.ok(["fsck", "--strict"], { cwd: bare });
    page.assertClean();
  });

  test(`amends, stashes, resets and reverts (${engine})`, async (t) => {
    const { page, tab, bare } = await opened(t);
    await edit(page, "README.md", "one\n");
    await page.commit("Wriet");
    await edit(page, "README.md", "two\n");
    await page.view("Changes");
    await tab.getByText("Amend the last commit").click();
    await tab.getByLabel("Message of the last commit").fill("Write");
    await press(tab, "Amend with 1 file");
    await tab.getByRole("heading", { name: "Write", exact: true }).waitFor();

    await edit(page, "README.md", "put aside\n");
    await page.view("Changes");
    await tab.getByLabel("Name (optional)").fill("for later");
    await press(tab, "Stash all changes");
    await tab.getByText("No changes since the last commit.").waitFor();
    await press(tab, "Apply On main: for later");
    await tab.getByText("1 changed file").first().waitFor();
    await page.view("Branches and tags");
    await (await more(tab, "Local branches", "main")).getByLabel("Reset to").fill("HEAD");
    page.accept("Reset main to HEAD and discard uncommitted changes? Your changes to README.md will be lost.");
    await press(tab, "Reset, discard changes");
    await tab.getByText("1 changed file").waitFor({ state: "detached" });

    await page.view("History");
    await tab.getByRole("link", { name: "Write", exact: true }).click();
    await press(tab, "Revert on main");
    await tab.getByRole("link", { name: 'Revert "Write"' }).waitFor();
    await page.push();
    assert.deepEqual((await inBare(bare, "log", "-3", "--format=%s", "main")).split("\n").slice(0, 2), ['Revert "Write"', "Write"]);
    assert.equal(await inBare(bare, "rev-parse", "main^{tree}"), await inBare(bare, "rev-parse", "main~2^{tree}"));
    assert.match(await inBare(bare, "show", "main~1:README.md"), /one\ntwo$/);
    await git.ok(["fsck", "--strict"], { cwd: bare });
    page.assertClean();
  });

  test(`uploads, renames, moves and deletes files (${engine})`, async (t) => {
    const { page, tab, bare } = await opened(t);
    await upload(tab, { name: "red.png", mimeType: "image/png", buffer: RED });
    await inTable(tab, "red.png").click();
    await tab.locator(".picture img").waitFor();
    await press(tab, "Rename or move");
    await tab.getByLabel("New path and name").fill("pictures/ü/rot.png");
    await press(tab, "Rename");
    await tab.getByText("Renamed red.png to pictures/ü/rot.png.").waitFor();
    await page.view("Files");
    await inTable(tab, "docs").click();
    await press(tab, "Rename or move");
    await tab.getByLabel("New path and name").fill("handbook");
    await press(tab, "Rename");
    await tab.getByText("Renamed docs to handbook.").waitFor();
    await page.view("Files");
    await page.openFile(".gitignore");
    await press(tab, "Delete");
    await tab.getByText("Deleted .gitignore.").waitFor();
    await press(tab, "Undo");
    await tab.getByText("Deleted .gitignore.").waitFor({ state: "detached" });
    await page.view("Files");
    await page.openFile(".gitignore");
    await press(tab, "Delete");
    await tab.getByText("Deleted .gitignore.").waitFor();
    const before = (await inBare(bare, "ls-tree", "-r", "--name-only", "main")).split("\n");
    await page.commit("Arrange");
    await page.push();
    const files = (await inBare(bare, "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "main")).split("\n");
    const expected = before.filter((path) => path !== ".gitignore").map((path) => path.replace(/^docs\//, "handbook/"));
    assert.deepEqual(files.toSorted(), [...expected, "pictures/ü/rot.png"].toSorted());
    assert.equal(await inBare(bare, "cat-file", "-s", "main:pictures/ü/rot.png"), String(RED.length));
    await git.ok(["fsck", "--strict"], { cwd: bare });
    page.assertClean();
  });

  test(`creates and deletes a branch and a tag on the server (${engine})`, async (t) => {
    const { page, tab, bare } = await opened(t);
    await page.view("Branches and tags");
    await tab.getByLabel("Name of the branch").fill("topic");
    await press(tab, "Create and check out");
    await create(page, "topic.txt", "topic\n");
    await page.commit("Write topic");
    await page.push();
    assert.equal(await inBare(bare, "show", "topic:topic.txt"), "topic");
    await page.view("Branches and tags");
    await press(tab, "New tag");
    await tab.getByLabel("Name of the tag").fill("v9");
    await tab.getByLabel("Message").fill("The ninth");
    await press(tab, "Create the tag");
    const tag = await more(tab, "Tags", "v9");
    await tag.getByRole("button", { name: "Push", exact: true }).click();
    await tab.getByText("Pushed v9.").waitFor();
    assert.equal(await inBare(bare, "rev-parse", "v9^{commit}"), await inBare(bare, "rev-parse", "topic"));
    assert.equal(await inBare(bare, "cat-file", "-t", "v9"), "tag");
    page.accept("Delete the tag v9 on the server, for everyone?");
    await tag.getByRole("button", { name: "Delete on the server" }).click();
    await tab.getByText("Deleted v9 on the server.").waitFor();
    page.accept("Delete the branch topic on the server, for everyone?");
    await (await more(tab, "Remote branches", "topic", "origin/topic")).getByRole("button", { name: "Delete on the server" }).click();
    await row(tab, "Remote branches", "topic").waitFor({ state: "detached" });
    assert.equal(await inBare(bare, "for-each-ref", "--format=%(refname)", "refs/heads/topic", "refs/tags/v9"), "");
    page.assertClean();
  });
}
