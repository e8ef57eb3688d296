import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { filledRepository } from "../support/filled-repository.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { git, world } = www;
/** Pictures of one pixel. */
const RED = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==", "base64");
const BLUE = Buffer.from("R0lGODlhAQABAIAAAAAA/wAAACwAAAAAAQABAAACAkQBADs=", "base64");
const FILES = [
  ["100644", "README.md", "# Read me\n"],
  ["100644", "red.png", RED],
  ["100755", "run.sh", "#!/bin/sh\n"],
  ["120000", "way", "run.sh"],
];

const cloned = (t) => filledRepository(www, t, FILES);
const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
const row = (tab, name) => tab.getByRole("table", { name: "Files" }).getByRole("row").filter({ has: tab.getByRole("link", { name, exact: true }) });
const lines = async (bare, ...args) => (await git.ok(args, { cwd: bare })).split("\n");

/** Files on disk, for the browser to read. */
function onDisk(files) {
  const directory = world.directory();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(directory, path, ".."), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

/** Lets changes of a clone wait, as for another tab, until `release` is called in the page. */
const hold = (tab, place) => tab.evaluate((name) => new Promise((held) => {
  void navigator.locks.request(name, () => new Promise((release) => held(Object.assign(globalThis, { release }))));
}), `codecommit-edge change of git:${place.slice(1)}`);
const waiting = (tab) => tab.waitForFunction(async () => (await navigator.locks.query()).pending.length > 0);

/** Drops files and folders on the page, as a file manager does. */
async function drop(tab, paths) {
  await tab.getByRole("button", { name: "Upload files" }).waitFor();
  const devTools = await tab.context().newCDPSession(tab);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  const send = (type) => devTools.send("Input.dispatchDragEvent", { type, x: 600, y: 400, data });
  await send("dragEnter");
  await send("dragOver");
  await tab.getByText("Drop files or folders to upload them").waitFor();
  // The browser drops only where the last of these events was accepted.
  await send("dragOver");
  await send("drop");
  await devTools.detach();
}

test("uploads dropped files and folders after it has said what they replace", async (t) => {
  const { page, tab, bare } = await cloned(t);
  const disk = onDisk({ "run.sh": "#!/bin/sh\necho\n", "docs/a.txt": "a\n", "docs/deep/ü.txt": "ü\n", "docs/.git/config": "no\n", "docs/aux.txt": "aux\n" });
  await drop(tab, [join(disk, "run.sh"), join(disk, "docs")]);
  const plan = tab.getByRole("region", { name: /^Upload 4 files/ });
  await plan.getByText("Replaces 1 file").waitFor();
  await plan.getByText("docs/.git/config: git does not allow the name .git").waitFor();
  await plan.getByText("aux.txt is reserved there").waitFor();
  await assertAccessible(page, "an upload");
  assert.equal(await tab.getByText("changed file").count(), 0, "nothing is written yet");
  page.dismiss("The files that you have chosen are not uploaded yet. Leave without uploading them?");
  await page.view("Changes");
  await plan.waitFor();
  await press(tab, "Upload and replace");
  await tab.getByText("Uploaded 4 files.").waitFor();
  await row(tab, "docs").getByText("3 changes").waitFor();
  await press(tab, "Undo");
  await row(tab, "docs").waitFor({ state: "detached" });
  await row(tab, "run.sh").getByText("changed", { exact: true }).waitFor({ state: "detached" });
  await drop(tab, [join(disk, "run.sh"), join(disk, "docs")]);
  await press(tab, "Upload and replace");
  await row(tab, "docs").getByText("3 changes").waitFor();
  await page.commit("Upload");
  await page.push();
  assert.deepEqual(await lines(bare, "-c", "core.quotePath=false", "ls-tree", "-r", "--format=%(objectmode) %(path)", "main"), ["100644 README.md", "100644 docs/a.txt", "100644 docs/aux.txt", "100644 docs/deep/ü.txt", "100644 red.png", "100755 run.sh", "120000 way"]);
  await git.ok(["fsck", "--strict"], { cwd: bare });
  page.assertClean();
});

test("uploads into a folder with a button, and refuses what cannot be there", async (t) => {
  const { page, tab } = await cloned(t);
  const disk = onDisk({ "one.bin": Buffer.from([0, 1, 2]), "sub/two.txt": "two\n" });
  await press(tab, "New folder");
  await tab.getByLabel("Path and name of the folder").fill("README.md");
  await press(tab, "Create the folder");
  await tab.getByRole("alert").getByText("A file or folder with this name exists already.").waitFor();
  await tab.getByLabel("Path and name of the folder").fill("assets/raw");
  await press(tab, "Create the folder");
  await tab.getByText("This folder is empty.").waitFor();
  await tab.getByLabel("Files to upload").setInputFiles(join(disk, "one.bin"));
  await press(tab, "Upload");
  await row(tab, "one.bin").getByText("new", { exact: true }).waitFor();
  await tab.getByLabel("Folder to upload").setInputFiles(join(disk, "sub"));
  await tab.getByRole("region", { name: /^Upload 1 file/ }).getByText("assets/raw/sub/two.txt").waitFor();
  await press(tab, "Cancel");
  assert.equal(await row(tab, "sub").count(), 0);
  page.assertClean();
});

test("renames, moves and deletes files and folders, as real git sees", async (t) => {
  const { page, tab, bare } = await cloned(t);
  await page.openFile("run.sh");
  await press(tab, "Rename or move");
  await tab.getByLabel("New path and name").fill("README.md");
  await press(tab, "Rename");
  await tab.getByRole("alert").getByText("exists already").waitFor();
  await tab.getByLabel("New path and name").fill("bin/ run.sh");
  await tab.getByText("A part of this name begins or ends with a space.").waitFor();
  await tab.getByLabel("New path and name").fill("bin/run\u202ehs.sh");
  await tab.getByText("This name contains an invisible character: bin/runU+202Ehs.sh").waitFor();
  await tab.getByLabel("New path and name").fill("bin/tools/run.sh");
  await tab.getByText("This name contains an invisible character").waitFor({ state: "detached" });
  await press(tab, "Rename");
  await tab.getByText("Renamed run.sh to bin/tools/run.sh.").waitFor();
  await tab.getByRole("link", { name: "bin", exact: true }).click();
  await press(tab, "Rename or move");
  await tab.getByLabel("New path and name").fill("scripts");
  await assertAccessible(page, "renaming");
  await press(tab, "Rename");
  await tab.getByText("Renamed bin to scripts.").waitFor();
  await row(tab, "tools").waitFor();
  await page.view("Files");
  await page.openFile("way");
  await press(tab, "Rename or move");
  await tab.getByLabel("New path and name").fill("path");
  await press(tab, "Rename");
  await tab.getByRole("region", { name: "Symbolic link path" }).waitFor();
  await page.view("Files");
  await page.openFile("red.png");
  await press(tab, "Delete");
  await row(tab, "red.png").getByText("deleted").waitFor();
  await page.commit("Arrange");
  await page.push();
  assert.deepEqual(await lines(bare, "ls-tree", "-r", "--format=%(objectmode) %(path)", "main"), ["100644 README.md", "120000 path", "100755 scripts/tools/run.sh"]);

  await page.view("Files");
  await page.openFile("scripts");
  await page.openFile("tools");
  page.dismiss("Delete the folder scripts/tools with all files in it?");
  await press(tab, "Delete folder");
  page.accept("Delete the folder scripts/tools with all files in it?");
  await press(tab, "Delete folder");
  await row(tab, "tools").getByText("deleted").waitFor();
  await press(tab, "Undo");
  await row(tab, "tools").getByText("deleted").waitFor({ state: "detached" });
  await tab.getByText("changed file").waitFor({ state: "detached" });
  page.assertClean();
});

test("leaves the user where they are when an action ends after they have left its view", async (t) => {
  const { page, tab, place } = await cloned(t);
  /** Presses a button, goes on to a view while the action waits, and lets it end. */
  async function leaveDuring(button, view, said) {
    await hold(tab, place);
    await press(tab, button);
    await waiting(tab);
    await page.view(view);
    const here = () => tab.evaluate(() => location.hash);
    const address = await here();
    await tab.evaluate(() => globalThis.release());
    await tab.getByText(said).waitFor();
    assert.equal(await here(), address);
  }
  await press(tab, "New folder");
  await tab.getByLabel("Path and name of the folder").fill("docs");
  await press(tab, "Create the folder");
  await tab.getByText("This folder is empty.").waitFor();
  await tab.getByLabel("Files to upload").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a\n") });
  await press(tab, "Upload");
  await row(tab, "a.txt").waitFor();
  await press(tab, "Rename or move");
  await tab.getByLabel("New path and name").fill("texts");
  await leaveDuring("Rename", "Files", "Renamed docs to texts.");
  await row(tab, "texts").waitFor();
  await page.openFile("README.md");
  await leaveDuring("Delete", "Files", "Deleted README.md.");
  page.assertClean();
});

test("asks before the page is left during an upload, but not before another view is opened", async (t) => {
  const { page, tab, place } = await cloned(t);
  await tab.getByLabel("Files to upload").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a\n") });
  const plan = tab.getByRole("region", { name: /^Upload 1 file/ });
  await plan.waitFor();
  await hold(tab, place);
  await press(tab, "Upload");
  await waiting(tab);
  assert.ok(await plan.getByRole("button", { name: "Cancel" }).isDisabled(), "it would not stop the upload");
  await page.view("History");
  await tab.getByRole("region", { name: "History" }).waitFor();
  page.accept("beforeunload");
  await Promise.all([tab.waitForEvent("dialog"), tab.reload()]);
  page.assertClean();
});

test("takes the executable bit of a script away, and shows that nothing else has changed", async (t) => {
  const { page, tab, bare } = await cloned(t);
  await page.openFile("run.sh");
  await tab.getByRole("button", { name: "Executable", pressed: true }).click();
  await tab.getByText("run.sh is no longer executable.").waitFor();
  await tab.getByRole("button", { name: "Executable", pressed: false }).waitFor();
  await page.view("Changes");
  const changed = tab.getByRole("region", { name: "modified run.sh" });
  await changed.getByText("no longer executable").waitFor();
  await changed.getByText("Only the file's mode has changed.").waitFor();
  await page.commit("Take the bit away");
  await page.push();
  assert.equal(await git.ok(["ls-tree", "--format=%(objectmode)", "main", "run.sh"], { cwd: bare }), "100644");
  page.assertClean();
});

test("replaces a picture", async (t) => {
  const { page, tab, bare } = await cloned(t);
  await page.openFile("red.png");
  await tab.locator(".picture img").waitFor();
  // They are for text.
  for (const name of ["Edit", "Raw", "Blame"]) assert.equal(await tab.getByRole("link", { name, exact: true }).count(), 0, name);
  await tab.getByLabel("File to put in place of red.png").setInputFiles({ name: "blue.gif", mimeType: "image/gif", buffer: BLUE });
  await tab.getByText("You have changed this file").waitFor();
  await tab.locator(".picture img").waitFor();
  await page.view("Changes");
  const red = tab.getByRole("region", { name: "modified red.png", exact: true });
  await red.getByRole("img").first().waitFor();
  await red.getByRole("button", { name: "Discard" }).waitFor();
  assert.equal(await red.getByRole("link", { name: "Edit" }).count(), 0);
  await page.commit("Blue");
  await page.push();
  assert.equal(await git.ok(["cat-file", "-s", "main:red.png"], { cwd: bare }), String(BLUE.length));
  page.assertClean();
});

test("uploads the first files of a repository without commits", async (t) => {
  const name = "unborn";
  await www.aws.repository("eu-west-1", name, { sample: "empty" });
  const page = await www.opened(t, `/eu-west-1/${name}`);
  const { tab } = page;
  await page.signIn(await www.aws.credentials());
  await page.clone();
  await tab.getByLabel("Files to upload").setInputFiles({ name: "first.txt", mimeType: "text/plain", buffer: Buffer.from("first\n") });
  await press(tab, "Upload");
  await row(tab, "first.txt").getByText("new", { exact: true }).waitFor();
  await page.commit("Begin");
  await page.push();
  assert.deepEqual(await lines(world.bare("eu-west-1", name), "ls-tree", "--name-only", "main"), ["first.txt"]);
  page.assertClean();
});
