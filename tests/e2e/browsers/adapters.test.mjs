// The tests of each browser engine are worth as much as what stands between them and the engine.

import assert from "node:assert/strict";
import { once } from "node:events";
import { statSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";

import { ENGINES, startBrowser } from "../support/browsers/engines.mjs";
import { eventually } from "../support/eventually.mjs";
import { WwwPage } from "../support/www-page.mjs";

/** Large enough that a browser is still writing when its file appears. */
const DOWNLOAD_BYTES = 40_000_000;

const PAGE = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<h1>Harbour <b>master</b></h1>
<section aria-label="Boats"><p>Boats at the pier</p><button>Load</button><button hidden>Load</button><button disabled>Load all</button></section>
<label>Name <input></label>
<label>Text <textarea></textarea></label>
<label>File <input id="file" type="file"></label>
<label><input id="agree" type="checkbox"> Agree</label>
<button id="save">Save</button><button id="ask">Ask</button><button id="copy">Copy</button>
<button id="throw">Throw</button><button id="log">Log</button><button id="reach">Reach</button>
<div id="host"></div>
<output></output>
<script>
  host.attachShadow({ mode: "open" }).append(Object.assign(document.createElement("button"), { textContent: "Inside", onclick: () => show("from inside") }));
  const on = (id, action) => (document.getElementById(id).onclick = action);
  const show = (text) => (document.querySelector("output").textContent = text);
  document.querySelector("section button").onclick = ({ isTrusted }) => show("loaded " + isTrusted);
  file.onchange = async () => show(await file.files[0].text());
  on("save", () => {
    const url = URL.createObjectURL(new Blob(["saved".repeat(${DOWNLOAD_BYTES / 5})], { type: "application/octet-stream" }));
    Object.assign(document.createElement("a"), { href: url, download: "saved.csv" }).click();
  });
  on("ask", () => show("answer " + confirm("Sure?")));
  on("copy", () => navigator.clipboard.writeText("äöü 🚢"));
  on("throw", () => { throw new TypeError("thrown"); });
  on("log", () => console.error("logged"));
  on("reach", () => fetch("/far").catch(() => undefined));
</script>`;

const server = createServer(({ url }, response) => {
  response.writeHead(url === "/" ? 200 : 404, { "content-type": "text/html" }).end(PAGE);
}).listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.close().closeAllConnections());
const origin = `http://127.0.0.1:${server.address().port}`;

for (const engine of ENGINES) {
  describe(engine, () => {
    let browser;
    const endings = [];
    before(async () => (browser = await startBrowser(engine, { after: (ending) => endings.push(ending) })));
    after(() => Promise.all(endings.map((end) => end())));

    /** The page in a context of its own. `allowed`: the origins that it may send requests to. */
    async function opened(allowed) {
      const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
      context.setDefaultTimeout(5_000);
      const tab = await context.newPage();
      const page = new WwwPage(tab, { edge: { url: origin }, allowed });
      await page.go("/");
      return { page, tab };
    }

    test("finds elements as users do, and clicks, types, uploads, downloads and answers", async () => {
      const { page, tab } = await opened([origin]);
      assert.deepEqual(await tab.evaluate(() => [innerWidth, innerHeight]), [800, 600]);
      const output = tab.locator("output");
      const shows = (text) => output.filter({ hasText: text }).waitFor();

      assert.equal(await tab.getByRole("heading", { name: "harbour master" }).innerText(), "Harbour master");
      assert.equal(await tab.getByText("at the pier").innerText(), "Boats at the pier");
      assert.equal(await tab.getByRole("button", { name: "Load" }).count(), 2);
      assert.equal(await tab.getByRole("region", { name: "Boats" }).getByRole("button", { name: /^Load all$/ }).isDisabled(), true);
      await tab.getByRole("button", { name: "Load", exact: true }).click();
      await shows("loaded true");
      await assert.rejects(tab.getByRole("button", { name: "Load" }).click(), /more than one|strict mode/);
      assert.equal(await tab.locator("#host").getByText("Inside").innerText(), "Inside");
      await tab.getByRole("button", { name: "Inside" }).click();
      await shows("from inside");

      await tab.getByLabel("Name").fill("old");
      await tab.getByLabel("Name").fill("new");
      assert.equal(await tab.getByLabel("Name").inputValue(), "new");
      await tab.getByLabel("Text").fill("äöü 🚢\nsecond");
      await tab.getByLabel("Text").press("Control+Home");
      await tab.keyboard.insertText("1");
      assert.equal(await tab.getByLabel("Text").inputValue(), "1äöü 🚢\nsecond");
      await tab.getByLabel("Agree").check();
      assert.equal(await tab.getByLabel("Agree").isChecked(), true);
      await tab.getByLabel("File").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("uploaded") });
      await shows("uploaded");

      const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Save" }).click()]);
      assert.equal(download.suggestedFilename(), "saved.csv");
      assert.equal(statSync(await download.path()).size, DOWNLOAD_BYTES);
      page.accept("Sure?");
      await tab.getByRole("button", { name: "Ask" }).click();
      await shows("answer true");
      await tab.getByRole("button", { name: "Ask" }).click();
      await shows("answer false");
      await tab.getByRole("button", { name: "Copy" }).click();
      assert.equal(await page.clipboard(), "äöü 🚢");
      page.assertClean();
    });

    test("notices errors, and requests to other origins", async () => {
      const { page, tab } = await opened([]);
      for (const name of ["Throw", "Log", "Reach"]) await tab.getByRole("button", { name }).click();
      for (const fault of [/^error: .*thrown/, /^console: logged/, /^asked for .*\/far$/]) {
        await eventually(`${fault}`, async () => {
          await tab.getByRole("heading").count();
          return page.faults.some((each) => fault.test(each));
        }, 5_000);
      }
    });
  });
}
