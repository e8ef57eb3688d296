// Takes the screenshots of the browser client for README.md and docs/browser.md, each in light and dark: `node
// tests/demo/screenshots.mjs`.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { WwwWorld } from "../e2e/support/www-world.mjs";

const DIRECTORY = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const WIDTH = 1120;
const HEIGHT = 700;
const REPOSITORIES = ["app", "docs", "payments-api"];

mkdirSync(DIRECTORY, { recursive: true });
const www = await WwwWorld.start();
try {
  for (const name of REPOSITORIES) await www.aws.repository("eu-west-1", name);
  for (const scheme of ["light", "dark"]) await pictures(scheme);
} finally {
  await www.close();
}

async function pictures(colorScheme) {
  const page = await www.open("/", { colorScheme, viewport: { width: WIDTH, height: HEIGHT }, reducedMotion: "reduce" });
  const { tab } = page;
  async function picture(name) {
    await tab.mouse.move(0, 0);
    await tab.evaluate(() => document.activeElement?.blur());
    await tab.screenshot({ path: `${DIRECTORY}${name}-${colorScheme}.png` });
  }

  await page.signIn(await www.aws.credentials({ lifetime_seconds: 3600 }));
  await tab.getByRole("link", { name: "payments-api" }).waitFor();
  await picture("find");
  await tab.getByRole("link", { name: "app", exact: true }).click();
  await page.clone();
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();
  await picture("files");

  await page.view("History");
  await tab.getByRole("link", { name: "Merge branch 'feature/weather'" }).scrollIntoViewIfNeeded();
  await tab.evaluate(() => scrollTo(0, 560));
  await picture("history");

  await page.view("Files");
  await page.openFile("README.md");
  await tab.getByRole("link", { name: "Edit" }).click();
  await page.write("Berths are given out at dawn.\n");
  await page.view("Changes");
  await tab.getByLabel("Message").fill("Say when berths are given out");
  await tab.getByLabel("Your name").fill("Carol");
  await tab.getByLabel("Your e-mail").fill("carol@example.com");
  await tab.getByText("Berths are given out at dawn.").waitFor();
  await picture("changes");

  await page.view("How signing works");
  await tab.getByRole("heading", { name: /Password/ }).waitFor();
  await picture("signing");

  await page.view("Doctor");
  await tab.getByText("No problems found.").waitFor();
  await picture("doctor");
  await page.close();
}
