import assert from "node:assert/strict";
import { after, test } from "node:test";

import { assertAccessible, focused, tabTo, waitForFocus } from "../support/accessibility.mjs";
import { eventually } from "../support/eventually.mjs";
import { fillRepository } from "../support/hostile-repository.mjs";
import { exportLines } from "../support/www-page.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, git, world } = www;
await aws.repository("eu-west-1", "app");
await aws.repository("eu-west-1", "large", { size_mb: 1 });
await aws.repository("eu-west-1", "pictures");
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40"><rect width="900" height="40"/></svg>\n`;
const README = `# Pictures\n\n![A bar](bar.svg)\n\n${"A long line of text that goes on. ".repeat(8)}\n\n\`\`\`sh\nsome --command ${"with-many-arguments ".repeat(12)}\n\`\`\`\n\n| A | Table | Of | Many | Columns |\n|---|---|---|---|---|\n| ${Array(5).fill("several words in a cell").join(" | ")} |\n\n- [x] Done\n- [ ] Not [yet](bar.svg)\n\n> Quoted\n\n### A heading that leaves one out\n`;
const CODE = `// A comment\nconst text = "a string";\nexport function name(argument) { return argument + 12.5 ?? /expression/u; } ${"// wide ".repeat(60)}\n`;
await fillRepository(git, world.bare("eu-west-1", "pictures"), [["README.md", "100644", README], ["bar.svg", "100644", PICTURE], ["code.js", "100644", CODE], [`${"long-name-".repeat(20)}.txt`, "100644", "text\n"], ["zeros.bin", "100644", "\0\0"], ["hidden.txt", "100644", "turned \u202e round\n"], ["folder", "040000", [["text.txt", "100644", "text\n"]]]]);
const PLACE = "/eu-west-1/app";
const keys = () => aws.credentials({ lifetime_seconds: 3600 });

async function opened(hash = "/") {
  const page = await www.open(hash);
  page.tab.setDefaultTimeout(8_000);
  return page;
}

test("the sign-in form is accessible: empty, with keys, and with rejected keys", async () => {
  const page = await opened();
  const { tab } = page;
  await tab.getByLabel("Keys", { exact: true }).waitFor();
  await assertAccessible(page, "empty");
  await tab.getByLabel("Keys", { exact: true }).fill("nonsense");
  await assertAccessible(page, "nonsense");
  await tab.getByLabel("Keys", { exact: true }).fill(exportLines(await keys()));
  await tab.getByText("Recognised").waitFor();
  await assertAccessible(page, "recognised");
  await tab.getByLabel("Keys", { exact: true }).fill(`[a]\naws_access_key_id = AKIAAAAAAAAAAAAAAAAA\naws_secret_access_key = x\n[b]\naws_access_key_id = AKIAAAAAAAAAAAAAAAAB\naws_secret_access_key = x\n`);
  await tab.getByLabel("Profile").waitFor();
  await assertAccessible(page, "profiles");
  await page.signIn(`export AWS_ACCESS_KEY_ID=AKIAAAAAAAAAAAAAAAAA\nexport AWS_SECRET_ACCESS_KEY=${"x".repeat(40)}\n`);
  await tab.getByRole("alert").first().waitFor();
  await assertAccessible(page, "refused");
  await page.go("/no/such/page");
  await tab.getByRole("heading", { name: "Page not found" }).waitFor();
  await assertAccessible(page, "not found");
  await page.close();
});

test("finding, cloning and expired keys are accessible", async () => {
  const page = await opened();
  const { tab } = page;
  await page.signIn(await aws.credentials({ lifetime_seconds: 200 }));
  await tab.getByRole("link", { name: "app" }).waitFor();
  await assertAccessible(page, "find");
  await tab.getByRole("button", { name: "Renew" }).click();
  await tab.getByRole("dialog").waitFor();
  await assertAccessible(page, "sign in again");
  await tab.keyboard.press("Escape");
  await tab.getByRole("dialog").waitFor({ state: "hidden" });
  await page.go("/eu-west-1/nowhere");
  await tab.getByRole("button", { name: "Clone here" }).waitFor();
  await assertAccessible(page, "clone");
  await tab.getByRole("button", { name: "Clone here" }).click();
  await tab.getByRole("alert").waitFor();
  await assertAccessible(page, "refused clone");
  await tab.getByRole("link", { name: "Run the doctor" }).click();
  await tab.getByText("1 check failed").waitFor();
  await assertAccessible(page, "doctor, red");
  await page.go("/eu-west-1/large");
  await tab.context().route("**/git-upload-pack", async (route) => setTimeout(() => route.continue().catch(() => undefined), 10_000));
  await tab.getByRole("button", { name: "Clone here" }).click();
  await tab.getByRole("progressbar").waitFor();
  await assertAccessible(page, "cloning");
  await page.close();
});

