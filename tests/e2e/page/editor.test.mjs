import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";

import { assertAccessible, focused, waitForFocus } from "../support/accessibility.mjs";
import { filledRepository } from "../support/filled-repository.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { git } = www;
const latin1 = (text) => Buffer.from(text, "latin1");
const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
const FILES = [
  ["100644", "README.md", "# Read me\n"],
  ["100644", "app.js", "export const answer = 42; // the answer\n"],
  ["100644", "crlf.txt", "one\r\ntwo\r\n"],
  ["100644", "latin1.txt", latin1("stra\xdfe\r\n")],
  ["100644", "windows.txt", latin1("10 \x80\n")],
  ["100644", "utf16.txt", Buffer.from("\ufeffgrüße\r\n", "utf16le")],
  ["100644", "bom.txt", Buffer.from("\ufeffmark\n")],
  ["100644", "zeros.bin", Buffer.from([0, 1, 2])],
];

const cloned = (t) => filledRepository(www, t, FILES);
const blob = (content) => createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
/** Asserts the bytes of a file of the server's `main`. */
const assertBytes = async (bare, path, content) => assert.equal(await git.ok(["rev-parse", `main:${path}`], { cwd: bare }), blob(content), path);
const status = (tab, text) => tab.getByRole("status").filter({ hasText: text });

test("edits each encoding, and keeps it with its byte order mark and line ends", async (t) => {
  const { page, tab, bare } = await cloned(t);
  const expected = {
    "crlf.txt": ["CR-LF line ends", "one\r\ntwo\r\nmore ü\r\n", "utf8"],
    "latin1.txt": ["Latin-1", "stra\xdfe\r\nmore \xfc\r\n", "latin1"],
    "windows.txt": ["Windows-1252", "10 \x80\nmore \xfc\n", "latin1"],
    "utf16.txt": ["UTF-16 LE", "\ufeffgrüße\r\nmore ü\r\n", "utf16le"],
    "bom.txt": ["UTF-8 with BOM", "\ufeffmark\nmore ü\n", "utf8"],
  };
  for (const [path, [form]] of Object.entries(expected)) {
    await page.view("Files");
    await page.openFile(path);
    await tab.getByText(`, ${form}`).waitFor();
    await tab.getByRole("link", { name: "Edit" }).click();
    await tab.getByText(form, { exact: true }).waitFor();
    await page.write("more ü\n");
  }
  await page.view("Changes");
  await tab.getByRole("region", { name: "Changes in utf16.txt" }).getByText("grüße").waitFor();
  await tab.getByRole("region", { name: "Changes in latin1.txt" }).getByText("straße").waitFor();
  await page.commit("Write more");
  await page.push();
  for (const [path, [, text, encoding]] of Object.entries(expected)) await assertBytes(bare, path, Buffer.from(text, encoding));
  await git.ok(["fsck", "--strict"], { cwd: bare });
  page.assertClean();
});

test("asks how to save a character that the encoding does not have, and before losing it", async (t) => {
  const { page, tab, bare } = await cloned(t);
  await page.edit("latin1.txt");
  await tab.locator(".cm-content").click();
  await tab.keyboard.press("Control+End");
  await tab.keyboard.insertText("10 €\n");
  const problem = tab.getByRole("alert");
  await problem.getByText("Latin-1: € (U+20AC)").waitFor();
  await tab.getByText("Not saved", { exact: true }).waitFor();
  page.dismiss("Your changes to latin1.txt are not saved. Leave without saving?");
  await page.view("Files");
  await problem.getByRole("button", { name: "Save as Windows-1252" }).click();
  await status(tab, "Saved in this browser").waitFor();
  await tab.getByText("Windows-1252", { exact: true }).waitFor();
  await tab.locator(".cm-content").click();
  await tab.keyboard.press("Control+End");
  await tab.keyboard.insertText("🚢\n");
  await problem.getByRole("button", { name: "Save as UTF-8" }).waitFor();
  assert.equal(await problem.getByRole("button", { name: "Save as Windows-1252" }).count(), 0);
  await problem.getByRole("button", { name: "Save as UTF-8" }).click();
  await status(tab, "Saved in this browser").waitFor();
  await page.view("Changes");
  await tab.getByText("The encoding changed from Latin-1 to UTF-8.").waitFor();
  await page.commit("Sail");
  await page.push();
  await assertBytes(bare, "latin1.txt", Buffer.from("straße\r\n10 €\r\n🚢\r\n"));
});

test("says before a deletion that Undo does not bring back what is not saved", async (t) => {
  const { page, tab } = await cloned(t);
  await page.edit("latin1.txt");
  await page.write("saved\n");
  await tab.keyboard.insertText("10 €\n");
  await tab.getByText("Not saved", { exact: true }).waitFor();
  await Promise.all([page.dismiss("Delete latin1.txt? Your uncommitted changes to it are deleted, too. Undo does not bring back what is not saved."), press(tab, "Delete")]);
  assert.match(await tab.locator(".cm-content").innerText(), /10 €/);
  page.accept("Delete latin1.txt? Your uncommitted changes to it are deleted, too. Undo does not bring back what is not saved.");
  await press(tab, "Delete");
  await tab.getByText("Deleted latin1.txt.").waitFor();
  await press(tab, "Undo");
  assert.match(await page.edit("latin1.txt"), /saved/);
  page.assertClean();
});

