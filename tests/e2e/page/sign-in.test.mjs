import assert from "node:assert/strict";
import { after, test } from "node:test";

import { inMemory } from "../support/heap.mjs";
import { KEY_FORMS, iniProfile } from "../support/key-forms.mjs";
import { exportLines } from "../support/www-page.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws } = www;
await aws.repository("eu-west-1", "app");

const MINUTE = 60_000;
const ALICE = /^account 123456789012 developer \/ alice$/;

const stopwatch = (tab) => tab.clock.install();
/** The signed-in user in the header bar. */
const who = ({ tab }) => tab.locator(".who > span").first();
const seen = ({ tab }) => tab.locator("#keys-seen");
const use = ({ tab }) => tab.getByRole("button", { name: "Use these keys" });

for (const [what, [form, write]] of Object.entries(KEY_FORMS)) {
  test(`recognises pasted keys and signs in with them: ${what}`, async (t) => {
    const keys = await aws.credentials();
    const page = await www.opened(t);
    await page.paste(write(keys));
    await seen(page).getByText(`Recognised ${form} for ${keys.accessKeyId}.`).waitFor();
    assert.ok(!(await page.tab.content()).includes(keys.secretAccessKey));
    await use(page).click();
    await who(page).getByText(ALICE).waitFor();
    await page.tab.getByRole("link", { name: "app" }).waitFor();
    await page.assertHidden(keys.secretAccessKey, keys.sessionToken);
    page.assertClean();
  });
}

test("says where the page connects to", async (t) => {
  const { tab } = await www.opened(t);
  await tab.getByText("The page connects only to this edge, which relays its signed requests to AWS.").waitFor();
});

test("uses the keys of the chosen profile", async (t) => {
  const [first, second] = [await aws.credentials(), await aws.credentials({ arn: "arn:aws:sts::999999999999:assumed-role/other/bob" })];
  const page = await www.opened(t);
  await page.paste(`${iniProfile(first, "work")}\n${iniProfile(second, "profile private")}`);
  await seen(page).getByText("Recognised an INI profile with several profiles. Choose one.").waitFor();
  assert.ok(await use(page).isDisabled());
  const choice = page.tab.getByLabel("Profile");
  assert.deepEqual(await choice.locator("option").allInnerTexts(), ["Choose …", "work", "private"]);
  await choice.selectOption("private");
  await seen(page).getByText(second.accessKeyId).waitFor();
  await use(page).click();
  await who(page).getByText(/^account 999999999999 other \/ bob$/).waitFor();
  await page.assertHidden(first.secretAccessKey, first.sessionToken, second.secretAccessKey, second.sessionToken);
});

test("keeps nothing of pasted keys when the user leaves without signing in", async (t) => {
  const { secretAccessKey } = await aws.credentials();
  const page = await www.opened(t, "/", { permissions: ["clipboard-read", "clipboard-write"] });
  await page.paste(`export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`);
  await seen(page).getByText("Missing:").waitFor();
  assert.equal(await inMemory(page.tab, secretAccessKey), true);
  await page.tab.getByRole("link", { name: "Doctor" }).click();
  await page.tab.getByRole("heading", { name: "Doctor" }).waitFor();
  assert.equal(await inMemory(page.tab, secretAccessKey), false);
});

test("forgets the chosen profile when other text is pasted", async (t) => {
  const keys = await aws.credentials();
  const page = await www.opened(t);
  await page.paste(`${iniProfile(keys, "work")}\n${iniProfile(keys, "private")}`);
  await page.tab.getByLabel("Profile").selectOption("private");
  await page.paste(exportLines(keys));
  await seen(page).getByText(`Recognised environment variables for ${keys.accessKeyId}.`).waitFor();
  await page.paste(`${iniProfile(keys, "one")}\n${iniProfile(keys, "another")}`);
  await seen(page).getByText("Recognised an INI profile with several profiles. Choose one.").waitFor();
  assert.ok(await use(page).isDisabled());
  await page.paste(exportLines(keys));
  await use(page).click();
  await who(page).getByText(ALICE).waitFor();
});

