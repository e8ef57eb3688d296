import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
await www.aws.repository("eu-west-1", "app");

const DIST = fileURLToPath(new URL("../../../www/dist", import.meta.url));
const LIMIT = 150_000;

/** The files of the build that a page requests from now on. */
function loads(page) {
  const files = new Set();
  page.tab.context().on("request", (request) => {
    // The service worker keeps all files once there is a clone.
    if (request.serviceWorker()) return;
    const { pathname } = new URL(request.url());
    if (pathname === "/" || pathname.startsWith("/www/")) files.add(pathname === "/" ? "/index.html" : pathname);
  });
  return files;
}

function gzipped(file) {
  return gzipSync(readFileSync(`${DIST}${file}`), { level: 9 }).byteLength;
}

test("the first load is small, and the editor and the highlighter load on demand", async () => {
  const page = await www.open("/nowhere");
  const { tab } = page;
  const loaded = loads(page);
  const has = (name) => [...loaded].some((file) => file.startsWith(`/www/${name}-`));
  await page.go("/");
  await tab.reload({ waitUntil: "networkidle" });
  const sizes = [...loaded].map((file) => [file, gzipped(file)]);
  const sum = sizes.reduce((all, [, size]) => all + size, 0);
  assert.ok(has("worker") && sum > 50_000, JSON.stringify(sizes));
  assert.ok(sum <= LIMIT, JSON.stringify(sizes));

  await page.signIn(await www.aws.credentials());
  await tab.getByRole("link", { name: "app" }).click();
  await page.clone();
  await tab.getByRole("link", { name: "README.md" }).waitFor();
  assert.deepEqual([has("code-mirror"), has("common")], [false, false]);
  const highlighter = tab.waitForRequest(/\/www\/common-/);
  await page.openFile(".gitignore");
  await highlighter;
  assert.deepEqual([has("code-mirror"), has("common")], [false, true]);
  await tab.getByRole("link", { name: "Edit" }).click();
  await tab.locator(".cm-content").waitFor();
  assert.ok(has("code-mirror"));
  page.assertClean();
});
