import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { againstEachGitServer } from "../support/git-servers.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start({ vars: { UPSTREAM_TIMEOUT_SECONDS: 2, THROTTLE_WAIT_SECONDS: 2 } });
after(() => www.close());
const { aws, git, world } = www;
const eachTest = againstEachGitServer(aws, test);
await aws.repository("eu-west-1", "app");
await aws.repository("eu-west-1", "heavy", { size_mb: 3 });
await aws.repository("eu-west-1", "huge", { size_mb: 20 });
afterEach(() => aws.clearFaults());

const APP = "git:eu-west-1/app";
/** Enough bytes for git to have started, but not finished. */
const SOME_BYTES = 1_000_000;

/** The page at a repository that is not cloned yet, signed in. */
async function before(t, repository, fields = {}, options) {
  const page = await www.opened(t, `/eu-west-1/${repository}`, options);
  await page.signIn(await aws.credentials(fields));
  await page.tab.getByRole("button", { name: "Clone here" }).waitFor();
  return { page, tab: page.tab };
}

const begin = (tab) => tab.getByRole("button", { name: "Clone here" }).click();
const progress = (tab) => tab.getByRole("region", { name: "Cloning" });
const lists = (tab, name) => tab.getByRole("region", { name, exact: true }).getByRole("listitem");

