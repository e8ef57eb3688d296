import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { assertAccessible, tabTo, waitForFocus } from "../support/accessibility.mjs";
import { eventually } from "../support/eventually.mjs";
import { fillRepository } from "../support/hostile-repository.mjs";
import { assertInert, watch } from "../support/inertness.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, git, world } = www;
const LINES = Array.from({ length: 400 }, (_, index) => `const line${index + 1} = ${index + 1};`);
const HTML = `<!doctype html><title>Page</title><script>top.__ran = 1</script><img src=x onerror="top.__ran=1">\n`;
await aws.repository("eu-west-1", "links");
await fillRepository(git, world.bare("eu-west-1", "links"), [["src", "040000", [["code.js", "100644", `${LINES.join("\n")}\n`]]], ["page.html", "100644", HTML], ["zeros.bin", "100644", "\0\0"], ["huge.txt", "100644", "line\n".repeat(60_000)]]);
const head = await git.ok(["rev-parse", "main"], { cwd: world.bare("eu-west-1", "links") });
const FILE = "/eu-west-1/links/file/main/src/code.js";

let page;
let tab;
before(async () => {
  page = await www.open(`${FILE}?line=300-305`, { permissions: ["clipboard-read", "clipboard-write"] });
  ({ tab } = page);
  await watch(tab.context());
  await tab.reload();
});

const chosen = () => tab.locator("tr.chosen td.number a").evaluateAll((links) => links.map((link) => Number(link.dataset.line)));
/** Waits until these lines, and no others, are highlighted. */
const highlighted = (...lines) => eventually(`the lines ${lines} are highlighted`, async () => (await chosen()).join() === lines.join());
const number = (line) => tab.getByRole("link", { name: `Line ${line}`, exact: true });
const isInView = (locator) => locator.evaluate((element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
});

test("keeps a link to lines through the sign-in and the clone, and scrolls to them", async () => {
  await tab.getByRole("heading", { name: "Sign in to open links" }).waitFor();
  await page.signIn(await aws.credentials({ lifetime_seconds: 3600 }));
  await page.clone();
  await number(300).waitFor();
  await highlighted(300, 301, 302, 303, 304, 305);
  await eventually("the line is in view", () => isInView(number(300)));
  assert.ok(tab.url().endsWith(`#${FILE}?line=300-305`), tab.url());
  await assertAccessible(page, "lines of a file");
});

test("links each line, and chooses a range with Shift", async () => {
  await number(303).click();
  await tab.waitForURL(/\?line=303$/);
  await highlighted(303);
  const before = await tab.evaluate(() => scrollY);
  await number(306).click({ modifiers: ["Shift"] });
  await tab.waitForURL(/\?line=303-306$/);
  await highlighted(303, 304, 305, 306);
  await number(301).click({ modifiers: ["Shift"] });
  await tab.waitForURL(/\?line=301-303$/);
  await highlighted(301, 302, 303);
  assert.equal(await tab.evaluate(() => scrollY), before, "what is in view does not move");
  await tab.goBack();
  await tab.waitForURL(/\?line=303-306$/);
  await highlighted(303, 304, 305, 306);
});

test("reaches every line number with the arrow keys, and only one with Tab", async () => {
  await page.go(`${FILE}?line=3`);
  await number(3).waitFor();
  await tabTo(tab, "Line 3");
  await tab.keyboard.press("ArrowDown");
  await waitForFocus(tab, "Line 4");
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/\?line=4$/);
  await highlighted(4);
  assert.equal(await tab.locator("td.number a[tabindex='0']").count(), 1);
});

test("copies a permalink with the commit, which opens the same lines", async () => {
  await page.go(`${FILE}?line=7-8`);
  await tab.getByRole("button", { name: "Copy permalink to lines" }).click();
  const permalink = await tab.evaluate(() => navigator.clipboard.readText());
  assert.equal(permalink, `${www.edge.url}/#/eu-west-1/links/file/${head}/src/code.js?line=7-8`);
  await tab.goto(permalink);
  await number(7).waitFor();
  await highlighted(7, 8);
});

test("ignores lines that the file does not have", async () => {
  await page.go(`${FILE}?line=9000`);
  await number(400).waitFor();
  assert.deepEqual(await chosen(), []);
});

test("shows a line far down a huge file without drawing all of them", async () => {
  const rows = tab.locator(".code tr");
  await page.go("/eu-west-1/links/file/main/huge.txt?line=50000-50001");
  await number(50_000).waitFor();
  await highlighted(50_000, 50_001);
  await eventually("the line is in view", () => isInView(number(50_000)));
  assert.equal(await rows.count(), 5_000);
  await number(50_003).click();
  await tab.waitForURL(/\?line=50003$/);
  await highlighted(50_003);
  await eventually("the line is in view", () => isInView(number(50_003)));
  await tab.getByRole("button", { name: "Show the first lines" }).click();
  await number(1).waitFor();
  await tab.getByRole("button", { name: "Show 20,000 more of 60,000 lines" }).click();
  await number(25_000).waitFor();
  assert.equal(await rows.count(), 25_000);
});

test("shows the raw text of a page as text, and saves it without opening it", async () => {
  await page.go("/eu-west-1/links/file/main/page.html");
  await tab.getByRole("link", { name: "Raw" }).click();
  const raw = tab.getByRole("region", { name: "Raw text of page.html" }).getByRole("region", { name: "Contents of page.html" });
  await raw.waitFor();
  assert.equal(await raw.textContent(), HTML);
  await assertInert(page);
  await assertAccessible(page, "raw");
  await tab.getByRole("button", { name: "Copy the text" }).click();
  assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), HTML);
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Download", exact: true }).click()]);
  assert.equal(download.suggestedFilename(), "page.html");
  assert.equal(readFileSync(await download.path(), "utf8"), HTML);
  await tab.getByRole("link", { name: "Back to the file" }).click();
  await number(1).waitFor();
  await page.go("/eu-west-1/links/raw/main/zeros.bin");
  await tab.getByText("This file is not text.").waitFor();
  page.assertClean();
});
