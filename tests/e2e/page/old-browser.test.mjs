// Users of browsers that are too old for the page, or that block its storage, read so instead of an empty page.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());

for (const [feature, remove] of [
  ["Map.groupBy", () => delete Map.groupBy],
  ["Promise.withResolvers", () => delete Promise.withResolvers],
  ["Set.prototype.difference", () => delete Set.prototype.difference],
]) {
  test(`tells users of a browser without ${feature} to update it`, async (t) => {
    const page = await www.opened(t, "/", {}, { before: (tab) => tab.addInitScript(remove) });
    const problem = await page.problem();
    assert.match(problem, /This browser is too old for this page\./);
    assert.match(problem, /Chrome or Edge \d+, Firefox \d+, Safari [\d.]+/);
    assert.ok(problem.includes(`Missing: ${feature}`), problem);
    assert.equal(await page.tab.getByText("has not started").count(), 0);
    page.assertClean();
  });
}

test("tells users who have blocked the page's storage to allow it", async (t) => {
  // As Chromium does for a site whose cookies and data are blocked.
  const block = () => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(globalThis, name, {
        get() {
          throw new DOMException(`Failed to read the '${name}' property from 'Window': Access is denied for this document.`, "SecurityError");
        },
      });
    }
  };
  const page = await www.opened(t, "/", {}, { before: (tab) => tab.addInitScript(block) });
  const problem = await page.problem();
  assert.match(problem, /This browser blocks this page's storage\.\s+Allow cookies and site data/);
  assert.match(problem, /Access is denied/);
  page.assertClean();
});

test("tells users of a browser that cannot run the page's script what may be wrong", async (t) => {
  const context = { before: (tab) => tab.route(/\/www\/index-.*\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: "syntax of another age" })) };
  const { tab } = await www.opened(t, "/", {}, context);
  const text = tab.getByText("This page has not started.");
  assert.equal(await text.isVisible(), false);
  await text.waitFor({ state: "visible" });
});

test("removes the advice for old browsers once the page has started", async (t) => {
  const page = await www.opened(t);
  await page.tab.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
  assert.equal(await page.tab.getByText("has not started").count(), 0);
  page.assertClean();
});
