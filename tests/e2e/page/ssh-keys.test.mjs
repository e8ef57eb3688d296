import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, readFileSync } from "node:fs";
import { after, test } from "node:test";

import { assertAccessible, focused, tabTo } from "../support/accessibility.mjs";
import { inMemory } from "../support/heap.mjs";
import { IamUser } from "../support/iam.mjs";
import { privateKeys, wrongPublicKeys } from "../support/wrong-ssh-keys.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start({ args: ["--ssh-listen", "127.0.0.1:0"] });
after(() => www.close());
const { aws, edge, git, world } = www;
await aws.repository("eu-west-1", "app");
const client = world.sshClient();
const DENIED = /Permission denied \(publickey\)/;
let users = 0;

/** The SSH keys of a new IAM user, who is signed in. */
async function desk(t, { options, ...fields } = {}) {
  const user = await IamUser.create(aws, { name: `user${++users}`, ...fields });
  const keys = await aws.user({ name: user.name, ...fields });
  const page = await www.opened(t, "/credentials", { permissions: ["clipboard-read", "clipboard-write"], ...options });
  await page.signIn(keys);
  await page.tab.getByRole("button", { name: "Manage SSH keys" }).click();
  await section(page.tab).getByRole("button", { name: "Reload" }).waitFor();
  return { page, tab: page.tab, keys, user };
}

const section = (tab) => tab.getByRole("region", { name: "SSH keys", exact: true });
const field = (tab) => tab.getByLabel("Public key", { exact: true });
const buttonOf = (tab, id, name) => tab.getByRole("group", { name: id, exact: true }).getByRole("button", { name });
const upload = (tab) => tab.getByRole("button", { name: "Upload the public key", exact: true });
const shown = (tab) => section(tab).locator("li strong").allInnerTexts();
const add = (tab) => tab.getByRole("button", { name: "Add an SSH key" }).click();
const list = (id, key) => git.run(["ls-remote", client.url(id, "app")], { env: client.environment(key) });

/** Uploads a public key by pasting it, and returns its id. */
async function uploaded(tab, publicKey) {
  const before = await shown(tab);
  await add(tab);
  await field(tab).fill(publicKey);
  await upload(tab).click();
  await tab.getByText("The public key was uploaded.").waitFor();
  return (await shown(tab)).find((id) => !before.includes(id));
}

/** Pastes into the field for a public key, as with the keyboard. */
async function paste(tab, text) {
  await tab.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await field(tab).focus();
  await tab.keyboard.press("Control+v");
}

/** Drops a file on the field for a public key. */
async function drop(tab, name, content) {
  const transfer = await tab.evaluateHandle(([file, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], file));
    return data;
  }, [name, content]);
  await field(tab).dispatchEvent("drop", { dataTransfer: transfer });
}

const nodeKey = (type, options = {}) => generateKeyPairSync(type, options);
const pem = (key, type, format = "pem") => key.export({ type, format });
const rsa = nodeKey("rsa", { modulusLength: 2048 });

test("checks and uploads a key, which git uses until it is inactive, and not after it is deleted", async (t) => {
  const { page, tab } = await desk(t);
  await tab.getByText("You have no SSH keys.").waitFor();
  const key = client.generate();
  const [, sha256] = execFileSync("ssh-keygen", ["-l", "-f", key.file], { encoding: "utf8" }).split(" ");
  const [, md5] = execFileSync("ssh-keygen", ["-l", "-E", "md5", "-f", key.file], { encoding: "utf8" }).split(" ");
  await add(tab);
  assert.ok(await upload(tab).isDisabled());
  await field(tab).fill(key.publicKey);
  const seen = await tab.locator("#ssh-public-key-seen").innerText();
  for (const part of ["an RSA key of 2,048 bits", md5.replace(/^MD5:/, ""), sha256, "alice@example.com"]) assert.ok(seen.includes(part), seen);
  await upload(tab).click();
  await tab.getByText("The public key was uploaded.").waitFor();
  const [id] = await shown(tab);
  assert.match(await section(tab).innerText(), new RegExp(`${id}\\s+active\\s+uploaded today\\s+alice@example.com\\s+MD5 ${md5.replace(/^MD5:/, "")}`));
  assert.equal((await list(id, key)).code, 0);

  const last = " No other key is active, so you cannot use SSH at all then.";
  page.dismiss(`Make ${id} inactive? Every computer and program that uses it will be refused until you activate it again.${last}`);
  await buttonOf(tab, id, "Make inactive").click();
  assert.equal((await list(id, key)).code, 0);
  page.accept(`Make ${id} inactive? Every computer and program that uses it will be refused until you activate it again.${last}`);
  await buttonOf(tab, id, "Make inactive").click();
  await tab.getByText(`${id} is inactive now.`).waitFor();
  assert.match((await list(id, key)).stderr, DENIED);
  page.accept(`Activate ${id}? Everyone who has its private key can use your repositories again.`);
  await buttonOf(tab, id, "Activate").click();
  await tab.getByText(`${id} is active now.`).waitFor();
  assert.equal((await list(id, key)).code, 0);
  page.accept(`Delete ${id}? Everything that still uses it will be refused. If you upload the key again, it gets another id. This cannot be undone. It is still active: if you make it inactive first, you can see what uses it and go back.${last}`);
  await buttonOf(tab, id, "Delete").click();
  await tab.getByText(`${id} was deleted.`).waitFor();
  assert.match((await list(id, key)).stderr, DENIED);
  page.assertClean();
});