test("colours the text, indents with Tab, leaves with Escape and Tab, and saves with Ctrl+S", async (t) => {
  const { page, tab, place } = await cloned(t);
  await page.go(`${place}/edit/main/app.js`);
  await tab.locator(".cm-content .hljs-keyword").getByText("export").waitFor();
  await waitForFocus(tab, "Contents of app.js");
  await assertAccessible(page, "the editor");
  await tab.keyboard.press("Control+End");
  await tab.keyboard.press("Tab");
  await tab.keyboard.insertText("const more = 'text';");
  await tab.keyboard.press("Control+s");
  await status(tab, "Saved in this browser").waitFor();
  await tab.locator(".cm-content .hljs-string").getByText("'text'").waitFor();
  assert.equal((await tab.locator(".cm-line").allInnerTexts()).at(-1), "  const more = 'text';");
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("Tab");
  assert.notEqual((await focused(tab)).name, "Contents of app.js");
  await tab.getByRole("navigation", { name: "Folders" }).getByRole("link").click();
  await tab.getByRole("table", { name: "Files" }).getByText("changed", { exact: true }).waitFor();
  page.assertClean();
});

test("opens at a line", async (t) => {
  const { page, tab, place } = await cloned(t);
  await page.go(`${place}/edit/main/crlf.txt?line=2`);
  await tab.locator(".cm-activeLine").getByText("two").waitFor();
  await page.go(`${place}/edit/main/zeros.bin`);
  await tab.getByText("This file is not text").waitFor();
});

test("asks before deleting a file with uncommitted edits, and can undo it", async (t) => {
  const { page, tab } = await cloned(t);
  await page.edit("README.md");
  await tab.locator(".cm-content").click();
  await tab.keyboard.press("Control+End");
  await tab.keyboard.insertText("Dear words\n");
  page.dismiss("Delete README.md? Your uncommitted changes to it are deleted, too.");
  await tab.getByRole("button", { name: "Delete", exact: true }).click();
  await tab.locator(".cm-content").getByText("Dear words").waitFor();
  await tab.keyboard.insertText("and more\n");
  page.accept("Delete README.md? Your uncommitted changes to it are deleted, too.");
  await tab.getByRole("button", { name: "Delete", exact: true }).click();
  await tab.getByRole("region", { name: "removed README.md" }).waitFor();
  await tab.getByRole("button", { name: "Undo" }).click();
  await tab.getByRole("region", { name: "modified README.md" }).getByText("Dear words").waitFor();
  await tab.getByText("Deleted README.md.").waitFor({ state: "detached" });
  await page.edit("app.js");
  await tab.getByRole("button", { name: "Delete", exact: true }).click();
  await tab.getByRole("region", { name: "removed app.js" }).waitFor();
  await tab.getByText("Deleted app.js.").waitFor();
  await page.commit("Delete it");
  await tab.getByText("Deleted app.js.").waitFor({ state: "detached" });
  page.assertClean();
});

test("keeps the message, author and chosen files of a commit while the user looks at a file", async (t) => {
  const { page, tab } = await cloned(t);
  await page.edit("README.md");
  await page.write("More\n");
  await page.edit("app.js");
  await page.write("// more\n");
  await page.view("Changes");
  await tab.getByLabel("Message").fill("A long story");
  await tab.getByLabel("Your name").fill("Dora");
  await tab.getByLabel("Your e-mail").fill("dora@example.com");
  await tab.getByLabel("Commit app.js").uncheck();
  await page.view("Files");
  await tab.getByRole("table", { name: "Files" }).waitFor();
  await page.view("Changes");
  assert.equal(await tab.getByLabel("Message").inputValue(), "A long story");
  assert.equal(await tab.getByLabel("Commit app.js").isChecked(), false);
  page.accept("beforeunload");
  await tab.reload();
  assert.equal(await tab.getByLabel("Message").inputValue(), "A long story");
  assert.equal(await tab.getByLabel("Your name").inputValue(), "Dora");
  await tab.getByLabel("Commit app.js").uncheck();
  await tab.getByRole("button", { name: "Commit 1 file to main" }).click();
  await tab.getByRole("heading", { name: "A long story" }).waitFor();
  await page.view("Changes");
  assert.equal(await tab.getByLabel("Message").inputValue(), "");
});

test("discards all changes after a confirmation, and can undo it", async (t) => {
  const { page, tab } = await cloned(t);
  await page.edit("README.md");
  await page.write("More\n");
  await page.edit("latin1.txt");
  await page.write("mehr\n");
  await page.view("Changes");
  page.dismiss("Discard all changes to 2 files?");
  await tab.getByRole("button", { name: "Discard all" }).click();
  page.accept("Discard all changes to 2 files?");
  await tab.getByRole("button", { name: "Discard all" }).click();
  await tab.getByText("No changes since").waitFor();
  await tab.getByRole("button", { name: "Undo" }).click();
  await tab.getByRole("region", { name: "modified latin1.txt" }).getByText("mehr").waitFor();
  await tab.getByRole("region", { name: "modified README.md" }).getByText("More").waitFor();
});
