import assert from "node:assert/strict";
import { writeFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, git, world } = www;
await aws.repository("eu-west-1", "reading");
const bare = world.bare("eu-west-1", "reading");
const work = world.directory();
const LINES = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`);

let minute = 0;
async function commit(message, files, ...moves) {
  for (const [from, to] of moves) {
    mkdirSync(dirname(join(work, to)), { recursive: true });
    await git.ok(["mv", from, to], { cwd: work });
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), content);
  }
  const at = `${1_790_000_000 + 60 * minute++} +0000`;
  await git.ok(["add", "-A"], { cwd: work });
  await git.ok(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", message], { cwd: work, env: { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at } });
  return git.ok(["rev-parse", "HEAD"], { cwd: work });
}
await git.ok(["clone", "-q", bare, work]);
await git.ok(["checkout", "-q", "-B", "main"], { cwd: work });
await git.ok(["rm", "-rq", "--ignore-unmatch", "."], { cwd: work });
const first = await commit("Write the first lines", { "src/old-name.txt": `${LINES.join("\n")}\n`, "README.md": "# Reading\n", "src/deep/below/leaf.js": "export const leaf = 1;\n" });
await commit("Change the tenth line", { "src/old-name.txt": `${LINES.with(9, "changed <b>once</b>").join("\n")}\n` });
await commit("Give it a better name", {}, ["src/old-name.txt", "src/name.txt"]);
await commit("Add what is not searched", { "large.txt": `needle ${"x".repeat(1_000_001)}\n`, "zeros.bin": "needle\0", "many.txt": "needle\n".repeat(520) });
await git.ok(["push", "-qf", bare, "HEAD:refs/heads/main"], { cwd: work });
const PLACE = "/eu-west-1/reading";

let page;
let tab;
before(async () => {
  page = await www.open(PLACE);
  ({ tab } = page);
  await page.signIn(await aws.credentials({ lifetime_seconds: 3600 }));
  await page.clone();
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
  await origins.first().waitFor();
  assert.equal(await origins.count(), 1);
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

test("says what a search did not show and not search", async () => {
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
  assert.equal(await rows.count(), Number(await git.ok(["rev-list", "--count", "main"], { cwd: world.bare("eu-west-1", "shallow") })));
  shallow.assertClean();
  await shallow.close();
});
