// Two tabs of one browser, and a page without a network, in each browser engine. The details are tested in ../page, in Chromium.

import { after, test } from "node:test";

import { ENGINES } from "../support/browsers/engines.mjs";
import { eventually } from "../support/eventually.mjs";
import { closedPort } from "../support/http.mjs";
import { WwwPage } from "../support/www-page.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, edge, world } = www;
await aws.repository("eu-west-1", "app");

/** The repository, cloned in a page. */
async function cloned(t, options) {
  const page = await www.opened(t, "/eu-west-1/app", {}, options);
  await page.signIn(await aws.credentials());
  await page.clone();
  return page;
}

for (const engine of ENGINES) {
  test(`tabs see each other's changes and never overwrite them, and sign out together (${engine})`, async (t) => {
    const page = await cloned(t, { engine });
    const other = new WwwPage(await page.tab.context().newPage(), { edge, allowed: [edge.url] });
    await other.go("/");
    await other.signIn(await aws.credentials());
    await other.tab.getByRole("button", { name: "Sign out" }).waitFor();
    await other.go("/eu-west-1/app");
    await other.edit("README.md");
    await page.edit("README.md");
    await page.write(`Aster in ${engine}\n`);
    await other.tab.locator(".cm-content").getByText(`Aster in ${engine}`).waitFor();
    await other.write(`Birch in ${engine}\n`);
    await page.tab.locator(".cm-content").getByText(`Birch in ${engine}`).waitFor();
    await page.commit(`Commit in ${engine}`);
    await other.view("History");
    await other.tab.getByRole("link", { name: `Commit in ${engine}` }).first().waitFor();
    await page.tab.getByRole("button", { name: "Sign out" }).click();
    await other.tab.getByText("You signed out in another tab, which also signed you out here.").waitFor();
    page.assertClean();
    other.assertClean();
  });

  test(`opens, edits and commits without a network (${engine})`, async (t) => {
    const port = Number(new URL(await closedPort()).port);
    const own = await world.edge({ DEFAULT_REGION: "eu-west-1" }, { port });
    const page = await cloned(t, { engine, edge: own });
    const { tab } = page;
    await eventually("the page's files are kept", () => tab.evaluate(async () => {
      const [name] = await caches.keys();
      return name !== undefined && (await (await caches.open(name)).match("/")) !== undefined && navigator.serviceWorker.controller !== null;
    }));
    await own.close();
    await tab.reload();
    await tab.getByText("The edge could not be reached.").waitFor();
    await page.edit("README.md");
    await page.write("Without a network\n");
    await page.commit("Commit without a network");
    await page.view("History");
    await tab.getByRole("link", { name: "Commit without a network" }).first().waitFor();
    page.assertClean();
  });
}
