import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { after, test } from "node:test";

import { assertAccessible, focused, tabTo } from "../support/accessibility.mjs";
import { SshKeyDesk } from "../support/ssh-key-desk.mjs";
import { privateKeys, wrongPublicKeys } from "../support/wrong-ssh-keys.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start({ args: ["--ssh-listen", "127.0.0.1:0"] });
after(() => www.close());
const { aws, edge, git } = www;
await aws.repository("eu-west-1", "app");
const client = www.world.sshClient();
const DENIED = /Permission denied \(publickey\)/;

const list = (id, key) => git.run(["ls-remote", client.url(id, "app")], { env: client.environment(key) });

/** Pastes into the field for a public key, as with the keyboard. */
async function paste({ tab, field }, text) {
  await tab.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await field.focus();
  await tab.keyboard.press("Control+v");
}

/** Drops a file on the field for a public key. */
async function drop({ tab, field }, name, content) {
  const transfer = await tab.evaluateHandle(([file, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], file));
    return data;
  }, [name, content]);
  await field.dispatchEvent("drop", { dataTransfer: transfer });
}

const pem = (key, type, format = "pem") => key.export({ type, format });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });

test("checks and uploads a key, which git uses until it is inactive, and not after it is deleted", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  await tab.getByText("You have no SSH keys.").waitFor();
  const key = client.generate();
  const [, sha256] = execFileSync("ssh-keygen", ["-l", "-f", key.file], { encoding: "utf8" }).split(" ");
  const [, md5] = execFileSync("ssh-keygen", ["-l", "-E", "md5", "-f", key.file], { encoding: "utf8" }).split(" ");
  await desk.add();
  assert.ok(await desk.uploadButton.isDisabled());
  await desk.field.fill(key.publicKey);
  await tab.locator("#ssh-public-key-seen").getByText("an RSA key of 2,048 bits").waitFor();
  const seen = await tab.locator("#ssh-public-key-seen").innerText();
  for (const part of ["an RSA key of 2,048 bits", md5.replace(/^MD5:/, ""), sha256, "alice@example.com"]) assert.ok(seen.includes(part), seen);
  await desk.uploadButton.click();
  await tab.getByText("The public key was uploaded.").waitFor();
  const [id] = await desk.ids();
  assert.match(await desk.section.innerText(), new RegExp(`${id}\\s+active\\s+uploaded today\\s+alice@example.com\\s+MD5 ${md5.replace(/^MD5:/, "")}`));
  assert.equal((await list(id, key)).code, 0);

  const last = " No other key is active, so you cannot use SSH at all then.";
  page.dismiss(`Make ${id} inactive? Every computer and program that uses it will be refused until you activate it again.${last}`);
  await desk.button(id, "Make inactive").click();
  assert.equal((await list(id, key)).code, 0);
  page.accept(`Make ${id} inactive? Every computer and program that uses it will be refused until you activate it again.${last}`);
  await desk.button(id, "Make inactive").click();
  await tab.getByText(`${id} is inactive now.`).waitFor();
  assert.match((await list(id, key)).stderr, DENIED);
  page.accept(`Activate ${id}? Everyone who has its private key can use your repositories again.`);
  await desk.button(id, "Activate").click();
  await tab.getByText(`${id} is active now.`).waitFor();
  assert.equal((await list(id, key)).code, 0);
  page.accept(`Delete ${id}? Everything that still uses it will be refused. If you upload the key again, it gets another id. This cannot be undone. It is still active: if you make it inactive first, you can see what uses it and go back.${last}`);
  await desk.button(id, "Delete").click();
  await tab.getByText(`${id} was deleted.`).waitFor();
  assert.match((await list(id, key)).stderr, DENIED);
  page.assertClean();
});

const line = client.generate().publicKey.trim();

test("explains what is wrong with each key, and does not offer to upload it", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  await desk.add();
  for (const [name, [text, sentence, next]] of Object.entries(wrongPublicKeys(client))) {
    await desk.field.fill(text);
    await tab.getByRole("alert").getByText(sentence, { exact: true }).waitFor();
    const problem = await page.problem();
    assert.ok(problem.startsWith(`${sentence}\n\n${next}\n`), `${name}: ${problem}`);
    assert.ok(await desk.uploadButton.isDisabled(), name);
    await desk.field.fill("");
    await tab.getByRole("alert").waitFor({ state: "detached" });
  }
  page.assertClean();
});

