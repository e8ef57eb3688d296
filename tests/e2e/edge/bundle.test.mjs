// The prebuilt worker of a release: what scripts/bundle-worker packs is served, and git clones through it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";

/** A cold start reads all of it; in bytes, gzipped. */
const LIMIT = 330_000;
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
await aws.repository("eu-west-1", "app");
const bundle = world.directory();
execFileSync(join(ROOT, "scripts/bundle-worker"), [bundle], { stdio: "pipe" });

test("serves the page, and git clones through it", async () => {
  const worker = { directory: join(bundle, "worker"), modules: ["index.js", "edge_proxy_bg.wasm"], wrangler: join(bundle, "wrangler.toml") };
  const edge = await world.edge({}, { worker, assets: join(bundle, "page") });
  const page = await fetch(`${edge.url}/`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<script type="module"/);
  const url = withUserinfo(`${edge.url}/eu-west-1/app`, gitPassword(await aws.credentials(), "eu-west-1/app"));
  const clone = world.directory();
  await git.ok(["clone", "--quiet", url, clone]);
  await git.ok(["fsck", "--strict"], { cwd: clone });
});

test("the bundle's wrangler.toml builds nothing, and names existing files", () => {
  const settings = readFileSync(join(bundle, "wrangler.toml"), "utf8");
  assert.doesNotMatch(settings, /^\[build\]|edge-proxy\/|www\/dist/m);
  for (const [, path] of settings.matchAll(/^(?:main|directory) = "(.*)"$/gm)) assert.ok(existsSync(join(bundle, path)), path);
});

test("the worker is small", () => {
  const files = ["index.js", "edge_proxy_bg.wasm"].map((name) => readFileSync(join(bundle, "worker", name)));
  const size = files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
  assert.ok(size > 200_000 && size <= LIMIT, `${size} bytes gzipped`);
});
