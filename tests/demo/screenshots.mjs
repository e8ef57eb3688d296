// Takes the screenshots of the browser client for README.md and docs, each in light and dark: `node tests/demo/screenshots.mjs`.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { clonedRepositories } from "../e2e/support/cloned-repositories.mjs";
import { IamUser } from "../e2e/support/iam.mjs";
import { rsaPublicKey } from "../e2e/support/rsa-public-key.mjs";
import { WwwWorld } from "../e2e/support/www-world.mjs";

const DIRECTORY = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const WIDTH = 1120;
const HEIGHT = 700;
const PHONE = { width: 390, height: 700 };
/** The age of the set of Git credentials that is being replaced. */
const DAYS = 94;
const REPOSITORIES = { app: "Berths, arrivals and the weather", docs: "The handbook of the harbour", "payments-api": "Harbour dues" };

mkdirSync(DIRECTORY, { recursive: true });
const www = await WwwWorld.start();
try {
  for (const [name, description] of Object.entries(REPOSITORIES)) await www.aws.repository("eu-west-1", name, { sample: "history", description });
  const keys = await iamUser();
  for (const scheme of ["light", "dark"]) {
    await pictures(scheme);
    await conflictPicture(scheme);
    await phonePicture(scheme);
    await deskPictures(scheme, keys);
  }
} finally {
  await www.close();
}

/** The keys of an IAM user with two sets of Git credentials and two SSH keys. */
async function iamUser() {
  const user = await IamUser.create(www.aws, { name: "ines" });
  for (let count = 0; count < 2; count++) {
    await user.gitCredentials();
    await user.uploadKey(await rsaPublicKey());
  }
  return www.aws.user({ name: "ines" });
}

/** A page with a function that takes a screenshot. */
async function opened(hash, colorScheme, viewport = { width: WIDTH, height: HEIGHT }) {
  const page = await www.open(hash, { colorScheme, viewport, reducedMotion: "reduce" });
  const { tab } = page;
  async function picture(name) {
    await tab.mouse.move(0, 0);
    await tab.evaluate(() => document.activeElement?.blur());
    await tab.screenshot({ path: `${DIRECTORY}${name}-${colorScheme}.png` });
  }
  return { page, tab, picture };
}

async function pictures(colorScheme) {
  const { page, tab, picture } = await opened("/", colorScheme);

  await page.signIn(await www.aws.credentials({ lifetime_seconds: 3600 }));
  await tab.getByText(REPOSITORIES["payments-api"]).waitFor();
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

/** A file that two people have changed. */
async function conflictPicture(colorScheme) {
  const { movedOn } = clonedRepositories(www);
  const { page, tab, picture } = await opened("/eu-west-1/docs", colorScheme);
  await page.signIn(await www.aws.credentials({ lifetime_seconds: 3600 }));
  await page.clone();
  await page.edit("README.md");
  await page.write("Berths are given out at dawn.\n");
  await page.commit("Say when berths are given out");
  await movedOn("docs", { "README.md": `# Harbour\n\nBerths are given out at noon, in ${colorScheme} weather.\n` });
  await tab.getByRole("button", { name: "Pull", exact: true }).click();
  await tab.getByText("1 of 1 file is still in conflict.").waitFor();
  await tab.evaluate(() => scrollTo(0, 0));
  await picture("conflict");
  await page.close();
}

/** The files of a repository on a phone. */
async function phonePicture(colorScheme) {
  const { page, tab, picture } = await opened("/eu-west-1/app", colorScheme, PHONE);
  await page.signIn(await www.aws.credentials({ lifetime_seconds: 3600 }));
  await page.clone();
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();
  await picture("phone");
  await page.close();
}

/** The credentials of an IAM user who is replacing an old set of Git credentials. */
async function deskPictures(colorScheme, keys) {
  const { page, tab, picture } = await opened("/credentials", colorScheme);
  await tab.route("**/aws/iam", ageTheFirst);
  await page.signIn(keys);
  await tab.getByText(`is ${DAYS} days old.`).first().waitFor();
  for (const box of (await tab.getByRole("checkbox").all()).slice(0, 2)) await box.check();
  await tab.evaluate(() => scrollTo(0, 0));
  await picture("credentials");

  await tab.getByRole("button", { name: "Manage SSH keys" }).click();
  await tab.getByRole("button", { name: "Use it" }).first().click();
  await tab.getByLabel("Repository").fill("app");
  await tab.getByText("Its RSA key").waitFor();
  await tab.getByRole("region", { name: "SSH keys", exact: true }).evaluate((section) => scrollBy(0, section.getBoundingClientRect().top - 16));
  await picture("ssh-keys");
  await page.close();
}

/** Answers as IAM does, but the first of the credentials was created long ago. */
async function ageTheFirst(route) {
  const response = await route.fetch();
  const created = new Date(Date.now() - DAYS * 86_400_000).toISOString();
  await route.fulfill({ response, body: (await response.text()).replace(/(<CreateDate>)[^<]*/, `$1${created}`) });
}
