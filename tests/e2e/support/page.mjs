import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { chromium } from "playwright-core";

const SUPPORT = dirname(fileURLToPath(import.meta.url));
const SIGNER = dirname(createRequire(import.meta.url).resolve("codecommit-signer/package.json"));
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** isomorphic-git is bundled because it requires node's `Buffer`; the signer needs no build step. */
const PAGE = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<script type="module">
  import { codecommitAuth } from "/js/isomorphic-git.js";
  import * as bundle from "/bundle.js";
  Object.assign(globalThis, { codecommitAuth, ...bundle, ready: true });
</script>`;

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [join(SUPPORT, "page-bundle.js")],
    inject: [join(SUPPORT, "page-buffer.js")],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  return outputFiles[0].contents;
}

/** Serves the page on loopback; ends with `t`. Each call has its own origin. */
export async function servePage(t) {
  const pages = { "/": PAGE, "/bundle.js": await bundle() };
  const server = createServer(async (request, response) => {
    try {
      const body = pages[request.url] ?? (await readFile(join(SIGNER, normalize(request.url))));
      response.writeHead(200, { "content-type": TYPES[extname(request.url)] ?? "text/html" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** Headless Chromium; ends with `t`. */
export async function startChromium(t) {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: QUIET });
  t.after(() => browser.close());
  return browser;
}

/** A tab in which the page at `url` is ready. */
export async function openPage(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => globalThis.ready);
  return page;
}