/** Records the progress that a clone shows, and counts animation frames. */
function observe(tab) {
  return tab.evaluate(() => {
    const seen = { sentences: [], frames: 0 };
    const note = () => {
      const sentence = document.querySelector("progress + * > span")?.textContent;
      if (sentence !== undefined && sentence !== seen.sentences.at(-1)) seen.sentences.push(sentence);
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    const count = () => {
      seen.frames += document.querySelector("progress") ? 1 : 0;
      requestAnimationFrame(count);
    };
    count();
    globalThis.observed = seen;
  });
}

/** Presses "Cancel" in the page as soon as the clone shows this text, which may be gone before a test reads it. */
function cancelAt(tab, sentence) {
  return tab.evaluate(
    (source) =>
      new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          const [said] = document.querySelectorAll("progress + * > span");
          if (!said || !new RegExp(source).test(said.textContent)) return;
          observer.disconnect();
          [...document.querySelectorAll("button")].find((button) => button.textContent === "Cancel").click();
          resolve();
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    sentence.source,
  );
}

test("shows a clone's phase, counts, bytes and rate, and the page stays responsive", async (t) => {
  const { page, tab } = await before(t, "huge");
  await observe(tab);
  await begin(tab);
  await progress(tab).getByText(/MB/).first().waitFor();
  const colours = tab.getByRole("button", { name: /^Theme: / });
  const [was] = await Promise.all([colours.getAttribute("aria-label"), colours.click()]);
  await tab.waitForFunction((label) => document.querySelector("header button[aria-label^=Theme]").ariaLabel !== label, was);
  assert.ok(await progress(tab).isVisible(), "it is still under way");
  await tab.getByRole("navigation", { name: "Repository", exact: true }).waitFor();
  const { sentences, frames } = await tab.evaluate(() => globalThis.observed);
  const said = (form) => assert.ok(sentences.some((sentence) => form.test(sentence)), `${form}: ${sentences.join("\n")}`);
  for (const phase of ["Connecting", "Counting objects", "Compressing objects", "Resolving deltas", "Updating workdir"]) said(new RegExp(`^${phase}(?:$|: )`));
  said(/^Updating workdir: [1-9]\d* of 20, /);
  said(/, \d+(?:\.\d)? MB, \d+(?:\.\d)? [kM]?B\/s/);
  assert.ok(frames >= sentences.length, `${frames} frames for ${sentences.length} sentences`);
  page.assertClean();
});

test("does not navigate back after the user has left a running clone, and completes the clone", async (t) => {
  const { tab } = await before(t, "app");
  await aws.fault({ delay_ms: 1_000 }, { service: "git-upload-pack", times: 2 });
  await begin(tab);
  await progress(tab).waitFor();
  await tab.getByRole("link", { name: "Repositories" }).click();
  await lists(tab, "Cloned in this browser").first().waitFor();
  assert.equal(new URL(tab.url()).hash, "#/");
});

/** When the user can cancel a clone: what keeps it in that phase, and what it shows then. */
const MOMENTS = {
  "before the first bytes": [{ delay_ms: 1_500 }, { service: "git-upload-pack", times: 2 }, /^Connecting$/],
  "while it receives objects": [{ stall_after_bytes: SOME_BYTES }, { path_contains: "heavy/git-upload-pack" }, / objects: /],
  "while it unpacks": [undefined, undefined, /^(?:Resolving deltas|Analyzing workdir|Updating workdir): /],
};

for (const [when, [fault, match, sentence]] of Object.entries(MOMENTS)) {
  test(`leaves nothing of a clone cancelled ${when}, and clones again`, async (t) => {
    const { page, tab } = await before(t, "heavy");
    if (fault) await aws.fault(fault, match);
    const cancelled = cancelAt(tab, sentence);
    await begin(tab);
    await cancelled;
    await tab.getByRole("form", { name: "Clone" }).waitFor();
    assert.equal(await tab.getByRole("alert").count(), 0);
    assert.deepEqual(await page.databases(), []);
    await tab.goto(`${www.edge.url}/#/`);
    await tab.getByRole("heading", { name: "Repositories" }).waitFor();
    assert.equal(await tab.getByText("Cloned in this browser").count(), 0);
    await aws.clearFaults();
    await tab.goBack();
    await page.clone();
  });
}

test("does not list a clone whose tab was closed before it completed", async (t) => {
  const { page, tab } = await before(t, "heavy");
  await aws.fault({ stall_after_bytes: SOME_BYTES }, { path_contains: "heavy/git-upload-pack" });
  await begin(tab);
  await progress(tab).getByText(/ objects: /).first().waitFor();
  const context = tab.context();
  const anew = await context.newPage();
  await tab.close();
  await aws.clearFaults();
  page.tab = anew;
  await page.go("/eu-west-1/heavy");
  await page.signIn(await aws.credentials());
  await page.clone();
  await page.view("History");
  await anew.getByText("Record measurements, part 1").waitFor();
});

test("stops a clone above the size limit, says what to do, and leaves nothing", async (t) => {
  const { page, tab } = await before(t, "heavy");
  await tab.getByLabel("Size limit (MB)").fill("1");
  await begin(tab);
  const problem = await page.problem();
  assert.match(problem, /The repository is larger than the limit you set\./);
  assert.match(problem, /Clone only the latest commit or only one branch, or raise the limit\./);
  assert.deepEqual(await page.databases(), []);
  assert.equal(await tab.getByLabel("Size limit (MB)").inputValue(), "1", "what was chosen is still chosen");
  await tab.getByLabel("Size limit (MB)").fill("10");
  await page.clone();
});

eachTest("makes a shallow clone with one commit, and pulls into it", async (_, t) => {
  const { page, tab } = await before(t, "app");
  await tab.getByLabel("Only the latest commit").check();
  await page.clone();
  await page.view("History");
  await lists(tab, "History").first().waitFor();
  assert.equal(await lists(tab, "History").count(), 1);
  await tab.getByRole("button", { name: "Pull" }).click();
  await tab.getByText("Already up to date.").waitFor();
  assert.equal(await tab.getByRole("alert").count(), 0);
});

eachTest("clones all branches and tags, or a single branch", async (_, t) => {
  const { page, tab } = await before(t, "app");
  await page.clone();
  await page.view("Branches and tags");
  await lists(tab, "Remote branches").first().waitFor();
  const names = await lists(tab, "Remote branches").locator("a.grow").allInnerTexts();
  assert.deepEqual(names.toSorted(), ["feature/radio", "feature/weather", "main", "release/1.x"]);
  await page.go("/");
  tab.once("dialog", (dialog) => dialog.accept());
  await tab.getByRole("button", { name: "Delete the clone of app" }).click();
  await tab.getByText("Cloned in this browser").waitFor({ state: "detached" });
  await page.go("/eu-west-1/app");
  await tab.getByLabel("Only the default branch").check();
  await page.clone();
  await page.view("Branches and tags");
  await lists(tab, "Local branches").first().waitFor();
  assert.deepEqual(await lists(tab, "Local branches").locator("a.grow").allInnerTexts(), ["main"]);
  assert.deepEqual(await lists(tab, "Remote branches").locator("a.grow").allInnerTexts(), ["main"]);
});

test("opens an existing clone instead of cloning again", async (t) => {
  const { page, tab } = await before(t, "app");
  const other = await tab.context().newPage();
  // A browser without it, whose tabs do not learn of the others' clones.
  await other.addInitScript(() => delete globalThis.BroadcastChannel);
  await other.goto(tab.url());
  await other.getByRole("button", { name: "Use these keys" }).waitFor();
  page.tab = other;
  await page.signIn(await aws.credentials());
  await other.getByRole("button", { name: "Clone here" }).waitFor();
  page.tab = tab;
  await page.clone();
  const since = await aws.mark();
  await page.go("/");
  await tab.getByRole("link", { name: "app" }).first().click();
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();
  assert.deepEqual((await aws.requests(since)).filter(({ service }) => service === "git-upload-pack"), []);

  // A tab whose list is out of date.
  page.tab = other;
  await page.clone();
  await other.getByRole("heading", { name: "Harbour" }).waitFor();
});

test("asks before deleting a clone, names the unpushed work, and leaves no database", async (t) => {
  const { page, tab } = await before(t, "app");
  await page.clone();
  const remove = tab.getByRole("button", { name: "Delete the clone of app" });
  await page.go("/");
  await Promise.all([page.dismiss("Delete the clone of app from this browser?"), remove.click()]);
  assert.deepEqual(await page.databases(), [APP]);
  await page.go("/eu-west-1/app");
  await page.openFile("README.md");
  await tab.getByRole("link", { name: "Edit" }).click();
  await page.write("Not pushed\n");
  await page.commit("Not to be pushed");
  await page.go("/");
  await Promise.all([page.accept("Delete the clone of app? This deletes the only copy of 1 commit."), remove.click()]);
  await remove.waitFor({ state: "detached" });
  assert.deepEqual(await page.databases(), []);
  await page.go("/eu-west-1/app");
  await page.clone();
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();
  assert.equal(await tab.getByText("not pushed").count(), 0);
  page.assertClean();
});

/** Reasons for a clone to fail: the set-up, the message, and the next step. */
const REFUSALS = {
  "the repository does not exist": [{}, undefined, "The repository was not found.", "Check the spelling and case of its name, the region, and the account that you are signed in to.", "missing"],
  "IAM does not allow it": [{ allow: [] }, undefined, "Access denied.", "Ask your administrator for codecommit:GitPull"],
  "CodeCommit throttles it": [{}, { status: 429, body: "Rate exceeded" }, "Too many requests were sent in a short time.", "Wait a minute, then try again."],
  "the edge cannot reach CodeCommit": [{}, { reset: true }, "The edge could not reach a service that it needs.", "Try again in a minute."],
  "CodeCommit does not answer in time": [{}, { delay_ms: 4_000 }, "A service that the edge needs did not answer in time.", "Try again."],
};

for (const [what, [fields, fault, sentence, next, name = "app"]] of Object.entries(REFUSALS)) {
  test(`explains that a clone failed because ${what}, with a next step, and leaves nothing`, async (t) => {
    const { page, tab } = await before(t, name, fields);
    if (fault) await aws.fault(fault, { service: "git-upload-pack", times: 20 });
    await begin(tab);
    const problem = tab.getByRole("alert").filter({ hasText: sentence });
    await problem.getByText(next).waitFor();
    await problem.getByRole("link", { name: "Run the doctor" }).waitFor();
    assert.deepEqual(await page.databases(), []);
    await tab.getByRole("form", { name: "Clone" }).waitFor();
  });
}

eachTest("reports a truncated response, and leaves nothing", async (_, t) => {
  const { page, tab } = await before(t, "heavy");
  await aws.fault({ cut_after_bytes: SOME_BYTES }, { path_contains: "heavy/git-upload-pack" });
  await begin(tab);
  await tab.getByRole("alert").waitFor();
  assert.match(await page.problem(), /Check your network connection, then try again\./);
  assert.deepEqual(await page.databases(), []);
  await page.clone();
});

eachTest("clones an empty repository, and pushes its first file", async (gitServer, t) => {
  const name = `empty-${gitServer}`;
  await aws.repository("eu-west-1", name, { sample: "empty" });
  const { page, tab } = await before(t, name);
  await page.clone();
  await tab.getByRole("link", { name: "Create the first file" }).click();
  await tab.getByLabel("Path and name").fill("README.md");
  await tab.getByRole("button", { name: "Create" }).click();
  await page.write("# Begun\n");
  await page.commit("Begin");
  await page.push();
  const bare = world.bare("eu-west-1", name);
  const [branch] = (await git.ok(["for-each-ref", "--format=%(refname)"], { cwd: bare })).split("\n");
  assert.equal(await git.ok(["ls-tree", "-r", "--name-only", branch], { cwd: bare }), "README.md");
});
