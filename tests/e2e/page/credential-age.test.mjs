import assert from "node:assert/strict";
import { after, test } from "node:test";

import { create, openDesk, reopen, saved } from "../support/credential-desk.mjs";
import { rsaPublicKey } from "../support/rsa-public-key.mjs";
import { SshKeyDesk } from "../support/ssh-key-desk.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());

const DAYS = 100;
const setting = (tab) => tab.getByLabel("Remind me of active Git credentials and SSH keys from an age of");

/** Opens the desk again in so many days. */
async function later(page) {
  await page.tab.clock.setFixedTime(Date.now() + DAYS * 86_400_000);
  await reopen(page);
}

test("reminds the user of old Git credentials, from an age that is remembered", async (t) => {
  const { page, tab, first } = await openDesk(t, www);
  await create(tab);
  await saved(page);
  assert.equal(await tab.getByText("Replace it in the five steps below").count(), 0);
  await later(page);
  await tab.getByText(`${first} is ${DAYS} days old. Replace it in the five steps below`).waitFor();
  await setting(tab).fill("200");
  await setting(tab).press("Enter");
  await tab.getByText("Replace it in the five steps below").waitFor({ state: "detached" });
  assert.equal(await tab.evaluate(() => localStorage.getItem("codecommit-edge.credential-age")), "200");
  page.assertClean();
});

test("reminds the user of old active SSH keys, also before they are opened", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  const [old, inactive] = [await desk.upload(await rsaPublicKey()), await desk.upload(await rsaPublicKey())];
  await desk.user.setKeyStatus(inactive, "Inactive");
  await later(page);
  await tab.getByText(`${old} is ${DAYS} days old. Choose Manage SSH keys to replace it`).waitFor();
  await tab.getByRole("button", { name: "Manage SSH keys" }).click();
  await tab.getByText(`${old} is ${DAYS} days old. Replace it in the steps below`).waitFor();
  assert.equal(await tab.getByText(`${inactive} is`).count(), 0);
  page.accept(`Make ${old} inactive? Every computer and program that uses it will be refused until you activate it again. No other key is active, so you cannot use SSH at all then.`);
  await desk.button(old, "Make inactive").click();
  await tab.getByText(`${old} is ${DAYS} days old.`).waitFor({ state: "detached" });
  page.assertClean();
});

test("rejects an age that is not a number of days", async (t) => {
  const { tab } = await openDesk(t, www);
  for (const age of ["0", "3651", "1.5", ""]) {
    await setting(tab).fill(age);
    await setting(tab).press("Enter");
    assert.equal(await setting(tab).evaluate((field) => field.matches(":invalid")), true, age);
    assert.equal(await tab.evaluate(() => localStorage.getItem("codecommit-edge.credential-age")), "90", age);
  }
});

test("shows no reminder of SSH keys that the user may not list", async (t) => {
  const { page, tab } = await openDesk(t, www, { allow: [{ actions: ["iam:ListServiceSpecificCredentials"] }] });
  await tab.getByText("You have no Git credentials.").waitFor();
  await tab.getByRole("button", { name: "Manage SSH keys" }).waitFor();
  assert.equal(await tab.getByRole("alert").count(), 0);
  page.assertClean();
});
