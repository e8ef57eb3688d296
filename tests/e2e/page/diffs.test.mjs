import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deflateSync, crc32 } from "node:zlib";

import { assertAccessible } from "../support/accessibility.mjs";
import { startHistory } from "../support/history.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws } = www;
const { commit, push } = await startHistory(www, "diffs");

/** A grey picture of this size, as PNG. */
function png(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Buffer.alloc((width + 1) * height, 128);
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0;
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

const CODE = Array.from({ length: 40 }, (_, index) => `const value${index} = ${index};`);
const OLD = { "code.js": `${CODE.join("\n")}\n`, "space.txt": "one\ntwo\n", "picture.png": png(40, 20), "moved/old.txt": "a\nfile\nthat\nmoves\nelsewhere\n", "big.txt": "old\n".repeat(400), "huge.txt": "a\n" };
await commit("Start", OLD);
const oid = await commit("Change all", { "code.js": `${CODE.with(20, "const <b>size</b> = 20;").join("\n")}\n`, "space.txt": "  one\ntwo\n", "picture.png": png(60, 30), "big.txt": "new\n".repeat(400), "huge.txt": "b\n".repeat(30_000) }, ["moved/old.txt", "moved/new.txt"]);
await push();

let page;
let tab;
before(async () => {
  page = await www.open(`/eu-west-1/diffs/commit/${oid}`);
  ({ tab } = page);
  await page.signIn(await aws.credentials({ lifetime_seconds: 3600 }));
  await page.clone();
  await diff("code.js").waitFor();
});

const file = (name, kind = "modified") => tab.getByRole("region", { name: `${kind} ${name}`, exact: true });
const diff = (name) => tab.getByRole("region", { name: `Changes in ${name}`, exact: true });

test("marks the words that changed, and unfolds unchanged lines", async () => {
  assert.deepEqual(await diff("code.js").locator("tr.removed mark").allInnerTexts(), ["value20"]);
  assert.deepEqual(await diff("code.js").locator("tr.added mark").allInnerTexts(), ["<b>size</b>"]);
  assert.equal(await diff("code.js").locator("tr.same").count(), 6);
  await assertAccessible(page, "a diff in one column");
  await diff("code.js").getByRole("button", { name: "Show 17 unchanged lines" }).click();
  await diff("code.js").getByText("const value0 = 0;").waitFor();
  assert.equal(await diff("code.js").locator("tr.same").count(), 23);
});

test("shows both versions beside each other, and remembers that", async () => {
  await tab.getByLabel("Side by side").check();
  const row = diff("code.js").locator("tr").filter({ has: tab.locator("td.added") });
  assert.equal(await row.locator("td.removed.text mark").innerText(), "value20");
  assert.equal(await row.locator("td.added.text mark").innerText(), "<b>size</b>");
  await assertAccessible(page, "a diff side by side");
  await tab.reload();
  await diff("code.js").locator("table.beside").waitFor();
  await tab.setViewportSize({ width: 390, height: 844 });
  await diff("code.js").locator("table:not(.beside)").waitFor();
  await tab.setViewportSize({ width: 1200, height: 850 });
  await diff("code.js").locator("table.beside").waitFor();
  await tab.getByLabel("Side by side").uncheck();
  await diff("code.js").locator("table:not(.beside)").waitFor();
});

test("ignores white space on request", async () => {
  await diff("space.txt").locator("tr.added").waitFor();
  await tab.getByLabel("Ignore white space").check();
  await file("space.txt").getByText("Only white space has changed").waitFor();
  await diff("code.js").locator("tr.added").waitFor();
  await tab.getByLabel("Ignore white space").uncheck();
  await diff("space.txt").locator("tr.added").waitFor();
});

test("shows a renamed file as one, and pictures beside each other with their sizes", async () => {
  await file("moved/new.txt", "renamed").getByText("Renamed without changes.").waitFor();
  await file("moved/new.txt", "renamed").getByText("moved/old.txt").waitFor();
  assert.equal(await file("moved/old.txt", "removed").count(), 0);
  await file("picture.png").getByText(/^Before: 40 × 20, \d+ B$/).waitFor();
  await file("picture.png").getByText(/^After: 60 × 30, \d+ B$/).waitFor();
  const [old, current] = await Promise.all(["before", "after"].map((side) => file("picture.png").getByRole("img", { name: `picture.png, ${side}` }).boundingBox()));
  assert.ok(old.x + old.width <= current.x, "beside each other");
});

test("folds a large diff, and any other diff on request", async () => {
  await file("big.txt").getByText("+400").waitFor();
  assert.equal(await diff("big.txt").count(), 0);
  await file("big.txt").getByRole("button", { name: "Show 800 changed lines" }).click();
  await diff("big.txt").locator("tr.added").first().waitFor();
  await file("code.js").getByRole("button", { name: "Changes of code.js" }).click();
  await diff("code.js").waitFor({ state: "hidden" });
  await file("code.js").getByRole("button", { name: "Show changes" }).click();
  await diff("code.js").waitFor();
});

test("shows a huge diff in parts", async () => {
  await file("huge.txt").getByRole("button", { name: "Show 30,001 changed lines" }).click();
  const rows = diff("huge.txt").locator("tr");
  await rows.first().waitFor();
  assert.equal(await rows.count(), 2_000);
  await diff("huge.txt").getByRole("button", { name: "Show 10,000 more of 30,001 lines" }).click();
  await rows.nth(11_999).waitFor();
  assert.equal(await rows.count(), 12_000);
  await diff("huge.txt").getByRole("button", { name: "Show 10,000 more of 30,001 lines" }).waitFor();
  page.assertClean();
});