test("says which formats it accepts if the text contains no keys, and keeps the text", async (t) => {
  const page = await www.opened(t);
  await page.paste("my keys are under the doormat");
  await seen(page).getByText("This text contains no AWS keys in a known format. Paste export lines, PowerShell lines, an INI profile, or JSON from the AWS CLI.").waitFor();
  assert.ok(await use(page).isDisabled());
  assert.equal(await page.tab.getByLabel("Keys", { exact: true }).inputValue(), "my keys are under the doormat");
  await page.paste("");
  await seen(page).getByText("This text").waitFor({ state: "detached" });
});

test("names the missing part of the keys, and continues when it is added", async (t) => {
  const keys = await aws.credentials();
  const [id, secret, token] = exportLines(keys).split("\n");
  const page = await www.opened(t);
  await page.tab.getByLabel("Keep me signed in").check();
  for (const [lines, missing] of [
    [[id], "secret access key, session token"],
    [[secret, token], "access key ID"],
    [[id, token], "secret access key"],
    [[id, secret], "session token"],
  ]) {
    await page.paste(lines.join("\n"));
    await seen(page).getByText(`Recognised environment variables. Missing: ${missing}.`).waitFor();
    assert.ok(await use(page).isDisabled());
    assert.ok(!(await page.tab.content()).includes(keys.secretAccessKey));
  }
  await page.paste([id, secret, token].join("\n"));
  assert.ok(await page.tab.getByLabel("Keep me signed in").isChecked());
  await use(page).click();
  await who(page).getByText(ALICE).waitFor();
});

test("forgets the keys on reload", async (t) => {
  const keys = await aws.credentials();
  const page = await www.opened(t);
  await page.signIn(keys);
  await who(page).getByText(ALICE).waitFor();
  await page.tab.reload();
  await page.tab.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
  await page.assertHidden(keys.secretAccessKey, keys.sessionToken);
});

test("keeps the keys in this tab only if asked, and forgets them on sign-out", async (t) => {
  const keys = await aws.credentials();
  const page = await www.opened(t);
  const { tab } = page;
  await page.signIn(keys, { keepInTab: true });
  await who(page).getByText(ALICE).waitFor();
  await tab.reload();
  await who(page).getByText(ALICE).waitFor();
  await tab.getByRole("timer").getByText(/ left$/).waitFor();

  const [byHand, byLink] = await Promise.all([
    tab.context().newPage(),
    tab.context().waitForEvent("page", { predicate: (other) => other.url().endsWith("/eu-west-1/app") }),
    tab.getByRole("link", { name: "app" }).click({ modifiers: ["ControlOrMeta"] }),
  ]);
  await byHand.goto(tab.url());
  for (const other of [byHand, byLink]) {
    await other.getByRole("button", { name: "Use these keys" }).waitFor();
    assert.deepEqual(await other.evaluate(() => ({ ...sessionStorage })), {});
    await other.close();
  }

  const kept = JSON.parse(await page.exposed());
  assert.ok(JSON.stringify(kept.tab).includes(keys.secretAccessKey), "it is in the tab's storage");
  assert.ok(!JSON.stringify({ ...kept, tab: {} }).includes(keys.secretAccessKey), "and nowhere else");

  await tab.getByRole("button", { name: "Sign out" }).click();
  await tab.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
  await page.assertHidden(keys.secretAccessKey, keys.sessionToken);
  await tab.reload();
  await tab.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
});

test("keeps new keys in the tab only if asked again", async (t) => {
  const [first, second] = [await aws.credentials(), await aws.credentials()];
  const page = await www.opened(t);
  await page.signIn(first, { keepInTab: true });
  await page.tab.getByRole("button", { name: "Renew" }).click();
  await page.signIn(second);
  await page.tab.getByRole("dialog").waitFor({ state: "detached" });
  await page.assertHidden(first.secretAccessKey, second.secretAccessKey);
});

test("warns at a clone that came from another account", async (t) => {
  const page = await www.opened(t, "/eu-west-1/app");
  const { tab } = page;
  await page.signIn(await aws.credentials());
  await who(page).getByText(ALICE).waitFor();
  await page.clone();
  const warning = tab.getByRole("alert").getByText("This clone came from account 123456789012, but you are signed in to account 999999999999.");
  assert.equal(await warning.count(), 0);
  for (const [account, warned] of [["999999999999", true], ["123456789012", false]]) {
    await tab.getByRole("button", { name: "Renew" }).click();
    await page.signIn(await aws.credentials({ arn: `arn:aws:sts::${account}:assumed-role/developer/alice` }));
    await who(page).getByText(`account ${account} developer / alice`).waitFor();
    await warning.waitFor({ state: warned ? "visible" : "detached" });
  }
});

