import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { openPage, servePage, startChromium } from "../../e2e/support/page.mjs";

/** The candidates in a web page; `t` is a test context, which closes the browser. */
export async function inChromium(t) {
  const browser = await startChromium(t);
  const page = await openPage(browser, await servePage(t));
  await page.addScriptTag({ content: await bundle(), type: "module" });
  await page.waitForFunction(() => globalThis.passwords);
  const names = await page.evaluate(async () => {
    const codecommitSigner = await import("/js/index.js");
    await codecommitSigner.init();
    globalThis.candidates = globalThis.passwords.portable(codecommitSigner);
    return Object.keys(globalThis.candidates);
  });
  const inPage = ([name, count]) => globalThis.passwords.batch(globalThis.candidates[name], count);
  const batchOf = (name) => (count) => page.evaluate(inPage, [name, count]);
  const candidates = Object.fromEntries(names.map((name) => [`Chromium: ${name}`, batchOf(name)]));
  return { candidates, version: browser.version() };
}

async function bundle() {
  const { outputFiles } = await build({
    stdin: {
      contents: 'import * as passwords from "./portable.js"; globalThis.passwords = passwords;',
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  return outputFiles[0].text;
}
