import assert from "node:assert/strict";
import { after, test } from "node:test";

import { assertRefused, buttonOf, clone, create, DESK, list, openDesk, reopen, rotation, saved, tried } from "../support/credential-desk.mjs";
import { basic } from "../support/credentials.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, edge } = www;
await aws.repository("eu-west-1", "app");

/** Asserts that the edge has logged no password, plain or in a header. */
function assertNotLogged(...credentials) {
  const logged = JSON.stringify(edge.logs());
  assert.match(logged, /CreateServiceSpecificCredential/);
  for (const each of credentials) {
    for (const secret of [each.password, encodeURIComponent(each.password), basic(each)]) assert.ok(!logged.includes(secret));
  }
}

test("replaces a set in five steps, each found again after a reload", async (t) => {
  const { page, tab, keys, first, second } = await openDesk(t, www);
  const old = await create(tab);
  await saved(page);
  assert.equal((await clone(www, old)).code, 0);
  /** Loads the page again, in another tab, as on another computer. */
  async function elsewhere(step) {
    const other = await www.opened(t, DESK);
    await other.signIn(keys);
    await other.tab.locator("[aria-current=step]").getByRole("heading", { name: step }).waitFor();
    return other;
  }
  await elsewhere("Create the second set");

  const fresh = await create(tab, "Create the second set");
  assert.equal(fresh.username, second);
  await rotation(tab).getByRole("button", { name: "Test the new set" }).click();
  assert.match(await tried(tab), /^Accepted/);
  await rotation(tab).getByText("Tested: CodeCommit accepts it.").waitFor();
  await saved(page);
  const deactivate = rotation(tab).getByRole("button", { name: `Make ${first} inactive` });
  assert.ok(await deactivate.isDisabled());
  for (const box of await rotation(tab).getByRole("checkbox").all()) await box.check();
  await elsewhere("Update your applications");

  page.accept(`Make ${first} inactive? Every git client, pipeline and script that uses it will be refused until you activate it again.`);
  await deactivate.click();
  await rotation(tab).getByRole("button", { name: `Delete ${first}` }).waitFor();
  await assertRefused(www, old);
  assert.equal((await clone(www, fresh)).code, 0);
  await elsewhere("Check that everything still works");

  page.accept(`Activate ${first}? Everyone who has its password can use your repositories again.`);
  await rotation(tab).getByRole("button", { name: `Go back: activate ${first}` }).click();
  await deactivate.waitFor();
  assert.equal((await clone(www, old)).code, 0);
  page.accept(`Make ${first} inactive? Every git client, pipeline and script that uses it will be refused until you activate it again.`);
  await deactivate.click();
  page.accept(`Delete ${first}? Everything that still uses it will be refused. This cannot be undone.`);
  await rotation(tab).getByRole("button", { name: `Delete ${first}` }).click();
  await tab.getByText(`${first} was deleted.`).waitFor();
  await assertRefused(www, old);
  assert.equal((await clone(www, fresh)).code, 0);
  await elsewhere("Create the second set");
  await page.assertHidden(old.password, fresh.password, keys.secretAccessKey);
  assertNotLogged(old, fresh, { password: keys.secretAccessKey, username: keys.accessKeyId });
  page.assertClean();
});

test("starts at the second step with two active sets, and asks which one to replace", async (t) => {
  const { page, tab, first, second } = await openDesk(t, www);
  await create(tab);
  await saved(page);
  await create(tab);
  await saved(page);
  await reopen(page);
  await rotation(tab).getByRole("radio", { name: new RegExp(first.replace("+", "\\+")) }).waitFor();
  assert.ok(await rotation(tab).getByRole("radio").first().isChecked());
  await rotation(tab).getByRole("checkbox").first().check();
  await rotation(tab).getByRole("radio").last().check();
  assert.equal(await rotation(tab).getByRole("checkbox").first().isChecked(), false);
  await rotation(tab).getByRole("button", { name: `Make ${second} inactive` }).waitFor();
  page.accept(`Make ${second} inactive? Every git client, pipeline and script that uses it will be refused until you activate it again.`);
  await buttonOf(tab, second, "Make inactive").click();
  await rotation(tab).getByText("is the younger one").waitFor();
  page.accept(`Make ${first} inactive? Every git client, pipeline and script that uses it will be refused until you activate it again. No other set is active, so none of your applications can use Git credentials then.`);
  await buttonOf(tab, first, "Make inactive").click();
  await rotation(tab).getByText("No set is active").waitFor();
  page.assertClean();
});

test("does not offer a third set, and explains IAM's limit if another tab was faster", async (t) => {
  const { page, tab, keys } = await openDesk(t, www);
  await create(tab);
  await saved(page);
  const other = await www.opened(t, DESK);
  await other.signIn(keys);
  await list(other.tab).getByText("active", { exact: true }).waitFor();
  await create(tab);
  assert.ok(await tab.getByRole("button", { name: "Create Git credentials" }).isDisabled());
  await other.tab.getByRole("button", { name: "Create Git credentials" }).click();
  assert.match(await other.problem(), /already have two sets of Git credentials[^]*LimitExceeded: Cannot exceed quota/);
  await other.tab.getByRole("button", { name: "Reload" }).click();
  await rotation(other.tab).getByText("Which set do you want to replace?").waitFor();
});