test("shows AWS's reason for rejecting keys, and accepts other keys", async (t) => {
  const { secretAccessKey, ...keys } = await aws.credentials();
  const page = await www.opened(t);
  const wrong = `${secretAccessKey.slice(0, -1)}${secretAccessKey.endsWith("A") ? "B" : "A"}`;
  await page.signIn({ ...keys, secretAccessKey: wrong });
  const problem = page.tab.getByRole("alert").filter({ hasText: "SignatureDoesNotMatch" });
  await problem.getByText("The signature was rejected.").waitFor();
  await problem.getByText("Check that you pasted the keys completely").waitFor();
  assert.equal(await page.tab.getByRole("button", { name: "Sign out" }).count(), 0, "nobody is signed in");
  await page.signIn({ ...keys, secretAccessKey });
  await who(page).getByText(ALICE).waitFor();
  await page.tab.getByRole("link", { name: "app" }).waitFor();
  assert.equal(await page.tab.getByRole("alert").count(), 0);
});

test("refuses keys that expired long ago, once, with the date, and without asking AWS", async (t) => {
  const page = await www.opened(t);
  const since = await aws.mark();
  await page.signIn({ ...(await aws.credentials()), expiration: new Date("2024-03-09T14:05:00Z") });
  assert.match(await page.tab.getByRole("form", { name: "With AWS keys" }).getByRole("alert").innerText(), /These keys have expired\.[^]*They were valid until 9 March 2024 at 14:05 UTC\./);
  assert.equal(await page.tab.getByRole("alert").count(), 1);
  assert.equal(await page.tab.getByRole("button", { name: "Sign out" }).count(), 0);
  assert.deepEqual((await aws.requests(since)).filter(({ service }) => service === "sts"), []);
});

test("refuses keys that AWS says have expired", async (t) => {
  const page = await www.opened(t);
  const { expiration: _, ...keys } = await aws.credentials();
  await aws.expire(keys);
  await page.signIn(keys);
  await page.tab.getByRole("alert").filter({ hasText: "Your credentials have expired." }).waitFor();
  assert.equal(await page.tab.getByRole("button", { name: "Sign out" }).count(), 0);
});

test("marks keys as not checked when AWS cannot be reached", async (t) => {
  const page = await www.opened(t);
  await page.tab.route("**/aws/sts", (route) => route.abort());
  await page.signIn(await aws.credentials());
  await who(page).getByText("keys not checked").waitFor();
  await page.tab.getByRole("alert").filter({ hasText: "The edge could not be reached." }).waitFor();
});

test("counts down to the expiry, and warns before it", async (t) => {
  const page = await www.opened(t, undefined, {}, { before: stopwatch });
  const { tab } = page;
  const notice = tab.locator(".notice.warn");
  await page.signIn(await aws.credentials({ lifetime_seconds: 3600 }));
  await who(page).getByText(ALICE).waitFor();
  const timer = tab.getByRole("timer");
  await timer.getByText(/^(59 min|60 min|1 h 0 min) left$/).waitFor();
  await tab.clock.fastForward(54 * MINUTE);
  await timer.getByText(/^5 min \d+ s left$/).waitFor();
  assert.equal(await notice.count(), 0);
  await tab.clock.fastForward(2 * MINUTE);
  await timer.getByText(/^3 min \d+ s left$/).waitFor();
  await notice.getByText("Your credentials expire within five minutes.").waitFor();
  await tab.clock.fastForward(5 * MINUTE);
  await timer.getByText("expired").waitFor();
  await notice.getByText("Your credentials have expired.").waitFor();
  await notice.getByRole("button", { name: "Sign in again" }).click();
  await tab.getByRole("dialog", { name: "Sign in again" }).waitFor();
});

test("shows no expiry if it is unknown", async (t) => {
  const page = await www.opened(t, undefined, {}, { before: stopwatch });
  const { expiration: _, ...keys } = await aws.credentials();
  await page.signIn(keys);
  await who(page).getByText(ALICE).waitFor();
  await page.tab.clock.fastForward(48 * 60 * MINUTE);
  await page.tab.getByRole("link", { name: "app" }).waitFor();
  assert.equal(await page.tab.getByRole("timer").count(), 0);
  assert.equal(await page.tab.locator(".notice.warn").count(), 0);
});
