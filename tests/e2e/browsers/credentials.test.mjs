// An IAM user's credentials in each browser engine. The details are tested in ../page, in Chromium.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { ENGINES } from "../support/browsers/engines.mjs";
import { create, rotation, saved, tried } from "../support/credential-desk.mjs";
import { withUserinfo } from "../support/credentials.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start({ args: ["--ssh-listen", "127.0.0.1:0"] });
after(() => www.close());
const { aws, edge, git, world } = www;
await aws.repository("eu-west-1", "app");
let users = 0;

/** The desk of a new IAM user, who is signed in. */
async function desk(t, engine) {
  const name = `user${++users}`;
  const keys = await aws.user({ name });
  const page = await www.opened(t, "/credentials", {}, { engine });
  await page.signIn(keys);
  return { page, tab: page.tab, keys, name };
}

const clone = (credentials) => git.run(["clone", "--quiet", withUserinfo(`${edge.url}/eu-west-1/app`, credentials), world.directory()]);

for (const engine of ENGINES) {
  test(`replaces Git credentials: git clones with the new set, and the old one is refused (${engine})`, async (t) => {
    const { page, tab, keys, name } = await desk(t, engine);
    const first = `${name}-at-123456789012`;
    const old = await create(tab);
    assert.equal(old.username, first);
    await saved(page);
    assert.equal((await clone(old)).code, 0);
    const fresh = await create(tab, "Create the second set");
    await rotation(tab).getByRole("button", { name: "Test the new set" }).click();
    try { assert.match(await tried(tab), /^Accepted/); } catch (e) { await tab.screenshot({path:"/tmp/bx/fail.png"}); throw e; }
    await saved(page);
    for (const box of await rotation(tab).getByRole("checkbox").all()) await box.check();
    page.accept(`Make ${first} inactive? Every git client, pipeline and script that uses it will be refused until you activate it again.`);
    await rotation(tab).getByRole("button", { name: `Make ${first} inactive` }).click();
    const remove = rotation(tab).getByRole("button", { name: `Delete ${first}` });
    await remove.waitFor();
    assert.match((await clone(old)).stderr, /Authentication failed|rejected/);

    // Where the user stands is read from IAM.
    await tab.getByRole("button", { name: "Sign out" }).click();
    await page.signIn(keys);
    await remove.waitFor();
    page.accept(`Delete ${first}? Everything that still uses it will be refused. This cannot be undone.`);
    await remove.click();
    await tab.getByText(`${first} was deleted.`).waitFor();
    assert.match((await clone(old)).stderr, /Authentication failed|rejected/);
    assert.equal((await clone(fresh)).code, 0);
    await page.assertHidden(old.password, fresh.password, keys.secretAccessKey);
    page.assertClean();
  });
}
