// What users do most, in each browser engine. The details are tested in ../page, in Chromium.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { unzipSync } from "fflate";

import { ENGINES } from "../support/browsers/engines.mjs";
import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { LoginWorld, signIn } from "../support/login-world.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const login = await LoginWorld.start();
const { aws, edge, git, provider, world } = login;
const www = WwwWorld.of(login, edge, { others: [provider.issuer] });
after(() => www.close());

/** A clone by real git. */
async function cloned(...options) {
  const directory = world.directory();
  await git.ok([...options, directory]);
  return directory;
}

for (const engine of ENGINES) {
  test(`a user signs in with keys, finds, clones, reads, edits, commits, pushes, pulls and takes a ZIP away (${engine})`, async (t) => {
    const repository = `app-${engine}`;
    await aws.repository("eu-west-1", repository);
    const keys = await aws.credentials();
    const address = withUserinfo(`${edge.url}/eu-west-1/${repository}`, gitPassword(keys, `eu-west-1/${repository}`));
    const page = await www.opened(t, "/", {}, { engine });
    const { tab } = page;
    await page.signIn(keys);
    await tab.getByText("account 123456789012").waitFor();
    await tab.getByRole("link", { name: repository, exact: true }).click();
    await page.clone();
    await tab.getByRole("heading", { name: "Harbour" }).waitFor();
    await page.view("History");
    await tab.getByRole("link", { name: "Merge branch 'feature/weather'" }).click();
    await tab.getByRole("region", { name: /^Changes in / }).first().waitFor();

    await page.edit("README.md");
    await page.write("Written in a browser: äöü 🚢\n");
    await page.commit("Write from a browser");
    await page.push();
    const other = await cloned("clone", "--quiet", address);
    assert.match(readFileSync(join(other, "README.md"), "utf8"), /outer buoys\.\nWritten in a browser: äöü 🚢\n$/);
    await git.ok(["fsck", "--strict"], { cwd: other });

    await git.commit(other, "tide.txt", "high at noon\n");
    await git.ok(["push", "--quiet", "origin", "HEAD"], { cwd: other });
    await tab.getByRole("button", { name: "Pull" }).click();
    await tab.getByText("Pulled 1 new commit.").waitFor();
    await page.view("Files");
    await page.openFile("tide.txt");
    await tab.getByText("high at noon").waitFor();

    await page.view("Files");
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Download ZIP" }).click()]);
    assert.equal(download.suggestedFilename(), `${repository}-main.zip`);
    const files = unzipSync(readFileSync(await download.path()));
    const logo = Object.keys(files).find((name) => name.endsWith("/assets/logo.bmp"));
    assert.deepEqual(Buffer.from(files[logo]), execFileSync("git", ["show", "main:assets/logo.bmp"], { cwd: world.bare("eu-west-1", repository) }));
    assert.ok(Object.keys(files).some((name) => name.endsWith("/tide.txt")));
    await page.assertHidden(keys.secretAccessKey, keys.sessionToken);
    page.assertClean();
  });

  test(`a user signs in with a company login, returns to the repository, pushes, and hands a clone over to real git (${engine})`, async (t) => {
    const page = await www.opened(t, "/eu-west-1/docs", {}, { engine });
    const { tab } = page;
    await tab.getByRole("button", { name: "Sign in", exact: true }).click();
    await signIn(tab);
    await page.clone();
    await page.edit("README.md");
    await page.write(`By a company login, in ${engine}\n`);
    await page.commit("Write with a login");
    await page.push();

    await page.view("Clone in a terminal");
    await tab.getByRole("button", { name: "Copy the command with the password" }).click();
    await tab.getByRole("button", { name: "Copied" }).waitFor();
    const [, url] = /^git clone '([^']+)'$/.exec(await page.clipboard());
    const directory = await cloned("clone", "--quiet", url);
    assert.match(readFileSync(join(directory, "README.md"), "utf8"), new RegExp(`in ${engine}\n$`));
    const { password } = new URL(url);
    await tab.getByRole("button", { name: "Sign out" }).click();
    await tab.getByRole("button", { name: "Sign out" }).waitFor({ state: "detached" });
    await page.assertHidden(password, decodeURIComponent(password));
    page.assertClean();
  });
}
