import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { eventually } from "../support/eventually.mjs";
import { startHistory } from "../support/history.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, git, world } = www;
const { commit, push } = await startHistory(www, "reading");
const LINES = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`);

const first = await commit("Write the first lines", { "src/old-name.txt": `${LINES.join("\n")}\n`, "README.md": "# Reading\n", "src/deep/below/leaf.js": "export const leaf = 1;\n" });
await commit("Change the tenth line", { "src/old-name.txt": `${LINES.with(9, "changed <b>once</b>").join("\n")}\n` });
await commit("Give it a better name", {}, ["src/old-name.txt", "src/name.txt"]);
await commit("Add what is not searched", { "large.txt": `needle ${"x".repeat(1_000_001)}\n`, "zeros.bin": "needle\0", "many.txt": "needle\n".repeat(520) });
const GUIDE = `# Guide

- [x] Read it
- [ ] Write *more*

\`\`\`js
const answer = "<b>42</b>";
\`\`\`

\`\`\`
plain
\`\`\`

${"A paragraph that takes its room.\n\n".repeat(40)}

## Install it

See [the leaf](../src/deep/below/leaf.js#L1), [the start](#guide), [elsewhere](more.md#far-down) and ![a bar](bar.svg).

| ${Array(9).fill("a wide column").join(" | ")} |
|${"---|".repeat(9)}
| ${Array(9).fill("with_words_that_cannot_break").join(" | ")} |
`;
await commit("Write a guide", { "docs/guide.md": GUIDE, "docs/more.md": `# More\n\n${"Text.\n\n".repeat(60)}\n## Far down\n`, "docs/bar.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><rect width="90" height="9"/></svg>\n` });
await push();
const PLACE = "/eu-west-1/reading";

let page;
let tab;
before(async () => {
  page = await www.open(PLACE);
  ({ tab } = page);
  await page.signIn(await aws.credentials({ lifetime_seconds: 3600 }));
  await page.clone();
  await tab.getByRole("table", { name: "Files" }).waitFor();
});

test("blames the lines of a file, through its old name", async () => {
  await page.go(`${PLACE}/file/main/src/name.txt`);
  await tab.getByRole("link", { name: "Blame", exact: true }).click();
  await tab.getByText("Finding where the lines come from").waitFor({ state: "hidden" });
  const origins = tab.locator("td.blame .origin");
  await origins.nth(2).waitFor();
  assert.deepEqual(await origins.locator("a:first-child").allInnerTexts(), ["Write the first lines", "Change the tenth line", "Write the first lines"]);
  const rows = await tab.locator(".code tr").evaluateAll((all) => all.flatMap((row, index) => (row.querySelector(".origin") ? [index + 1] : [])));
  assert.deepEqual(rows, [1, 10, 11]);
  await assertAccessible(page, "blame");
  await origins.nth(1).getByRole("link", { name: /^Blame before/ }).click();
  await tab.waitForURL(new RegExp(`/blame/${first}/src/old-name\\.txt$`));
  await eventually("all lines come from one commit", async () => (await origins.count()) === 1);
});

test("lists the commits of a file, with the name it had", async () => {
  await page.go(`${PLACE}/file/main/src/name.txt`);
  await tab.getByRole("region", { name: "File src/name.txt" }).getByRole("link", { name: "History" }).click();
  const history = tab.getByRole("region", { name: "History" });
  await history.waitFor();
  assert.deepEqual(await history.locator("strong").allInnerTexts(), ["Give it a better name", "Change the tenth line", "Write the first lines"]);
  await history.getByText("renamed from src/old-name.txt").waitFor();
  await assertAccessible(page, "the history of a file");
  await history.getByRole("link", { name: `The file at ${first.slice(0, 8)}` }).click();
  await tab.getByRole("region", { name: "File src/old-name.txt" }).waitFor();
});

test("says which matches a search left out, and which files it did not search", async () => {
  await page.go(`${PLACE}/search/main`);
  await tab.getByRole("searchbox").fill("needle");
  await tab.getByRole("button", { name: "Search" }).click();
  await tab.getByText("20 more matches are not shown. Search for a longer text. Not searched: 1 file larger than 1 MB. Not searched: 1 file that is not text.").waitFor();
  await assertAccessible(page, "what was not searched");
});

test("says where a shallow history is cut, and fetches the rest", async () => {
  await aws.repository("eu-west-1", "shallow");
  const shallow = await www.open("/eu-west-1/shallow/log");
  await shallow.signIn(await aws.credentials({ lifetime_seconds: 3600 }));
  await shallow.tab.getByLabel(/^Only the latest commit/).check();
  await shallow.clone();
  await shallow.tab.getByText("The history is cut here").waitFor();
  const rows = shallow.tab.locator(".history > li");
  assert.equal(await rows.count(), 1);
  await assertAccessible(shallow, "a shallow history");
  await shallow.tab.getByRole("button", { name: "Fetch the rest" }).click();
  await shallow.tab.getByText("The history is cut here").waitFor({ state: "hidden" });
  const all = Number(await git.ok(["rev-list", "--count", "main"], { cwd: world.bare("eu-west-1", "shallow") }));
  await eventually("all commits are listed", async () => (await rows.count()) === all);
  shallow.assertClean();
  await shallow.close();
});

const tree = () => tab.getByRole("tree", { name: "All files" });
const entry = (name) => tree().getByRole("treeitem", { name, exact: true });
const focusOn = (name) => tab.waitForFunction((wanted) => document.activeElement.textContent === wanted, name);

test("shows the last commit of each entry", async () => {
  await page.go(`${PLACE}/tree/main/src`);
  const row = (name) => tab.getByRole("table", { name: "Files" }).getByRole("row").filter({ has: tab.getByRole("link", { name, exact: true }) });
  await row("name.txt").getByRole("link", { name: "Give it a better name" }).waitFor();
  await row("deep").getByRole("link", { name: "Write the first lines" }).waitFor();
  await assertAccessible(page, "last commits");
});

test("moves in the file tree with the arrow keys, opens a file, and keeps its folders open", async () => {
  await page.go(`${PLACE}/tree/main`);
  // Forget which folders are open.
  await tab.reload();
  await entry("src").focus();
  await tab.keyboard.press("ArrowRight");
  await entry("deep").waitFor();
  await tab.keyboard.press("ArrowRight");
  await focusOn("deep");
  await tab.keyboard.press("ArrowDown");
  await focusOn("name.txt");
  await tab.keyboard.press("Enter");
  await tab.getByRole("region", { name: "File src/name.txt" }).waitFor();
  await tree().locator("[aria-current=page]", { hasText: "name.txt" }).waitFor();
  assert.equal(await tree().locator("[tabindex='0']").count(), 1);
  await assertAccessible(page, "the file tree");
  await entry("name.txt").focus();
  await tab.keyboard.press("ArrowLeft");
  await focusOn("src");
  await tab.keyboard.press("ArrowLeft");
  await entry("name.txt").waitFor({ state: "hidden" });
  await page.go(`${PLACE}/file/main/src/deep/below/leaf.js`);
  await entry("leaf.js").waitFor();
  const stops = () => tree().locator("[tabindex='0']").allInnerTexts();
  await eventually("Tab reaches only the shown file", async () => (await stops()).join() === "leaf.js");
  await entry("src").click();
  await entry("leaf.js").waitFor({ state: "hidden" });
  assert.deepEqual(await stops(), ["src"], "Tab reaches the folder that hides it");
});

test("remembers that the file tree is closed", async () => {
  await page.go(`${PLACE}/tree/main`);
  await tab.getByRole("button", { name: "File tree" }).click();
  await tree().waitFor({ state: "hidden" });
  await tab.reload();
  await tab.getByRole("table", { name: "Files" }).waitFor();
  assert.equal(await tree().count(), 0);
  await tab.getByRole("button", { name: "File tree" }).click();
  await tree().waitFor();
});

test("goes to a file by parts of its path, with the keyboard", async () => {
  await page.go(`${PLACE}/tree/main`);
  await tab.getByRole("table", { name: "Files" }).waitFor();
  await tab.keyboard.press("t");
  const field = tab.getByRole("combobox", { name: "Part of the file's path" });
  await field.waitFor();
  await tab.getByText("9 files.").waitFor();
  await tab.keyboard.type("t");
  await tab.keyboard.press("Backspace");
  await tab.keyboard.insertText("leaf");
  await tab.getByRole("option", { name: "src/deep/below/leaf.js" }).waitFor();
  await assertAccessible(page, "go to a file");
  await tab.keyboard.press("Enter");
  await tab.getByRole("region", { name: "File src/deep/below/leaf.js" }).waitFor();
  await tab.keyboard.press("Control+k");
  await tab.getByRole("option").nth(1).waitFor();
  await tab.keyboard.press("ArrowDown");
  await tab.locator("[aria-activedescendant='file-found-1']").waitFor();
  await tab.keyboard.press("Escape");
  await field.waitFor({ state: "hidden" });
});

test("lists the shortcuts, ignores them while the user types, and can switch off single-key ones", async () => {
  await page.go(`${PLACE}/tree/main`);
  await tab.getByRole("table", { name: "Files" }).waitFor();
  await tab.keyboard.press("/");
  await tab.getByRole("searchbox").focus();
  await tab.keyboard.type("t?/f");
  assert.equal(await tab.getByRole("searchbox").inputValue(), "t?/f");
  assert.equal(await tab.getByRole("dialog").count(), 0);
  await page.go(`${PLACE}/tree/main`);
  await tab.getByRole("table", { name: "Files" }).waitFor();
  await tab.keyboard.press("?");
  const help = tab.getByRole("dialog", { name: "Keyboard shortcuts" });
  for (const says of ["Go to a file", "Search names and contents", "Show or hide the file tree", "Show the keyboard shortcuts"]) await help.getByText(says).first().waitFor();
  await assertAccessible(page, "keyboard shortcuts");
  await help.getByLabel("Single-key shortcuts").uncheck();
  await help.getByRole("button", { name: "Close" }).click();
  await help.waitFor({ state: "hidden" });
  for (const key of ["t", "?", "/", "f"]) await tab.keyboard.press(key);
  await tree().waitFor();
  await tab.keyboard.press("Control+k");
  await tab.getByRole("dialog", { name: "Go to a file" }).waitFor();
  // Had "t" opened it, the other keys would be in its field.
  assert.equal(await tab.getByRole("combobox", { name: "Part of the file's path" }).inputValue(), "");
  assert.equal(await tab.getByRole("dialog").count(), 1);
  await tab.keyboard.press("Escape");
  await tab.getByRole("button", { name: "keyboard shortcuts" }).click();
  await help.getByLabel("Single-key shortcuts").check();
  await tab.keyboard.press("Escape");
  page.assertClean();
});

test("hides the file tree behind a button on a phone", async () => {
  await tab.setViewportSize({ width: 390, height: 844 });
  await page.go(`${PLACE}/file/main/many.txt`);
  await tab.getByRole("region", { name: "File many.txt" }).waitFor();
  assert.equal(await tree().count(), 0);
  await tab.getByRole("button", { name: "File tree" }).click();
  await entry("README.md").click();
  await tab.getByRole("region", { name: "File README.md" }).waitFor();
  await tree().waitFor({ state: "hidden" });
  await tab.setViewportSize({ width: 1200, height: 850 });
});

test("renders task boxes, highlighted code and wide tables of a Markdown file", async () => {
  await page.go(`${PLACE}/file/main/docs/guide.md`);
  const markdown = tab.locator(".markdown");
  await markdown.locator(".hljs-string").getByText('"<b>42</b>"').waitFor();
  assert.deepEqual(await markdown.getByRole("checkbox").evaluateAll((boxes) => boxes.map(({ checked, disabled }) => [checked, disabled])), [[true, true], [false, true]]);
  assert.deepEqual(await markdown.locator("pre").allInnerTexts(), ['const answer = "<b>42</b>";\n', "plain\n"]);
  await markdown.getByRole("img", { name: "a bar" }).waitFor();
  await assertAccessible(page, "Markdown");
  await tab.setViewportSize({ width: 390, height: 844 });
  assert.ok(await markdown.getByRole("region", { name: "Table" }).evaluate((frame) => frame.scrollWidth > frame.clientWidth && frame.getBoundingClientRect().right <= innerWidth));
  await tab.setViewportSize({ width: 1200, height: 850 });
});

test("links to headings, in this file and in others, and to lines", async () => {
  await page.go(`${PLACE}/file/main/docs/guide.md`);
  const heading = (name) => tab.locator(".markdown").getByRole("heading", { name });
  const isInView = (name) => heading(name).evaluate((element) => element.getBoundingClientRect().top >= 0 && element.getBoundingClientRect().bottom <= innerHeight);
  await heading("Install it").getByRole("link").click();
  await tab.waitForURL(/\/docs\/guide\.md\?heading=install-it$/);
  await focusOn("Install it");
  await tab.reload();
  await heading("Install it").waitFor();
  await focusOn("Install it");
  await eventually("Install it is in view", () => isInView("Install it"));
  await tab.getByRole("link", { name: "the start" }).click();
  await tab.waitForURL(/\?heading=guide$/);
  await eventually("Guide is in view", () => isInView("Guide"));
  await tab.getByRole("link", { name: "elsewhere" }).click();
  await heading("Far down").waitFor();
  await focusOn("Far down");
  await tab.goBack();
  await tab.getByRole("link", { name: "the leaf" }).click();
  await tab.waitForURL(/\/src\/deep\/below\/leaf\.js\?line=1$/);
  await tab.locator("tr.chosen").waitFor();
  page.assertClean();
});

test("keeps the header small on a phone, and shows the current tab", async () => {
  await tab.setViewportSize({ width: 390, height: 844 });
  await page.go(`${PLACE}/file/main/README.md`);
  const file = tab.getByRole("region", { name: "File README.md" });
  await file.waitFor();
  const { y } = await file.boundingBox();
  assert.ok(y < 300, `the file begins at ${y}`);
  assert.equal(await tab.getByRole("button", { name: /^Theme/ }).isVisible(), false);
  await tab.getByRole("button", { name: "Menu" }).click();
  await tab.getByRole("button", { name: /^Theme/ }).waitFor();
  await tab.getByRole("navigation", { name: "Page" }).getByRole("link", { name: "Doctor" }).click();
  await tab.getByRole("heading", { name: "Doctor" }).waitFor();
  await tab.getByRole("button", { name: /^Theme/ }).waitFor({ state: "hidden" });
  await page.go(`${PLACE}/signing`);
  const current = tab.getByRole("navigation", { name: "Repository", exact: true }).locator("[aria-current]");
  await tab.waitForFunction(() => document.querySelector(".tabs [aria-current]")?.getBoundingClientRect().right <= innerWidth);
  assert.ok((await current.boundingBox()).x >= 0);
  await tab.setViewportSize({ width: 1200, height: 850 });
});
