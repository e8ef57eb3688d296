import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { after, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { eventually } from "../support/eventually.mjs";
import { inMemory } from "../support/heap.mjs";
import { SshKeyDesk } from "../support/ssh-key-desk.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start({ args: ["--ssh-listen", "127.0.0.1:0"] });
after(() => www.close());
const { aws, edge, git, world } = www;
await aws.repository("eu-west-1", "app");
const client = world.sshClient();

const BEFORE_LEAVING = "Have you saved the private key? It is shown only now. If you leave, it is gone, and you need to generate another key.";
const fresh = (tab) => tab.getByRole("group", { name: "Your new SSH key" });

/** Generates a key in the page, and returns the file that is downloaded. */
async function generated(desk, { bits = "3072", passphrase = "" } = {}) {
  const { tab } = desk;
  await desk.add();
  await tab.getByLabel("Length").selectOption(bits);
  await tab.getByLabel("Passphrase (optional)").fill(passphrase);
  await tab.getByLabel("Passphrase again").fill(passphrase);
  await tab.getByRole("button", { name: "Generate the key" }).click();
  await fresh(tab).waitFor({ timeout: 60_000 });
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Download the private key" }).click()]);
  assert.equal(download.suggestedFilename(), "codecommit_rsa");
  const file = world.directory();
  await download.saveAs(file);
  chmodSync(file, 0o600);
  return { file, text: readFileSync(file, "utf8") };
}

test("generates a key, uploads it, and git clones and pushes with it until it is inactive", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab, keys } = desk;
  const { file, text } = await generated(desk);
  await tab.getByRole("button", { name: "Copy the private key" }).click();
  await tab.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), text);
  const secret = text.split("\n")[9];
  await page.assertHidden(secret);
  page.accept(BEFORE_LEAVING);
  await tab.getByRole("button", { name: "I have saved it: upload the public key" }).click();
  await tab.getByText("The public key was uploaded.").waitFor();
  assert.equal(await fresh(tab).count(), 0);
  const [id] = await desk.ids();

  const env = client.environment({ file });
  const directory = world.directory();
  await git.ok(["clone", "--quiet", client.url(id, "app"), directory], { env });
  const commit = await git.commit(directory, "generated.txt", "with a generated key\n");
  await git.ok(["push", "--quiet", "origin", "HEAD"], { cwd: directory, env });
  assert.equal(await git.ok(["rev-parse", "HEAD"], { cwd: world.bare("eu-west-1", "app") }), commit);
  page.accept(`Make ${id} inactive? Every computer and program that uses it will be refused until you activate it again. No other key is active, so you cannot use SSH at all then.`);
  await desk.button(id, "Make inactive").click();
  await tab.getByText(`${id} is inactive now.`).waitFor();
  assert.match((await git.run(["ls-remote", client.url(id, "app")], { env })).stderr, /Permission denied \(publickey\)/);

  await page.assertHidden(secret, keys.secretAccessKey);
  assert.equal(await inMemory(tab, secret), false);
  const sent = (await Promise.all(page.sent)).join("\n");
  for (const place of [sent, JSON.stringify(edge.logs())]) assert.ok(!place.includes(secret));
  page.assertClean();
});