test("every view of a repository is accessible", async () => {
  const page = await opened();
  const { tab } = page;
  await page.signIn(await keys());
  await page.go(PLACE);
  await page.clone();
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();
  await assertAccessible(page, "files");
  const views = {
    "a file": ["/file/main/README.md", tab.getByRole("heading", { name: "Harbour" })],
    "a line of a source": ["/file/main/README.md?line=2", tab.locator("tr.chosen")],
    "history": ["/log/main", tab.getByRole("region", { name: "History" })],
    "branches": ["/refs", tab.getByRole("region", { name: "Tags" })],
    "a branch that is not checked out": ["/tree/release%2F1.x", tab.getByRole("button", { name: "Check out" })],
    "search": ["/search/main", tab.getByRole("searchbox")],
    "no changes": ["/changes", tab.getByText("No changes since")],
    "a new file": ["/new/main", tab.getByLabel("Path and name")],
    "hand over": ["/hand-over", tab.getByRole("button", { name: "Copy the password" })],
    "how was this signed": ["/signing", tab.getByRole("button", { name: "Sign again" })],
    "doctor": ["/doctor", tab.getByText("No problems found.")],
    "no such file": ["/file/main/nowhere", tab.getByRole("alert")],
  };
  const found = [];
  for (const [what, [address, shown]] of Object.entries(views)) {
    await page.go(`${PLACE}${address}`);
    await shown.first().waitFor();
    await tab.waitForTimeout(150);
    await assertAccessible(page, what).catch((error) => found.push(`${what}: ${error.actual?.join("\n   ") ?? error}`));
  }
  assert.deepEqual(found, []);
  await page.close();
});

test("the results of searching, editing and committing are accessible", async () => {
  const page = await opened();
  const { tab } = page;
  await page.signIn(await keys());
  await page.go(PLACE);
  await page.clone();
  await page.view("Search");
  await tab.getByRole("searchbox").fill("harbour");
  await tab.getByRole("button", { name: "Search" }).click();
  await tab.getByText(/match(?:es)? in /).waitFor();
  await assertAccessible(page, "found");
  await page.go(`${PLACE}/edit/main/README.md`);
  await page.write("More\n");
  await assertAccessible(page, "edit");
  await page.view("Changes");
  await tab.getByRole("button", { name: "Discard" }).waitFor();
  await assertAccessible(page, "changes");
  await page.commit("Write more");
  await tab.getByRole("region", { name: /^Changes in / }).waitFor();
  await assertAccessible(page, "commit");
  await page.push();
  await assertAccessible(page, "pushed");
  await page.close();
});

test("images, Markdown, source and binary files are accessible", async () => {
  const page = await opened();
  const { tab } = page;
  await page.signIn(await keys());
  await page.go("/eu-west-1/pictures");
  await page.clone();
  await tab.locator(".markdown img").waitFor();
  await assertAccessible(page, "folder");
  const files = { "bar.svg": tab.locator(".picture img"), "README.md": tab.locator(".markdown img"), "README.md?line=1": tab.locator("tr.chosen"), "code.js": tab.locator(".hljs-string").first(), "zeros.bin": tab.getByText("This file is not text."), "hidden.txt": tab.locator(".hidden-character"), [`${"long-name-".repeat(20)}.txt`]: tab.locator("td.text") };
  for (const [name, shown] of Object.entries(files)) {
    await page.go(`/eu-west-1/pictures/file/main/${name}`);
    await shown.waitFor();
    await assertAccessible(page, name);
  }
  await page.close();
});

/** The entries of the file tree that Tab reaches. */
const stops = (tree) => tree.getByRole("treeitem").evaluateAll((items) => items.filter(({ tabIndex }) => tabIndex === 0).map(({ textContent }) => textContent.trim()));

