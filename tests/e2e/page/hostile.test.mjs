import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { HOSTILE_BRANCHES, HOSTILE_FILES, HOSTILE_NAMES, HOSTILE_TAGS, LARGE_FILES, RENDERED_FILES } from "../support/hostile-contents.mjs";
import { fillHostileRepository, fillRepository } from "../support/hostile-repository.mjs";
import { assertInert, assertUsable, watch } from "../support/inertness.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, git, world } = www;
await aws.repository("eu-west-1", "hostile");
const { commits } = await fillHostileRepository(git, world.bare("eu-west-1", "hostile"));

/** So long that only a page that hangs takes longer. */
const PATIENCE_MS = 60_000;
/** The CPU time in which the page's main thread must open a large file, show it and leave it again. */
const MOST_CPU_SECONDS = 5;
const PLACE = "/eu-west-1/hostile";
const part = encodeURIComponent;
let page;
let tab;
before(async () => {
  page = await www.open("/");
  ({ tab } = page);
  await watch(tab.context());
  await tab.reload();
  tab.setDefaultTimeout(PATIENCE_MS);
  tab.on("dialog", (dialog) => {
    page.faults.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.signIn(await aws.credentials({ lifetime_seconds: 3600 }));
  await page.go(PLACE);
  await page.clone();
});

/** Navigates to a view, and waits until it shows the expected element. */
async function see(address, locator) {
  await page.go(`${PLACE}${address}`);
  await locator.first().waitFor();
}

async function assertHarmless() {
  await assertInert(page);
  await assertUsable(page);
}

/** Waits until the handlers have run of whatever the page has begun to load: an image that is begun later fails later. */
function settled() {
  return tab.evaluate(async () => {
    const image = new Image();
    const address = URL.createObjectURL(new Blob(["not an image"], { type: "image/png" }));
    await new Promise((resolve) => Object.assign(image, { onerror: resolve, src: address }));
    URL.revokeObjectURL(address);
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  });
}

/** The CPU time that the page's main thread uses while something runs, in seconds. */
async function mainThreadSecondsOf(work) {
  const devTools = await tab.context().newCDPSession(tab);
  await devTools.send("Performance.enable");
  const spent = async () => (await devTools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "ThreadTime").value;
  const before = await spent();
  await work();
  const seconds = (await spent()) - before;
  await devTools.detach();
  return seconds;
}

/** The visible lines of a file's text. */
function shownText() {
  return tab.locator("section[aria-label^=File] td.text").allInnerTexts();
}

test("shows markup in file names as text, and hidden characters as code points", async () => {
  const files = tab.getByRole("table", { name: "Files" });
  await see("/tree/main/names", files);
  const shown = await files.locator("td:first-child a").allInnerTexts();
  assert.equal(shown.length, HOSTILE_NAMES.length + 1);
  const marks = /[\t\n\r\u200b\u202e\u2066\u2069]/g;
  const wanted = HOSTILE_NAMES.map((name) => name.replaceAll(marks, (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`).trim());
  assert.deepEqual(new Set(shown.map((name) => name.trim())), new Set([...wanted, "f\\xFF\\xFE.txt"]));
  await assertHarmless();
});

test("shows markup in the file tree and in the list to choose files from as text", async () => {
  await see("/tree/main/names", tab.getByRole("table", { name: "Files" }));
  await tab.getByRole("treeitem", { name: "names", exact: true }).click();
  await tab.getByRole("treeitem", { name: "<img src=x onerror=top.__ran=1>.md" }).waitFor();
  await assertInert(page);
  await tab.keyboard.press("t");
  for (const text of ["onerror", "names/", "zero", "script"]) {
    await tab.getByRole("combobox", { name: "Part of the file's path" }).fill(text);
    await tab.locator(".found-files").getByRole("option").first().waitFor();
    await assertInert(page);
  }
  await tab.keyboard.press("Escape");
  await tab.getByRole("treeitem", { name: "names", exact: true }).click();
  await assertUsable(page);
});

test("opens a folder whose name is markup, and its README changes nothing else on the page", async () => {
  await see(`/tree/main/${part("<b id=app>")}`, tab.locator(".markdown").getByText("Inner"));
  assert.equal(await tab.title(), "<b id=app> · main · tree · hostile · codecommit-edge");
  await assertHarmless();
});

test("opens every file with a hostile name", async () => {
  for (const name of HOSTILE_NAMES) {
    await see(`/file/main/names/${part(name)}`, tab.getByRole("button", { name: "Source" }).or(tab.locator("td.text")));
    if (/\.svg$/.test(name)) await tab.getByRole("button", { name: "Source" }).click();
    if (!/\.md$/.test(name)) await tab.locator("td.text").first().waitFor();
    if (!/\.md$/.test(name)) assert.match((await shownText()).join("\n"), /^<b onclick=top.__ran=1>/, name);
    await assertInert(page);
  }
  await assertUsable(page);
});

test("opens a file whose name is not valid text by its bytes", async () => {
  await see("/tree/main/names", tab.getByRole("table", { name: "Files" }));
  await tab.getByRole("table", { name: "Files" }).getByRole("link", { name: "f\\xFF\\xFE.txt" }).click();
  await tab.locator("td.text").first().waitFor();
  assert.match(tab.url(), /names\/f?(?:%66)?%FF%FE/);
  await assertHarmless();
});

for (const [name, content] of Object.entries(HOSTILE_FILES)) {
  test(`${name} is inert, rendered and as source`, async () => {
    await see(`/file/main/content/${part(name)}`, tab.getByRole("region", { name: `File content/${name}` }));
    const rendered = RENDERED_FILES[name];
    const text = name === "zeros.bin" ? tab.getByText("This file is not text.") : tab.locator("td.text");
    await (rendered ? tab.locator(rendered) : text).first().waitFor();
    await settled();
    await assertHarmless();
    const source = tab.getByRole("button", { name: "Source" });
    assert.equal(await source.count(), rendered ? 1 : 0);
    if (rendered) await source.click();
    await text.first().waitFor();
    if (name === "zeros.bin") return;
    const first = String(content).split("\n")[0];
    if (!/[\u0000-\u001f\u200b-\u206f\ufffd]/u.test(first)) assert.equal((await shownText())[0], first);
    await assertHarmless();
  });
}

test("keeps headings, text and web links of a hostile README", async () => {
  await see("/tree/main", tab.locator(".markdown").getByRole("heading").first());
  const markdown = tab.locator(".markdown");
  await markdown.locator("img").first().waitFor();
  assert.deepEqual(await markdown.locator("img").evaluateAll((images) => images.map(({ alt }) => alt)), ["picture"]);
  assert.deepEqual(await markdown.getByRole("link", { name: "outside", exact: true }).getAttribute("href"), "https://evil.example/");
  for (const name of ["elsewhere", "remote"]) assert.match(await markdown.getByRole("link", { name, exact: true }).getAttribute("href"), /^https:\/\/evil\.example\//);
  assert.equal(await markdown.getByRole("link", { name: "above" }).getAttribute("href"), `#${PLACE}/file/main/etc/passwd`);
  for (const name of ["script address", "data address", "other script address"]) assert.doesNotMatch((await markdown.getByText(name, { exact: true }).getAttribute("href")) ?? "", /script|data/i);
  await assertHarmless();
});

test("a hostile image opened in its own tab runs nothing", async () => {
  await see("/file/main/content/hostile.svg", tab.locator(".picture img"));
  const address = await tab.locator(".picture img").getAttribute("src");
  const [opened] = await Promise.all([tab.context().waitForEvent("page"), tab.evaluate((to) => void open(to), address)]);
  await opened.waitForLoadState();
  assert.equal(await opened.evaluate(() => globalThis.__ran ?? null), null);
  await opened.close();
  page.faults = page.faults.filter((fault) => !fault.startsWith("asked for"));
});

test("shows symbolic links and submodules, which do not lead out of the repository", async () => {
  await see("/tree/main/links", tab.getByRole("table", { name: "Files" }));
  await tab.getByRole("link", { name: "<svg onload" }).click();
  await tab.getByText("This is a submodule").waitFor();
  await assertInert(page);
  for (const [name, target] of Object.entries({ passwd: "/etc/passwd", above: "../../../../", config: ".git/config" })) {
    const shown = tab.getByRole("region", { name: `Symbolic link links/${name}` });
    await see(`/file/main/links/${name}`, shown);
    await shown.getByText(target, { exact: true }).waitFor();
    for (const address of await shown.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")))) assert.ok(address.startsWith(`#${PLACE}/`), address);
  }
  await assertHarmless();
});

test("shows hostile commit messages, authors and times as text in the history", async () => {
  await see("/log/main", tab.getByRole("region", { name: "History" }));
  const rows = await tab.locator(".history > li").allInnerTexts();
  assert.equal(rows.length, 3);
  assert.match(rows[0], /^\(no message\)\n\n?Bob on 0001-01-01/);
  assert.match(rows[1], /^<script>top\.__ran=1<\/script> U\+202EsubjectU\+2066 U\+001B\[2Jcleared/);
  assert.match(rows[1], /U\+202E<img src=x onerror=top\.__ran=1 U\+001B\[31m/);
  assert.match(rows[2], /at an unknown time/);
  await assertHarmless();
});

test("blames hostile files and lists their commits as text", async () => {
  for (const name of ["README.md", "hostile.js"]) {
    await see(`/blame/main/content/${name}`, tab.locator(".origin").getByText("<script>top.__ran=1</script>").first());
    await assertHarmless();
    await see(`/log/main/content/${name}`, tab.getByRole("region", { name: "History" }));
    await assertHarmless();
    await see(`/raw/main/content/${name}`, tab.locator("pre.raw"));
    await assertHarmless();
  }
});

for (const [index, said] of [[0, /at an unknown time/], [1, /U\+202EsubjectU\+2066/], [2, /\(no message\)/]]) {
  test(`shows hostile commit ${index + 1} of 3 and its changes as text`, async () => {
    await see(`/commit/${commits[index]}`, tab.getByRole("heading", { level: 2 }));
    assert.match(await tab.locator("main").innerText(), said);
    await tab.locator("section[aria-label^=added]").last().waitFor();
    const folded = tab.getByRole("button", { name: "Show changes" });
    while ((await folded.count()) > 0) await folded.first().click();
    await tab.getByText("Reading …").first().waitFor({ state: "hidden" });
    await assertHarmless();
  });
}

test("lists, chooses and checks out branches and tags whose names are markup", async () => {
  await see("/refs", tab.getByRole("region", { name: "Tags" }));
  const shown = await tab.locator(".list a.grow").allInnerTexts();
  for (const name of [...HOSTILE_BRANCHES, ...HOSTILE_TAGS]) assert.ok(shown.includes(name.replace("\u202e", "U+202E").replace("\u200b", "U+200B")), name);
  await assertHarmless();
  for (const name of [...HOSTILE_BRANCHES, ...HOSTILE_TAGS]) {
    await see("/tree/main", tab.getByRole("table", { name: "Files" }));
    await tab.getByLabel("Shown branch, tag or commit").selectOption(name);
    await tab.getByText(/are read-only|not checked out/).waitFor();
    await tab.getByRole("table", { name: "Files" }).waitFor();
    await assertInert(page);
  }
  await assertUsable(page);
});

test("checks out the branch __proto__ and shows it", async () => {
  await see("/refs", tab.getByRole("region", { name: "Tags" }));
  await tab.getByRole("button", { name: "Check out __proto__" }).click();
  await tab.getByRole("region", { name: "Local branches" }).getByRole("listitem").filter({ hasText: "__proto__" }).getByText("checked out").waitFor();
  await assertHarmless();
  await tab.getByRole("button", { name: "Check out main" }).click();
  await tab.getByRole("listitem").filter({ hasText: /^main/ }).getByText("checked out").waitFor();
});

test("shows search results as text", async () => {
  for (const text of ["ran", "<script", "\u202e", ".md", "__proto__"]) {
    await see("/search/main", tab.getByRole("searchbox"));
    await tab.getByRole("searchbox").fill(text);
    await tab.getByRole("button", { name: "Search" }).click();
    await tab.getByText(/^\d+ match(?:es)? in \d+ files?$/).waitFor();
    await assertHarmless();
  }
});

for (const name of Object.keys(LARGE_FILES)) {
  test(`stays responsive with ${name}`, async () => {
    const seconds = await mainThreadSecondsOf(async () => {
      await see(`/file/main/large/${name}`, tab.getByRole("region", { name: `File large/${name}` }));
      await tab.locator("td.text, .markdown, pre.block").first().waitFor();
      await settled();
      await assertHarmless();
      await page.view("Search");
      await tab.getByRole("searchbox").waitFor();
    });
    assert.ok(seconds < MOST_CPU_SECONDS, `${seconds} s`);
  });
}

test("saves a file under its own name without opening it", async () => {
  for (const [name, wanted] of [["<svg onload=top.__ran=1>.svg", /^[^<>]*svg onload[^<>]*\.svg$/], ["photo\u202egnp.exe", /^photo.+gnp\.exe$/], ["javascript:top.__ran=1", /^javascript.top\.__ran=1$/]]) {
    await see(`/file/main/names/${part(name)}`, tab.getByRole("link", { name: "Download" }));
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("link", { name: "Download" }).click()]);
    assert.match(download.suggestedFilename(), wanted);
    assert.doesNotMatch(download.suggestedFilename(), /[\u202a-\u202e]/u);
    assert.match(readFileSync(await download.path(), "utf8"), /^<b onclick/);
  }
  await assertHarmless();
});

test("edits and compares hostile text as text", async () => {
  await see("/edit/main/content/README.md", tab.locator(".cm-content"));
  await tab.locator(".cm-content").getByText("</script>").first().waitFor();
  await assertHarmless();
  await page.write("<img src=x onerror=top.__ran=1>\u202e\n");
  await page.view("Changes");
  await tab.getByRole("region", { name: "modified content/README.md" }).waitFor();
  await tab.getByRole("region", { name: "Changes in content/README.md" }).getByText("<img src=x onerror=top.__ran=1>").first().waitFor();
  await assertHarmless();
});

test("explains malformed addresses without breaking", async () => {
  const stray = await www.open("/");
  await watch(stray.tab.context());
  await stray.tab.reload();
  await stray.tab.getByRole("heading", { level: 1 }).waitFor();
  const addresses = [
    "/%", "/%00", "/%ff/%fe", "/../../etc/passwd", "//evil.example/", "javascript:top.__ran=1", "/<img src=x onerror=top.__ran=1>",
    "/__proto__", "/constructor/prototype", "/eu-west-1/__proto__/__proto__", "/eu-west-1/constructor/constructor", "/eu-west-1/hostile/toString", "/eu-west-1/%2e%2e/tree", "/__proto__/eu-west-1/constructor/tree/__proto__/__proto__",
    "/eu-west-1/%00%E2%80%AE<b>", "/eu-west-1/hostile/file/main/%2e%2e/%2e%2e?line=1e999", "/eu-west-1/hostile/file/main/README.md?line=-1", `/${"a".repeat(200_000)}`, `/eu-west-1/${"a/".repeat(50_000)}`, `/eu-west-1/hostile/tree/${"%2F".repeat(20_000)}`, "/doctor/doctor", "?line=1", "#", "/eu-west-1",
  ];
  for (const address of addresses) {
    await stray.tab.evaluate((to) => void (location.hash = to), address);
    await stray.tab.waitForTimeout(30);
    const heading = await stray.tab.getByRole("heading", { level: 1 }).innerText();
    assert.match(heading, /^(?:Page not found|Sign in|Sign in to open .+)$/s, address);
    await assertInert(stray);
    await assertUsable(stray);
  }
  await stray.close();
});

test("explains malformed addresses within a clone without breaking", async () => {
  for (const address of ["/tree/main/../..", "/tree/main/%2e%2e", "/tree/main/__proto__/__proto__", "/file/main/%00", "/file/main/", "/file/__proto__/__proto__", "/file/toString/x", "/tree/refs%2Fheads%2Fmain%00", "/tree/%2e%2e%2f%2e%2e", "/log/constructor%00", "/log/%2Fetc%2Fpasswd", "/commit/", "/commit/__proto__%5E", "/commit/<b>", "/edit/main/%2e%2e%2f%2e%2e", "/edit/main/.git/config", "/edit/main/__proto__x", `/file/main/${"x".repeat(100_000)}`]) {
    await see(address, tab.locator("main").getByRole("alert").or(tab.getByRole("heading", { level: 2 })).or(tab.getByRole("table", { name: "Files" })));
    if (address.startsWith("/edit/")) assert.match(await page.problem(), /./, address);
    await assertHarmless();
  }
});

for (const [what, entries] of Object.entries({
  "outside of itself": [["..", "040000", [["escaped.txt", "100644", "out\n"]]]],
  "into git's own files": [[".git", "040000", [["config", "100644", "[remote \"origin\"]\n\turl = https://evil.example/\n"]]]],
  "into git's own files by another name": [[".GIT", "040000", [["config", "100644", "[core]\n"]]]],
})) {
  test(`clones a repository that writes ${what}, without those files`, async () => {
    const name = `unsafe-${what.replaceAll(/[^a-z]+/g, "-")}`;
    await aws.repository("eu-west-1", name);
    await fillRepository(git, world.bare("eu-west-1", name), [...entries, ["safe.txt", "100644", "safe\n"]]);
    await page.go(`/eu-west-1/${name}`);
    await tab.getByRole("button", { name: "Clone here" }).click();
    await tab.getByRole("link", { name: "safe.txt" }).first().waitFor();
    await page.push();
    await assertInert(page);
  });
}

test("a repository that writes through its own symbolic link changes nothing in the clone", async () => {
  await aws.repository("eu-west-1", "unsafe-link");
  await fillRepository(git, world.bare("eu-west-1", "unsafe-link"), [["a", "120000", ".git"], ["a", "040000", [["config", "100644", "[remote \"origin\"]\n\turl = https://evil.example/\n"]]]]);
  await page.go("/eu-west-1/unsafe-link");
  await page.clone();
  await page.push();
  await assertHarmless();
});
