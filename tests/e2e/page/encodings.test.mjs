import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { clonedRepositories } from "../support/cloned-repositories.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { cloned, inBare, movedOn } = clonedRepositories(www);

/** In Shift_JIS: 設定を読み込みます。ファイルがない場合は、既定の値を使います。 */
const JAPANESE = Buffer.from("kN2S6ILwk8eC3Y2egt2C3IK3gUKDdINAg0ODi4KqgsiCoo/qjYeCzYFBivmS6ILMkmyC8I5ngqKC3IK3gUI=", "base64");

test("reads, compares and edits a text in Shift_JIS, and lets the user choose an encoding", async (t) => {
  const { page, tab, name, bare } = await cloned(t);
  const short = JAPANESE.subarray(0, 4);
  await movedOn(name, { "sjis.txt": Buffer.concat([JAPANESE, Buffer.from("\r\n")]), "short.txt": short });
  await tab.getByRole("button", { name: "Pull", exact: true }).click();
  await tab.getByText("Pulled 2 new commits.").waitFor();
  await page.view("Files");
  await page.openFile("sjis.txt");
  await tab.getByRole("region", { name: "Contents of sjis.txt" }).getByText("ファイルがない場合は").waitFor();
  await tab.getByText(/, Shift_JIS, CR-LF line ends/).waitFor();
  await assertAccessible(page, "a file in Shift_JIS");
  await tab.getByRole("link", { name: "Edit" }).click();
  await tab.locator(".cm-content").getByText("ファイルがない場合は").waitFor();
  await page.write("漢字\n");
  await page.commit("Write 漢字");
  await tab.locator("td.text").filter({ hasText: "漢字" }).first().waitFor();
  await page.push();
  const oid = await inBare(bare, "rev-parse", "main:sjis.txt");
  const expected = Buffer.concat([JAPANESE, Buffer.from("\r\n"), Buffer.from([0x8a, 0xbf, 0x8e, 0x9a, 0x0d, 0x0a])]);
  assert.equal(oid, createHash("sha1").update(`blob ${expected.length}\0`).update(expected).digest("hex"));

  await page.view("Files");
  await page.openFile("short.txt");
  const choice = tab.getByLabel("Encoding");
  await choice.selectOption("Shift_JIS");
  await tab.getByRole("region", { name: "Contents of short.txt" }).getByText("設定").waitFor();
  page.assertClean();
});

test("does not edit a text that it could not save unchanged", async (t) => {
  const { page, tab, name } = await cloned(t);
  await movedOn(name, { "twice.txt": Buffer.concat([JAPANESE, JAPANESE, JAPANESE, Buffer.from([0x87, 0x90, 0x81, 0xe0, 0x0a])]) });
  await tab.getByRole("button", { name: "Pull", exact: true }).click();
  await tab.getByText("Pulled 1 new commit.").waitFor();
  await page.view("Files");
  await page.openFile("twice.txt");
  await tab.getByRole("region", { name: "Contents of twice.txt" }).getByText("≒≒").waitFor();
  await tab.getByRole("link", { name: "Edit" }).click();
  await tab.getByText("Saving this file would change more than your edits").waitFor();
  assert.equal(await tab.locator(".cm-content").count(), 0);
  page.assertClean();
});