test("generates a key with a passphrase", async (t) => {
  const PASSPHRASE = "correct horse battery";
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  await desk.add();
  await tab.getByLabel("Passphrase (optional)").fill(PASSPHRASE);
  await tab.getByRole("button", { name: "Generate the key" }).click();
  assert.match(await page.problem(), /The passphrases are not the same/);
  for (const label of ["Passphrase (optional)", "Passphrase again"]) await tab.getByLabel(label).fill("abc");
  await tab.getByRole("button", { name: "Generate the key" }).click();
  await tab.getByText("The passphrase cannot be used.").waitFor({ timeout: 60_000 });
  await tab.getByRole("button", { name: "Cancel" }).click();

  const { file, text } = await generated(desk, { bits: "4096", passphrase: PASSPHRASE });
  await page.assertHidden(PASSPHRASE);
  const derive = (passphrase) => execFileSync("ssh-keygen", ["-y", "-P", passphrase, "-f", file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  assert.throws(() => derive(""));
  assert.match(derive(PASSPHRASE), /^ssh-rsa /);
  assert.match(execFileSync("ssh-keygen", ["-l", "-f", file], { encoding: "utf8" }), /^4096 /);
  await assertAccessible(page, "a generated key");
  page.accept(BEFORE_LEAVING);
  await tab.getByRole("button", { name: "Discard the key" }).click();
  await fresh(tab).waitFor({ state: "detached" });
  await page.assertHidden(PASSPHRASE, text.split("\n")[9]);
  page.assertClean();
});

test("generates a key without blocking the page, and stops when the user says so", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  const context = tab.context();
  // The worker does not get on until it is told, as if encrypting took very long.
  const held = Promise.withResolvers();
  await context.route("**/www/ssh-key-worker-*.js", async (route) => {
    const response = await route.fetch();
    const wait = "const until = Date.now() + 5_000; while (Date.now() < until);\n";
    held.resolve();
    await route.fulfill({ response, body: wait + (await response.text()) });
  });
  await desk.add();
  for (const label of ["Passphrase (optional)", "Passphrase again"]) await tab.getByLabel(label).fill("correct horse battery");
  const generate = tab.getByRole("button", { name: "Generate the key" });
  const progress = tab.getByRole("progressbar", { name: "Generating the key" });
  await generate.click();
  await held.promise;
  await progress.waitFor();
  await eventually("a worker beside git's runs", () => tab.workers().length === 2);
  /** How many animation frames and timers the page ran before the progress ended, or until it ran many. */
  const ran = await tab.evaluate(async () => {
    const count = { frames: 0, timers: 0 };
    const shown = () => document.querySelector("progress") !== null;
    while (shown() && count.frames < 20) count.frames += await new Promise((resolve) => requestAnimationFrame(() => resolve(1)));
    while (shown() && count.timers < 20) count.timers += await new Promise((resolve) => setTimeout(resolve, 1, 1));
    return count;
  });
  assert.deepEqual(ran, { frames: 20, timers: 20 });
  await tab.getByRole("button", { name: "Stop" }).click();
  await progress.waitFor({ state: "detached" });
  assert.equal(await tab.getByRole("alert").count(), 0);
  assert.equal(await fresh(tab).count(), 0);
  await eventually("the worker has ended", () => tab.workers().length === 1);

  await context.unroute("**/www/ssh-key-worker-*.js");
  await generate.click();
  await fresh(tab).waitFor({ timeout: 60_000 });
  await eventually("the worker has ended", () => tab.workers().length === 1);
  page.assertClean();
});

test("asks before a generated key is lost, and then keeps nothing of it", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  // A heap cannot be searched for bytes, so this holds the very array that the page gets from the worker.
  await tab.evaluate(() => {
    const { addEventListener } = Worker.prototype;
    Worker.prototype.addEventListener = function (type, listener) {
      addEventListener.call(this, type, (event) => {
        globalThis.privateKey ??= event.data?.privateKey;
        listener(event);
      });
    };
  });
  const { text } = await generated(desk);
  const secret = text.split("\n")[9];
  const bytes = await tab.evaluate(() => new TextDecoder().decode(globalThis.privateKey));
  assert.equal(bytes, text);
  page.dismiss(BEFORE_LEAVING);
  await tab.getByRole("link", { name: "Doctor" }).click();
  page.dismiss(BEFORE_LEAVING);
  await tab.getByRole("button", { name: "Sign out" }).click();
  page.dismiss(BEFORE_LEAVING);
  await tab.getByRole("button", { name: "Discard the key" }).click();
  await fresh(tab).waitFor();
  page.accept(BEFORE_LEAVING);
  await tab.getByRole("link", { name: "Doctor" }).click();
  await tab.getByRole("heading", { name: "Doctor" }).waitFor();
  await page.assertHidden(secret);
  assert.equal(await inMemory(tab, secret), false);
  assert.equal(await tab.evaluate(() => globalThis.privateKey.some((byte) => byte !== 0)), false);
  page.assertClean();
});
