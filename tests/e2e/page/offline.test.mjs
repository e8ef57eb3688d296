// The page without a network, and after the edge has been updated.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { eventually } from "../support/eventually.mjs";
import { closedPort } from "../support/http.mjs";
import { PageBuild } from "../support/page-build.mjs";
import { WwwPage } from "../support/www-page.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, git, world } = www;
await aws.repository("eu-west-1", "app");

const UNREACHABLE = "The edge could not be reached.";
const UPDATED = "The edge has been updated since you opened this page.";

/** A page with a clone, at an edge of its own that can be stopped and started with another build of the page. */
async function opened(t) {
  const port = Number(new URL(await closedPort()).port);
  const start = async (build = new PageBuild(t)) => world.edge({ DEFAULT_REGION: "eu-west-1" }, { port, assets: build.directory });
  const edge = { url: `http://127.0.0.1:${port}`, running: await start() };
  const keys = await aws.credentials();
  const page = await www.opened(t, "/", {}, { edge });
  await page.signIn(keys);
  await page.tab.getByRole("button", { name: "Sign out" }).waitFor();
  await page.go("/eu-west-1/app");
  await page.clone();
  await page.tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return {
    page,
    tab: page.tab,
    keys,
    edge,
    stop: () => edge.running.close(),
    async deploy(build) {
      await edge.running.close();
      edge.running = await start(build);
    },
    async beside(hash) {
      const other = new WwwPage(await page.tab.context().newPage(), { edge, allowed: [edge.url] });
      await other.go(hash);
      return other;
    },
  };
}

const cached = (tab) => tab.evaluate(async () => Promise.all((await caches.keys()).map(async (name) => [name, (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)])));
const versions = async (tab) => (await cached(tab)).map(([name]) => /index-\w+|NEXT\d/.exec(name)?.[0] ?? name).sort();
const version = (tab) => tab.evaluate(() => document.documentElement.dataset.version);

test("opens without a network, reads, edits and commits, and pushes when the edge is back", async (t) => {
  const { page, tab, keys, edge, stop, deploy } = await opened(t);
  await stop();
  await tab.reload();
  await tab.getByText(UNREACHABLE).waitFor();
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();
  await page.edit("README.md");
  await page.write("Written on a train\n");
  await page.commit("Commit without a network");
  await page.view("History");
  await tab.getByRole("link", { name: "Commit without a network" }).waitFor();
  await page.view("Search");
  await tab.getByRole("searchbox").or(tab.getByRole("textbox")).first().waitFor();

  await deploy();
  await tab.getByRole("button", { name: "Try again" }).click();
  await tab.getByText(UNREACHABLE).waitFor({ state: "detached" });
  await page.go("/");
  await page.signIn(keys);
  await tab.getByRole("button", { name: "Sign out" }).waitFor();
  await page.go("/eu-west-1/app");
  await page.push();
  const clone = world.directory();
  await git.ok(["clone", "--quiet", withUserinfo(`${edge.url}/eu-west-1/app`, gitPassword(keys, "eu-west-1/app")), clone]);
  assert.match(readFileSync(join(clone, "README.md"), "utf8"), /Written on a train\n$/);
  await git.ok(["fsck", "--strict"], { cwd: clone });
  assert.equal(await tab.getByText(UPDATED).count(), 0);
});

test("keeps the page's own files and nothing else", async (t) => {
  const { page, tab, keys } = await opened(t);
  await page.view("History");
  await tab.getByRole("button", { name: "Pull" }).click();
  await tab.getByText("Already up to date.").waitFor();
  const [[, paths], ...others] = await cached(tab);
  assert.deepEqual(others, []);
  assert.ok(paths.includes("/") && paths.length > 20, paths.join());
  assert.deepEqual(paths.filter((path) => path !== "/" && !/^\/www\/[\w.-]+$/.test(path)), []);
  await page.assertHidden(keys.secretAccessKey, keys.sessionToken);
  page.assertClean();
});

