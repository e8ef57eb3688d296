// Reading a repository, in each browser engine. The details are tested in ../page, in Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { ENGINES } from "../support/browsers/engines.mjs";
import { eventually } from "../support/eventually.mjs";
import { startHistory } from "../support/history.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, edge } = www;
/** Pictures of one pixel. */
const [RED, BLUE] = ["iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==", "R0lGODlhAQABAIAAAAAA/wAAACwAAAAAAQABAAACAkQBADs="].map((each) => Buffer.from(each, "base64"));
const LINES = Array.from({ length: 200 }, (_, index) => `const line${index + 1} = ${index + 1};`);
const GUIDE = `# Guide\n\n- [x] Read it\n- [ ] Write it\n\n\`\`\`js\nconst answer = "<b>42</b>";\n\`\`\`\n\n${"A paragraph.\n\n".repeat(60)}## Install it\n\n![a bar](bar.svg), [the code](../src/code.js#L150)\n`;
const { commit, push } = await startHistory(www, "reading");
const first = await commit("Write the first lines", { "src/old.js": `${LINES.join("\n")}\n`, "picture.png": RED, ...Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`many/${index}.txt`, "\n"])), "docs/guide.md": GUIDE, "docs/bar.svg": `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><rect width="90" height="9"/></svg>\n` });
await commit("Change the tenth line", { "src/code.js": `${LINES.with(9, "const <b>ten</b> = 10;").join("\n")}\n`, "picture.png": BLUE }, ["src/old.js", "src/code.js"]);
const second = await commit("Say more", { "README.md": "# Reading\n" });
await push();
const PLACE = "/eu-west-1/reading";

for (const engine of ENGINES) {
  test(`opens a link to lines after sign-in and clone, and finds files by a tree and by parts of their paths (${engine})`, async (t) => {
    const page = await www.opened(t, `${PLACE}/file/main/src/code.js?line=150-152`, {}, { engine });
    const { tab } = page;
    const chosen = () => tab.evaluate(() => [...document.querySelectorAll("tr.chosen td.number a")].map((link) => [Number(link.dataset.line), link.getBoundingClientRect().top >= 0 && link.getBoundingClientRect().bottom <= innerHeight]));
    await tab.getByRole("heading", { name: "Sign in to open reading" }).waitFor();
    await page.signIn(await aws.credentials());
    await page.clone();
    await tab.getByRole("link", { name: "Line 150", exact: true }).waitFor();
    await eventually("the lines are chosen and in view", async () => JSON.stringify(await chosen()) === JSON.stringify([150, 151, 152].map((line) => [line, true])), 5_000);
    await tab.getByRole("button", { name: "Copy permalink to lines" }).click();
    assert.equal(await page.clipboard(), `${edge.url}/#${PLACE}/file/${second}/src/code.js?line=150-152`);

    const tree = tab.getByRole("tree", { name: "All files" });
    await tree.getByRole("treeitem", { name: "docs", exact: true }).focus();
    await tab.keyboard.press("ArrowRight");
    await tree.getByRole("treeitem", { name: "guide.md" }).click();
    await tab.getByRole("heading", { name: "Guide" }).waitFor();
    await tab.keyboard.press("Control+k");
    const field = tab.getByRole("combobox", { name: "Part of the file's path" });
    await field.fill("srcod");
    await tab.getByRole("option", { name: "src/code.js" }).waitFor();
    await field.press("Enter");
    await tab.getByRole("region", { name: "File src/code.js" }).waitFor();

    await page.go(`${PLACE}/file/main/many/59.txt`);
    await tree.getByRole("treeitem", { name: "59.txt" }).waitFor();
    await eventually("the tree has scrolled to the file", () => tab.evaluate(() => {
      const [entry, frame] = [".tree [aria-current]", ".side"].map((each) => document.querySelector(each).getBoundingClientRect());
      return entry.top >= frame.top && entry.bottom <= frame.bottom;
    }), 5_000);

    await page.go(`${PLACE}/file/main/src/code.js`);
    await tab.getByRole("link", { name: "Raw" }).click();
    assert.match(await tab.getByRole("region", { name: "Raw text of src/code.js" }).getByRole("region", { name: "Contents of src/code.js" }).textContent(), /^const line1 = 1;\n[^]*\nconst <b>ten<\/b> = 10;\n/);
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Download", exact: true }).click()]);
    assert.equal(download.suggestedFilename(), "code.js");
    assert.equal(readFileSync(await download.path(), "utf8"), `${LINES.with(9, "const <b>ten</b> = 10;").join("\n")}\n`);
    page.assertClean();
  });

  test(`shows blame and history over a new name, Markdown, and pictures beside each other (${engine})`, async (t) => {
    const page = await www.opened(t, `${PLACE}/blame/main/src/code.js`, {}, { engine });
    const { tab } = page;
    await page.signIn(await aws.credentials());
    await page.clone();
    const origins = tab.locator("td.blame .origin a:first-child");
    await origins.nth(2).waitFor();
    assert.deepEqual(await origins.allInnerTexts(), ["Write the first lines", "Change the tenth line", "Write the first lines"]);
    await page.go(`${PLACE}/log/main/src/code.js`);
    const history = tab.getByRole("region", { name: "History" });
    await history.getByText("renamed from src/old.js").waitFor();
    assert.deepEqual(await history.locator("strong").allInnerTexts(), ["Change the tenth line", "Write the first lines"]);
    await history.getByRole("link", { name: `The file at ${first.slice(0, 8)}` }).click();
    await tab.getByRole("region", { name: "File src/old.js" }).waitFor();

    await page.go(`${PLACE}/log/main`);
    await tab.getByRole("link", { name: "Change the tenth line" }).click();
    const picture = tab.getByRole("region", { name: "modified picture.png" });
    await picture.getByText(/^Before: 1 × 1, /).waitFor();
    await picture.getByText(/^After: 1 × 1, /).waitFor();
    assert.deepEqual(await tab.evaluate(() => [...document.querySelectorAll(".pictures img")].map(({ complete, naturalWidth }) => complete && naturalWidth)), [1, 1]);

    await page.go(`${PLACE}/file/main/docs/guide.md?heading=install-it`);
    await tab.locator(".markdown .hljs-string").filter({ hasText: '"<b>42</b>"' }).waitFor();
    await eventually("the heading has the focus and is in view", () => tab.evaluate(() => {
      const { top, bottom } = document.activeElement.getBoundingClientRect();
      return document.activeElement.textContent === "Install it" && top >= 0 && bottom <= innerHeight;
    }), 5_000);
    await tab.getByRole("img", { name: "a bar" }).waitFor();
    assert.deepEqual(await tab.evaluate(() => [...document.querySelectorAll(".markdown input")].map(({ checked, disabled }) => [checked, disabled])), [[true, true], [false, true]]);
    await tab.getByRole("link", { name: "the code" }).click();
    await tab.locator("tr.chosen").waitFor();
    page.assertClean();
  });
}
