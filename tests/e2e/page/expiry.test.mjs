import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { againstEachGitServer } from "../support/git-servers.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, git, world } = www;
const eachTest = againstEachGitServer(aws, test);
for (const name of ["app", "docs", "tools"]) await aws.repository("eu-west-1", name);
afterEach(() => aws.settings({ clock_offset_seconds: 0 }));

const MINUTE = 60_000;

/** The page at a repository that is not cloned yet, signed in. */
async function signedIn(t, repository, keys, ...given) {
  const page = await www.opened(t, `/eu-west-1/${repository}`, ...given);
  await page.signIn(keys);
  return { page, tab: page.tab, dialog: page.tab.getByRole("dialog", { name: "Sign in again" }) };
}

/** Creates a file and commits it. */
async function committed(page, name) {
  await page.tab.getByRole("link", { name: "New file" }).click();
  await page.tab.getByLabel("Path and name").fill(name);
  await page.tab.getByRole("button", { name: "Create" }).click();
  await page.write("written\n");
  await page.commit(`Add ${name}`);
}

const subject = (repository) => git.ok(["log", "-1", "--format=%s"], { cwd: world.bare("eu-west-1", repository) });

/** Keys that expire at AWS without the page knowing, and keys whose expiry the page knows. */
const ENDS = {
  "that AWS has expired": async () => {
    const { expiration: _, ...keys } = await aws.credentials();
    return { keys, end: () => aws.expire(keys) };
  },
  "whose time has passed": async () => {
    const keys = await aws.credentials({ lifetime_seconds: 3600 });
    return { keys, end: (tab) => tab.clock.fastForward(61 * MINUTE) };
  },
};

for (const [what, issue] of Object.entries(ENDS)) {
  test(`a clone with keys ${what} waits for new keys and then continues`, async (t) => {
    const { keys, end } = await issue();
    const { page, tab, dialog } = await signedIn(t, "app", keys, {}, { before: (tab) => tab.clock.install() });
    await tab.getByRole("button", { name: "Clone here" }).waitFor();
    await end(tab);
    await tab.getByRole("button", { name: "Clone here" }).click();
    await dialog.getByText("Your credentials have expired.").waitFor();
    await dialog.getByText("The current operation is paused. It continues when you have signed in.").waitFor();
    const fresh = await aws.credentials({ lifetime_seconds: 7200 });
    await page.signIn(fresh);
    await tab.getByRole("heading", { name: "Harbour" }).waitFor();
    assert.equal(await dialog.count(), 0);
    assert.deepEqual(await page.databases(), ["git:eu-west-1/app"]);
    await page.assertHidden(keys.secretAccessKey, fresh.secretAccessKey);
  });

  test(`a push with keys ${what} waits for new keys and then continues`, async (t) => {
    const { keys, end } = await issue();
    const { page, tab, dialog } = await signedIn(t, "docs", keys, {}, { before: (tab) => tab.clock.install() });
    await page.clone();
    const name = `${what.replaceAll(" ", "-")}.txt`;
    await committed(page, name);
    await end(tab);
    await tab.getByRole("button", { name: "Push" }).click();
    await dialog.getByText("Your credentials have expired.").waitFor();
    await page.signIn(await aws.credentials({ lifetime_seconds: 7200 }));
    await tab.getByText("Pushed.").waitFor();
    assert.equal(await subject("docs"), `Add ${name}`);
    await tab.getByText("not pushed").waitFor({ state: "detached" });
  });
}

eachTest("asks for new keys if they expire between the requests of a clone or a push", async (gitServer, t) => {
  let keys = await aws.credentials();
  const { page, tab, dialog } = await signedIn(t, "tools", keys);
  /** Makes the keys expire during the next request to this path. */
  const endBefore = (service) =>
    tab.route(new RegExp(`/${service}$`), async (route) => {
      await aws.expire(keys);
      await route.continue();
    }, { times: 1 });
  await endBefore("git-upload-pack");
  await tab.getByRole("button", { name: "Clone here" }).click();
  await dialog.waitFor();
  await page.signIn((keys = await aws.credentials()));
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();
  await committed(page, `between-${gitServer}.txt`);
  await endBefore("git-receive-pack");
  await tab.getByRole("button", { name: "Push" }).click();
  await dialog.waitFor();
  await page.signIn(await aws.credentials());
  await tab.getByText("Pushed.").waitFor();
  assert.equal(await subject("tools"), `Add between-${gitServer}.txt`);
});

test("asks again if the new keys have expired too", async (t) => {
  const [first, second] = [await endingKeys(), await endingKeys()];
  const { page, tab, dialog } = await signedIn(t, "app", first.keys);
  await tab.getByRole("button", { name: "Clone here" }).waitFor();
  await first.end();
  await tab.getByRole("button", { name: "Clone here" }).click();
  await dialog.waitFor();
  await second.end();
  await page.signIn(second.keys);
  await dialog.getByRole("form", { name: "With AWS keys" }).getByText("Your credentials have expired.").waitFor();
  await page.signIn(await aws.credentials());
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();
});

test("a clone fails with the reason and leaves nothing if the user does not sign in again", async (t) => {
  const { keys, end } = await endingKeys();
  const { page, tab, dialog } = await signedIn(t, "app", keys);
  await tab.getByRole("button", { name: "Clone here" }).waitFor();
  await end();
  await tab.getByRole("button", { name: "Clone here" }).click();
  await dialog.getByRole("button", { name: "Not now" }).click();
  await dialog.waitFor({ state: "detached" });
  await tab.getByRole("form", { name: "Clone" }).waitFor();
  await tab.getByRole("alert").filter({ hasText: "credentials_expired" }).last().waitFor();
  assert.deepEqual(await page.databases(), []);
  await tab.getByRole("button", { name: "Renew" }).click();
  await page.signIn(await aws.credentials());
  await page.clone();
});

test("a push fails with the reason and keeps the commit if the user does not sign in again", async (t) => {
  const keys = await aws.credentials();
  const { page, tab, dialog } = await signedIn(t, "tools", keys);
  await page.clone();
  await committed(page, "late.txt");
  await aws.expire(keys);
  await tab.getByRole("button", { name: "Push" }).click();
  await dialog.waitFor();
  await tab.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await tab.getByRole("alert").filter({ hasText: "Your credentials have expired." }).waitFor();
  await tab.getByText("1 commit not pushed").waitFor();
  await tab.getByRole("button", { name: "Renew" }).click();
  await page.signIn(await aws.credentials());
  await page.push();
  assert.equal(await subject("tools"), "Add late.txt");
});

for (const [where, minutes] of [["ahead", 20], ["behind", -20]]) {
  test(`corrects for a computer's clock that is 20 minutes ${where}, without asking the user`, async (t) => {
    const keys = await aws.credentials({ lifetime_seconds: 7200 });
    const { page, tab, dialog } = await signedIn(t, "app", keys, {}, { before: (tab) => tab.clock.install({ time: Date.now() + minutes * MINUTE }) });
    await page.clone();
    await tab.getByRole("heading", { name: "Harbour" }).waitFor();
    assert.equal(await dialog.count(), 0);
    await committed(page, `${where}.txt`);
    await page.push();
    assert.equal(await subject("app"), `Add ${where}.txt`);
  });
}

/** Keys without an expiration, which can be made to expire. */
async function endingKeys() {
  const { expiration: _, ...keys } = await aws.credentials();
  return { keys, end: () => aws.expire(keys) };
}