test("after an update a reload shows the new page, which then opens without a network", async (t) => {
  const { tab, stop, deploy } = await opened(t);
  await deploy(new PageBuild(t).change("index-NEXT1"));
  await tab.reload();
  assert.equal(await version(tab), "index-NEXT1");
  await eventually("the new version is kept", async () => (await versions(tab)).includes("index-NEXT1"));
  assert.equal(await tab.getByText(UPDATED).count(), 0);
  // The document before the reload may still hold the old version's lock: the next visit removes it.
  await eventually("only the new version is kept", async () => {
    await tab.reload();
    return (await versions(tab)).join() === "index-NEXT1";
  });
  await stop();
  await tab.reload();
  await tab.getByText(UNREACHABLE).waitFor();
  assert.equal(await version(tab), "index-NEXT1");
});

test("a page that was open before an update says so, and keeps its files until it is closed", async (t) => {
  const { page, tab, stop, deploy, beside } = await opened(t);
  const [old] = await versions(tab);
  await deploy(new PageBuild(t).change("index-NEXT2"));
  const other = await beside("/eu-west-1/app");
  assert.equal(await version(other.tab), "index-NEXT2");
  await tab.getByText(UPDATED).waitFor();
  const both = ["index-NEXT2", old].sort().join();
  await eventually("both versions are kept", async () => (await versions(other.tab)).join() === both);
  await stop();
  // What it has not loaded yet is only in the old version.
  await page.edit("README.md");
  await deploy(new PageBuild(t).change("index-NEXT2"));
  await tab.close();
  await eventually("the next visit removes the old version", async () => {
    await other.tab.reload();
    return (await versions(other.tab)).join() === "index-NEXT2";
  });
  assert.equal(await other.tab.getByText(UPDATED).count(), 0);
});

test("a deployment without the service worker removes it at the next visit", async (t) => {
  const { tab, deploy } = await opened(t);
  await deploy(new PageBuild(t).change("index-OLDER").withoutServiceWorker());
  await tab.reload();
  assert.equal(await version(tab), "index-OLDER");
  await eventually("it is removed", async () => (await tab.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)) === 0 && (await cached(tab)).length === 0);
  await tab.reload();
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();
  assert.equal(await version(tab), "index-OLDER");
});

test("installs no service worker until a clone exists", async (t) => {
  const page = await www.opened(t, "/");
  await page.tab.getByRole("button", { name: "Use these keys" }).waitFor();
  assert.equal(await page.tab.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  assert.deepEqual(await cached(page.tab), []);
});

/** Answers to `/config.json` that are not the edge's settings, and what the page says. */
const FAULTS = {
  "an error of the worker": [{ status: 503, body: "Service Unavailable" }, /The edge failed to answer\.[^]*GET \/config\.json was answered with HTTP 503\./],
  "an error page": [{ status: 500, contentType: "text/html", body: "<h1>Error 1101</h1>" }, /The edge failed to answer\.[^]*HTTP 500/],
  "the page of a network": [{ status: 200, contentType: "text/html", body: "<h1>Welcome to the hotel</h1>" }, /The response did not come from the edge\.[^]*requires you to sign in first/],
  "no answer": [undefined, /The edge could not be reached\./],
};

for (const [what, [answer, words]] of Object.entries(FAULTS)) {
  test(`says that the edge is at fault for ${what}, and tries again`, async (t) => {
    const before = (tab) => tab.route("**/config.json", (route) => (answer ? route.fulfill(answer) : route.abort()));
    const page = await www.opened(t, "/", {}, { before });
    assert.match(await page.problem(), words);
    await page.tab.unroute("**/config.json");
    await page.tab.getByRole("button", { name: "Try again" }).click();
    await page.tab.getByRole("button", { name: "Use these keys" }).waitFor();

    // Now there are settings to work with.
    await before(page.tab);
    await page.tab.reload();
    const notice = page.tab.getByRole("alert").filter({ hasText: "You can read your clones, edit files and commit." });
    assert.match(await notice.innerText(), new RegExp(words.source.split("[^]*")[0]));
    await page.tab.unroute("**/config.json");
    await notice.getByRole("button", { name: "Try again" }).click();
    await notice.waitFor({ state: "detached" });
  });
}