test("the file tree is accessible while a folder is read, and if it cannot be read", async (t) => {
  // Holds the page's calls that list a folder, or lists one that is not there in place of the folders in `misreads`.
  const before = (tab) =>
    tab.addInitScript(() => {
      const { postMessage } = Worker.prototype;
      const held = [];
      const lists = ({ kind, method }) => kind === "call" && (method === "files" || method === "tree");
      Worker.prototype.postMessage = function (message, ...rest) {
        if (lists(message) && globalThis.misreads?.includes(message.parameters.at(-1))) message = { ...message, parameters: [...message.parameters.slice(0, -1), "no/such/folder"] };
        if (lists(message) && globalThis.holds) held.push(() => postMessage.call(this, message, ...rest));
        else postMessage.call(this, message, ...rest);
      };
      globalThis.release = () => {
        globalThis.holds = false;
        for (const send of held.splice(0)) send();
      };
    });
  const page = await www.opened(t, "/eu-west-1/pictures", {}, { before });
  const { tab } = page;
  const tree = tab.getByRole("tree", { name: "All files" });
  await page.signIn(await keys());
  await page.clone();
  await tree.getByRole("treeitem", { name: "code.js" }).waitFor();
  await page.go("/eu-west-1/pictures/commits/main");
  await tree.waitFor({ state: "detached" });
  await tab.evaluate(() => (globalThis.holds = true));
  await page.go("/eu-west-1/pictures/file/main/code.js");
  await tree.getByText("Reading …").waitFor();
  await assertAccessible(page, "reading");
  await tab.evaluate(() => globalThis.release());
  await tab.evaluate(() => (globalThis.misreads = ["folder"]));
  await tree.getByRole("treeitem", { name: "folder" }).click();
  await tree.getByRole("group").getByRole("treeitem", { name: "This folder could not be read." }).waitFor();
  await assertAccessible(page, "a folder that cannot be read");
  await tree.getByRole("treeitem", { name: "This folder could not be read." }).focus();
  await eventually("its entry has the Tab stop", async () => (await stops(tree)).join() === "This folder could not be read.");
  await page.go("/eu-west-1/pictures/commits/main");
  await tree.waitFor({ state: "detached" });
  await tab.evaluate(() => (globalThis.misreads = [""]));
  await page.go("/eu-west-1/pictures/file/main/code.js");
  await tree.getByRole("treeitem", { name: "This folder could not be read." }).waitFor();
  await assertAccessible(page, "no folder can be read");
  await eventually("it has the Tab stop", async () => (await stops(tree)).length === 1);
});

test("the file tree always has one Tab stop", async (t) => {
  const page = await www.opened(t, "/eu-west-1/pictures");
  const { tab } = page;
  const tree = tab.getByRole("tree", { name: "All files" });
  const at = (name) => eventually(`the stop is ${name}`, async () => (await stops(tree)).join() === name);
  await page.signIn(await keys());
  await page.clone();
  await at("folder");
  await tab.getByLabel("Files to upload").setInputFiles({ name: "soon-gone.txt", mimeType: "text/plain", buffer: Buffer.from("x\n") });
  await tab.getByRole("button", { name: "Upload", exact: true }).click();
  await tree.getByRole("treeitem", { name: "soon-gone.txt" }).focus();
  await at("soon-gone.txt");
  await tab.getByRole("button", { name: "Undo" }).click();
  await tree.getByRole("treeitem", { name: "soon-gone.txt" }).waitFor({ state: "detached" });
  await at("folder");
  for (const [path, stop] of [["code.js", "code.js"], ["nowhere", "folder"], ["no/such/folder/file", "folder"], ["folder/text.txt", "text.txt"], ["folder/nowhere", "folder"]]) {
    await page.go(`/eu-west-1/pictures/file/main/${path}`);
    await at(stop);
  }
});