const line = client.generate().publicKey.trim();

test("says about each wrong key what it is, and does not offer to upload it", async (t) => {
  const { page, tab } = await desk(t);
  await add(tab);
  for (const [name, [text, sentence, next]] of Object.entries(wrongPublicKeys(client))) {
    await field(tab).fill(text);
    await tab.getByRole("alert").getByText(sentence, { exact: true }).waitFor();
    const problem = await page.problem();
    assert.ok(problem.startsWith(`${sentence}\n\n${next}\n`), `${name}: ${problem}`);
    assert.ok(await upload(tab).isDisabled(), name);
    await field(tab).fill("");
    await tab.getByRole("alert").waitFor({ state: "detached" });
  }
  page.assertClean();
});

test("shows the commands and files that a message names as code", async (t) => {
  const { page, tab } = await desk(t);
  await add(tab);
  await field(tab).fill(client.generate({ type: "ed25519" }).publicKey);
  await tab.getByRole("alert").locator("code", { hasText: /^ssh-keygen -t rsa -b 4096$/ }).waitFor();
  assert.doesNotMatch(await page.problem(), /`/);
  await assertAccessible(page, "a message with code");
});

test("accepts a key in each form, pasted, dropped or chosen as a file", async (t) => {
  const { page, tab } = await desk(t);
  await add(tab);
  const forms = { line, "line with Windows endings": `${line}\r\n`, "wrapped line": line.replace(/.{70}/g, "$&\n"), SPKI: pem(rsa.publicKey, "spki"), "PKCS#1": pem(rsa.publicKey, "pkcs1") };
  const good = tab.getByText("an RSA key of 2,048 bits, which IAM accepts");
  for (const [name, text] of Object.entries(forms)) {
    await field(tab).fill("");
    await good.waitFor({ state: "detached" });
    await paste(tab, text);
    await good.waitFor();
    await field(tab).fill("");
    await good.waitFor({ state: "detached" });
    await drop(tab, "id_rsa.pub", text);
    await good.waitFor();
    assert.match(await field(tab).inputValue(), /^ssh-rsa /, name);
  }
  await field(tab).fill("");
  await tab.getByLabel("Or choose its file").setInputFiles({ name: "id_rsa.pub", mimeType: "text/plain", buffer: Buffer.from(`\ufeff${line}`, "utf16le") });
  await good.waitFor();
  await upload(tab).click();
  await tab.getByText("The public key was uploaded.").waitFor();
  page.assertClean();
});

test("refuses a private key before it is shown or sent", async (t) => {
  const { page, tab } = await desk(t);
  await add(tab);
  await field(tab).waitFor();
  // Records whatever gets into the field, even for a moment.
  await tab.evaluate(() => {
    globalThis.entered = [];
    const { set, get } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
    const area = document.querySelector("#ssh-public-key");
    new MutationObserver(() => globalThis.entered.push(document.body.innerHTML)).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    area.addEventListener("input", () => globalThis.entered.push(get.call(area)));
    Object.defineProperty(area, "value", { get, set(value) { globalThis.entered.push(value); set.call(this, value); } });
  });
  const forms = Object.values(privateKeys(client));
  const ways = [paste, (_, key) => drop(tab, "id_rsa", key), (_, key) => tab.getByLabel("Or choose its file").setInputFiles({ name: "id_rsa", mimeType: "text/plain", buffer: Buffer.from(key) })];
  for (const { form, text, secret } of forms) {
    for (const give of ways) {
      await field(tab).fill("ssh-rsa");
      await tab.getByRole("alert").getByText("The key is cut off.").waitFor();
      await give(tab, text);
      await tab.getByRole("alert").getByText(`This is a private key (${form}).`).waitFor();
      assert.match(await page.problem(), /It must stay on your computer: do not send it to anyone[^]*make a new key\./);
      assert.equal(await field(tab).inputValue(), "");
      assert.ok(await upload(tab).isDisabled());
      await page.assertHidden(secret);
    }
  }
  const entered = JSON.stringify(await tab.evaluate(() => globalThis.entered));
  assert.ok(entered.includes("This is a private key"));
  for (const { secret } of forms) assert.ok(!entered.includes(secret));

  // Typed or filled in by an extension, it is removed at once.
  const [{ form, text }] = forms;
  await field(tab).fill(text);
  await tab.getByText(`This is a private key (${form}).`).waitFor();
  assert.equal(await field(tab).inputValue(), "");
  const sent = (await Promise.all(page.sent)).join("\n");
  for (const { secret } of forms) {
    assert.ok(!sent.includes(secret));
    assert.ok(!JSON.stringify(edge.logs()).includes(secret));
  }
  page.assertClean();
});

test("explains a sixth key, a key that is there already, and one that was deleted elsewhere", async (t) => {
  const { page, tab, user } = await desk(t);
  const publicKeys = Array.from({ length: 5 }, () => client.generate().publicKey);
  const first = await uploaded(tab, publicKeys[0]);
  await add(tab);
  await field(tab).fill(publicKeys[0]);
  await upload(tab).click();
  assert.match(await page.problem(), /You have uploaded this key already[^]*DuplicateSSHPublicKey/);
  for (const publicKey of publicKeys.slice(1)) await user.uploadKey(publicKey);
  await field(tab).fill(line);
  await upload(tab).click();
  assert.match(await page.problem(), /You already have five SSH keys, and IAM allows no sixth[^]*LimitExceeded: Cannot exceed quota for SSHPublicKeysPerUser: 5/);
  await section(tab).getByRole("button", { name: "Reload" }).click();
  await tab.getByText("IAM allows five keys for a user.").waitFor();
  assert.equal((await shown(tab)).length, 5);
  await user.deleteKey(first);
  page.accept(`Make ${first} inactive? Every computer and program that uses it will be refused until you activate it again.`);
  await buttonOf(tab, first, "Make inactive").click();
  assert.match(await page.problem(), /This SSH key does not exist any more/);
});

test("names the IAM action that a user is not allowed", async (t) => {
  const { page, tab } = await desk(t, { allow: [{ actions: ["iam:List*", "codecommit:*"] }] });
  await add(tab);
  await field(tab).fill(line);
  await upload(tab).click();
  assert.match(await page.problem(), /You do not have the permission iam:UploadSSHPublicKey/);
});

test("keeps a new key that IAM's list does not show yet", async (t) => {
  t.after(() => aws.settings({ iam_read_delay_ms: 0 }));
  await aws.settings({ iam_read_delay_ms: 60_000 });
  const { tab } = await desk(t);
  const id = await uploaded(tab, client.generate().publicKey);
  assert.match(id, /^APKA/);
});

test("the wasm loads only when a key is added", async (t) => {
  const requested = [];
  const { page, tab } = await desk(t);
  tab.on("request", (request) => requested.push(request.url()));
  const wasm = () => requested.filter((url) => /ssh_keys.*\.wasm/.test(url)).length;
  await section(tab).getByRole("button", { name: "Reload" }).click();
  await tab.getByText("You have no SSH keys.").waitFor();
  assert.equal(wasm(), 0);
  await add(tab);
  await field(tab).waitFor();
  assert.equal(wasm(), 1);
  page.assertClean();
});

test("the SSH keys are accessible, and usable with only the keyboard", async (t) => {
  const { page, tab } = await desk(t, { options: {} });
  await assertAccessible(page, "no keys");
  await tabTo(tab, "Add an SSH key");
  await tab.keyboard.press("Enter");
  await tabTo(tab, "Public key");
  await tab.keyboard.insertText("ssh-ed25519 AAAA");
  await tab.getByRole("alert").waitFor();
  await assertAccessible(page, "a wrong key");
  await tab.keyboard.press("Control+a");
  await tab.keyboard.insertText(line);
  await tab.getByText("which IAM accepts").waitFor();
  await assertAccessible(page, "a right key");
  await tabTo(tab, "Upload the public key");
  await tab.keyboard.press("Enter");
  await tab.getByText("The public key was uploaded.").waitFor();
  assert.notEqual((await focused(tab)).tag, "BODY");
  await assertAccessible(page, "a key");
  page.assertClean();
});

const BEFORE_LEAVING = "Have you saved the private key? It is shown only now. If you leave, it is gone, and you need to generate another key.";
const fresh = (tab) => tab.getByRole("group", { name: "Your new SSH key" });

/** Generates a key in the page, and returns the file that is downloaded. */
async function generated(tab, { bits = "3072", passphrase = "" } = {}) {
  await add(tab);
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
  const { page, tab, keys } = await desk(t);
  const { file, text } = await generated(tab);
  await tab.getByRole("button", { name: "Copy the private key" }).click();
  await tab.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), text);
  const secret = text.split("\n")[9];
  await page.assertHidden(secret);
  page.accept(BEFORE_LEAVING);
  await tab.getByRole("button", { name: "I have saved it: upload the public key" }).click();
  await tab.getByText("The public key was uploaded.").waitFor();
  assert.equal(await fresh(tab).count(), 0);
  const [id] = await shown(tab);

  const env = client.environment({ file });
  const directory = world.directory();
  await git.ok(["clone", "--quiet", client.url(id, "app"), directory], { env });
  const commit = await git.commit(directory, "generated.txt", "with a generated key\n");
  await git.ok(["push", "--quiet", "origin", "HEAD"], { cwd: directory, env });
  assert.equal(await git.ok(["rev-parse", "HEAD"], { cwd: world.bare("eu-west-1", "app") }), commit);
  page.accept(`Make ${id} inactive? Every computer and program that uses it will be refused until you activate it again. No other key is active, so you cannot use SSH at all then.`);
  await buttonOf(tab, id, "Make inactive").click();
  await tab.getByText(`${id} is inactive now.`).waitFor();
  assert.match((await list(id, { file })).stderr, DENIED);

  await page.assertHidden(secret, keys.secretAccessKey);
  assert.equal(await inMemory(tab, secret), false);
  const sent = (await Promise.all(page.sent)).join("\n");
  for (const place of [sent, JSON.stringify(edge.logs())]) assert.ok(!place.includes(secret));
  page.assertClean();
});

test("generates a key with a passphrase", async (t) => {
  const PASSPHRASE = "correct horse battery";
  const { page, tab } = await desk(t);
  await add(tab);
  await tab.getByLabel("Passphrase (optional)").fill(PASSPHRASE);
  await tab.getByRole("button", { name: "Generate the key" }).click();
  assert.match(await page.problem(), /The passphrases are not the same/);
  for (const label of ["Passphrase (optional)", "Passphrase again"]) await tab.getByLabel(label).fill("abc");
  await tab.getByRole("button", { name: "Generate the key" }).click();
  await tab.getByText("The passphrase cannot be used.").waitFor({ timeout: 60_000 });
  await tab.getByRole("button", { name: "Cancel" }).click();

  const { file, text } = await generated(tab, { bits: "4096", passphrase: PASSPHRASE });
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

test("asks before a generated key is lost, and then keeps nothing of it", async (t) => {
  const { page, tab } = await desk(t);
  const { text } = await generated(tab);
  const secret = text.split("\n")[9];
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
  page.assertClean();
});

test("shows how to use a key: the lines for ssh, the host key, the clone command", async (t) => {
  const { page, tab } = await desk(t);
  const id = await uploaded(tab, client.generate().publicKey);
  const panel = tab.getByRole("group", { name: `Use ${id}` });
  await panel.getByLabel("Region").fill("eu-central-1");
  await panel.getByLabel("Repository").fill("app");
  const text = await panel.innerText();
  for (const part of [`Host git-codecommit.*.amazonaws.com`, `User ${id}`, "IdentityFile ~/.ssh/codecommit_rsa", "SHA256:MwGrkiEki8QkkBtlAgXbYt0hoZYBnZF62VY5RzGJEUY", "AWS CodeCommit User Guide", "git clone ssh://git-codecommit.eu-central-1.amazonaws.com/v1/repos/app"]) assert.ok(text.includes(part), `${part} in ${text}`);
  assert.ok(!text.includes("PubkeyAcceptedAlgorithms"));
  await panel.getByLabel("Allow SHA-1 signatures").check();
  await panel.getByText("PubkeyAcceptedAlgorithms +ssh-rsa").waitFor();
  await panel.getByLabel("Region").fill("il-central-1");
  await panel.getByText("This page does not know the fingerprint").waitFor();
  await panel.getByLabel("Region").fill("nowhere");
  await panel.getByText("This is not a region with CodeCommit.").waitFor();
  await panel.getByLabel("Region").fill("eu-west-1");
  await tab.getByText("Replace a key").click();
  await tab.getByText("Add a new key. Both keys work.").waitFor();
  await assertAccessible(page, "how to use a key");
  page.assertClean();
});