test("shows the commands and files that a message names as code", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  await desk.add();
  await desk.field.fill(client.generate({ type: "ed25519" }).publicKey);
  await tab.getByRole("alert").locator("code", { hasText: /^ssh-keygen -t rsa -b 4096$/ }).waitFor();
  assert.doesNotMatch(await page.problem(), /`/);
  await assertAccessible(page, "a message with code");
});

test("accepts a key in each form, pasted, dropped or chosen as a file", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  await desk.add();
  const forms = { line, "line with Windows endings": `${line}\r\n`, "wrapped line": line.replace(/.{70}/g, "$&\n"), SPKI: pem(rsa.publicKey, "spki"), "PKCS#1": pem(rsa.publicKey, "pkcs1") };
  const good = tab.getByText("an RSA key of 2,048 bits, which IAM accepts");
  for (const [name, text] of Object.entries(forms)) {
    await desk.field.fill("");
    await good.waitFor({ state: "detached" });
    await paste(desk, text);
    await good.waitFor();
    await desk.field.fill("");
    await good.waitFor({ state: "detached" });
    await drop(desk, "id_rsa.pub", text);
    await good.waitFor();
    assert.match(await desk.field.inputValue(), /^ssh-rsa /, name);
  }
  await desk.field.fill("");
  await tab.getByLabel("Or choose its file").setInputFiles({ name: "id_rsa.pub", mimeType: "text/plain", buffer: Buffer.from(`\ufeff${line}`, "utf16le") });
  await good.waitFor();
  await desk.uploadButton.click();
  await tab.getByText("The public key was uploaded.").waitFor();
  page.assertClean();
});

test("refuses a private key before it is shown or sent", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  await desk.add();
  await desk.field.waitFor();
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
  const ways = [paste, (_, key) => drop(desk, "id_rsa", key), (_, key) => tab.getByLabel("Or choose its file").setInputFiles({ name: "id_rsa", mimeType: "text/plain", buffer: Buffer.from(key) })];
  for (const { form, text, secret } of forms) {
    for (const give of ways) {
      await desk.field.fill("ssh-rsa");
      await tab.getByRole("alert").getByText("The key is cut off.").waitFor();
      await give(desk, text);
      await tab.getByRole("alert").getByText(`This is a private key (${form}).`).waitFor();
      assert.match(await page.problem(), /It must stay on your computer: do not send it to anyone[^]*make a new key\./);
      assert.equal(await desk.field.inputValue(), "");
      assert.ok(await desk.uploadButton.isDisabled());
      await page.assertHidden(secret);
    }
  }
  const entered = JSON.stringify(await tab.evaluate(() => globalThis.entered));
  assert.ok(entered.includes("This is a private key"));
  for (const { secret } of forms) assert.ok(!entered.includes(secret));

  // Typed or filled in by an extension, it is removed at once.
  const [{ form, text }] = forms;
  await desk.field.fill(text);
  await tab.getByText(`This is a private key (${form}).`).waitFor();
  assert.equal(await desk.field.inputValue(), "");
  const sent = (await Promise.all(page.sent)).join("\n");
  for (const { secret } of forms) {
    assert.ok(!sent.includes(secret));
    assert.ok(!JSON.stringify(edge.logs()).includes(secret));
  }
  page.assertClean();
});

test("explains a sixth key, a key that is there already, and one that was deleted elsewhere", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab, user } = desk;
  const publicKeys = Array.from({ length: 5 }, () => client.generate().publicKey);
  const first = await desk.upload(publicKeys[0]);
  await desk.add();
  await desk.field.fill(publicKeys[0]);
  await desk.uploadButton.click();
  assert.match(await page.problem(), /You have uploaded this key already[^]*DuplicateSSHPublicKey/);
  for (const publicKey of publicKeys.slice(1)) await user.uploadKey(publicKey);
  await desk.field.fill(line);
  await desk.uploadButton.click();
  assert.match(await page.problem(), /You already have five SSH keys, and IAM allows no sixth[^]*LimitExceeded: Cannot exceed quota for SSHPublicKeysPerUser: 5/);
  await desk.section.getByRole("button", { name: "Reload" }).click();
  await tab.getByText("IAM allows five keys for a user.").waitFor();
  assert.equal((await desk.ids()).length, 5);
  await user.deleteKey(first);
  page.accept(`Make ${first} inactive? Every computer and program that uses it will be refused until you activate it again.`);
  await desk.button(first, "Make inactive").click();
  assert.match(await page.problem(), /This SSH key does not exist any more/);
});

test("names the IAM action that a user is not allowed", async (t) => {
  const desk = await SshKeyDesk.open(t, www, { allow: [{ actions: ["iam:List*", "codecommit:*"] }] });
  const { page, tab } = desk;
  await desk.add();
  await desk.field.fill(line);
  await desk.uploadButton.click();
  assert.match(await page.problem(), /You do not have the permission iam:UploadSSHPublicKey/);
});

test("keeps a new key that IAM's list does not show yet", async (t) => {
  t.after(() => aws.settings({ iam_read_delay_ms: 0 }));
  await aws.settings({ iam_read_delay_ms: 60_000 });
  const desk = await SshKeyDesk.open(t, www);
  const { tab } = desk;
  const id = await desk.upload(client.generate().publicKey);
  assert.match(id, /^APKA/);
});

test("the wasm loads only when a key is added", async (t) => {
  const requested = [];
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  tab.on("request", (request) => requested.push(request.url()));
  const wasm = () => requested.filter((url) => /ssh_keys.*\.wasm/.test(url)).length;
  await desk.section.getByRole("button", { name: "Reload" }).click();
  await tab.getByText("You have no SSH keys.").waitFor();
  assert.equal(wasm(), 0);
  await desk.add();
  await desk.field.waitFor();
  assert.equal(wasm(), 1);
  page.assertClean();
});

test("the SSH keys are accessible, and usable with only the keyboard", async (t) => {
  const desk = await SshKeyDesk.open(t, www, { options: {} });
  const { page, tab } = desk;
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

test("shows how to use a key: the lines for ssh, the host key, the clone command", async (t) => {
  const desk = await SshKeyDesk.open(t, www);
  const { page, tab } = desk;
  const id = await desk.upload(client.generate().publicKey);
  const panel = tab.getByRole("group", { name: `Use ${id}` });
  await panel.getByLabel("Region").fill("us-east-1");
  await panel.getByLabel("Repository").fill("https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/app");
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