test("signs in, edits and pushes with only the keyboard, and never loses focus", async () => {
  const page = await opened();
  const { tab } = page;
  const { keyboard } = tab;
  const press = async (name, key = "Enter") => {
    await tabTo(tab, name);
    await keyboard.press(key);
  };
  const kept = async (what) => {
    await tab.waitForTimeout(100);
    await eventually(`something has the focus after ${what}`, async () => (await focused(tab)).tag !== "BODY");
  };

  await press("Skip to content");
  await eventually("the content has the focus", async () => (await focused(tab)).tag === "MAIN");
  await tabTo(tab, "Keys");
  await keyboard.insertText(exportLines(await keys()));
  await press("Use these keys");
  await tab.getByRole("heading", { name: "Repositories" }).waitFor();
  await kept("signing in");

  await press("Renew");
  await tab.getByRole("dialog").waitFor();
  assert.ok(await tab.evaluate(() => document.querySelector("dialog").contains(document.activeElement)));
  await keyboard.press("Escape");
  await tab.getByRole("dialog").waitFor({ state: "hidden" });
  await kept("closing the dialog");

  await tabTo(tab, "Repository");
  await keyboard.insertText("app");
  await keyboard.press("Enter");
  await tab.getByRole("button", { name: "Clone here" }).waitFor();
  await kept("opening");
  await press("Only the default branch", " ");
  await press("Clone here");
  await tab.getByRole("table", { name: "Files" }).waitFor();
  await kept("cloning");

  await press("README.md");
  await tab.getByRole("link", { name: "Edit" }).waitFor();
  await kept("opening a file");
  await press("Edit");
  await tab.locator(".cm-content").waitFor();
  await waitForFocus(tab, "Contents of README.md");
  await keyboard.press("Control+End");
  await keyboard.insertText("By keyboard alone.\n");
  await tab.getByText("Saved in this browser, not committed").waitFor();
  await keyboard.press("Escape");
  await keyboard.press("Shift+Tab");
  await waitForFocus(tab, "Review and commit");
  await keyboard.press("Enter");
  await tab.getByLabel("Message").waitFor();
  await kept("going to the changes");

  await tabTo(tab, "Message");
  await keyboard.insertText("Write without a mouse");
  await tabTo(tab, "Your name");
  await keyboard.insertText("Carol");
  await tabTo(tab, "Your e-mail");
  await keyboard.insertText("carol@example.com");
  await press(/^Commit 1 file to main/);
  await tab.getByRole("heading", { name: "Write without a mouse" }).waitFor();
  await kept("committing");
  await press("Push");
  await tab.getByText("Pushed.").waitFor();
  await kept("pushing");
  await press("Sign out");
  await tab.getByLabel("Keys", { exact: true }).or(tab.getByRole("heading", { name: "Write without a mouse" })).first().waitFor();
  await kept("signing out");
  page.assertClean();
  assert.equal(await git.ok(["log", "-1", "--format=%s", "main"], { cwd: world.bare("eu-west-1", "app") }), "Write without a mouse");
  await page.close();
});

test("keeps focus on a usable control after a cancelled clone", async () => {
  const page = await opened();
  const { tab } = page;
  await page.signIn(await keys());
  await page.go("/eu-west-1/large");
  await tab.context().route("**/git-upload-pack", async (route) => setTimeout(() => route.continue().catch(() => undefined), 10_000));
  await tab.getByRole("button", { name: "Clone here" }).press("Enter");
  await tab.getByRole("progressbar").waitFor();
  await tabTo(tab, "Cancel");
  await tab.keyboard.press("Enter");
  await tab.getByRole("button", { name: "Clone here" }).waitFor();
  assert.notEqual((await focused(tab)).tag, "BODY");
  await page.close();
});

test("shows no motion if the user prefers reduced motion", async () => {
  const page = await opened();
  const { tab } = page;
  await tab.emulateMedia({ reducedMotion: "reduce" });
  await page.signIn(await keys());
  await page.go(PLACE);
  await page.clone();
  const moving = await tab.evaluate(() => document.getAnimations().filter(({ effect }) => effect.getComputedTiming().duration > 1).length + Number(getComputedStyle(document.documentElement).scrollBehavior === "smooth"));
  assert.equal(moving, 0);
  await page.close();
});

test("shows selection, marks and focus with forced colours", async () => {
  const page = await opened();
  const { tab } = page;
  await tab.emulateMedia({ forcedColors: "active" });
  await page.signIn(await keys());
  await page.go("/eu-west-1/pictures");
  await page.clone();
  await assertAccessible(page, "files with forced colours");
  const chosen = await tab.locator(".tabs a[aria-current]").evaluate((element) => getComputedStyle(element).borderBottomColor);
  const other = await tab.locator(".tabs a:not([aria-current])").first().evaluate((element) => getComputedStyle(element).borderBottomColor);
  assert.notEqual(chosen, other);
  await tabTo(tab, "Pull");
  await page.go("/eu-west-1/pictures/file/main/code.js?line=2");
  const [line, plain] = await Promise.all(["tr.chosen td.text", "tr:not(.chosen) td.text"].map((each) => tab.locator(each).first().evaluate((element) => [getComputedStyle(element).backgroundColor, getComputedStyle(element).outlineStyle].join())));
  assert.notEqual(line, plain);
  await page.go("/eu-west-1/pictures/refs");
  await tab.getByRole("button", { name: "New tag" }).waitFor();
  const [pressed, raised] = await Promise.all(["[aria-pressed='true']", "[aria-pressed='false']"].map((each) => tab.locator(each).first().evaluate((element) => getComputedStyle(element).outlineStyle)));
  assert.notEqual(pressed, raised);
  await page.close();
});
