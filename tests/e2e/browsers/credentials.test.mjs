// An IAM user's credentials in each browser engine. The details are tested in ../page, in Chromium.

import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import { after, test } from "node:test";

import { ENGINES } from "../support/browsers/engines.mjs";
import { create, created, list, rotation, saved, shown, tried } from "../support/credential-desk.mjs";
import { withUserinfo } from "../support/credentials.mjs";
import { IamUser } from "../support/iam.mjs";
import { privateKeys, wrongPublicKeys } from "../support/wrong-ssh-keys.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start({ args: ["--ssh-listen", "127.0.0.1:0"] });
after(() => www.close());
const { aws, edge, git, world } = www;
await aws.repository("eu-west-1", "app");
const client = world.sshClient();
/** Some of the wrong keys, one of each way to be wrong. The page's own tests try all. */
const WRONG = ["an Ed25519 key", "an ECDSA key in PEM", "a DSA key", "an RSA certificate", "an RSA key of 1,024 bits", "an RSA key of 16,385 bits", "two keys", "something else"];
const wrongKeys = wrongPublicKeys(client);
const { "an OpenSSH key": openssh, "a PKCS#8 key": pkcs8, "a PuTTY key": putty } = privateKeys(client);
const BEFORE_LEAVING_KEY = "Have you saved the private key? It is shown only now. If you leave, it is gone, and you need to generate another key.";
let users = 0;

/** The desk of a new IAM user, who is signed in. */
async function desk(t, engine) {
  const name = `user${++users}`;
  const user = await IamUser.create(aws, { name });
  const keys = await aws.user({ name });
  const page = await www.opened(t, "/credentials", {}, { engine });
  await page.signIn(keys);
  return { page, tab: page.tab, keys, name, user };
}

/** The same with the SSH keys open. */
async function sshDesk(t, engine) {
  const opened = await desk(t, engine);
  await opened.tab.getByRole("button", { name: "Manage SSH keys" }).click();
  await opened.tab.getByRole("button", { name: "Add an SSH key" }).click();
  return { ...opened, section: opened.tab.getByRole("region", { name: "SSH keys", exact: true }), field: opened.tab.getByLabel("Public key", { exact: true }) };
}

/** Leaves the desk for another view. */
async function left(tab) {
  await tab.getByRole("link", { name: "Doctor" }).click();
  await tab.getByRole("heading", { name: "Doctor" }).waitFor();
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
    assert.match(await tried(tab), /^Accepted/);
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

  test(`generates an SSH key with which git clones and pushes until it is inactive (${engine})`, async (t) => {
    const { page, tab, section, keys } = await sshDesk(t, engine);
    await tab.getByLabel("Length").selectOption("3072");
    await tab.getByRole("button", { name: "Generate the key" }).click();
    await tab.getByRole("group", { name: "Your new SSH key" }).waitFor({ timeout: 60_000 });
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Download the private key" }).click()]);
    assert.equal(download.suggestedFilename(), "codecommit_rsa");
    const file = world.directory();
    await download.saveAs(file);
    chmodSync(file, 0o600);
    const secret = readFileSync(file, "utf8").split("\n")[9];
    await tab.getByRole("button", { name: "Copy the private key" }).click();
    await tab.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.clipboard(), readFileSync(file, "utf8"));
    page.accept(BEFORE_LEAVING_KEY);
    await tab.getByRole("button", { name: "I have saved it: upload the public key" }).click();
    await tab.getByText("The public key was uploaded.").waitFor();
    const [id] = await section.locator("li strong").allInnerTexts();

    const env = client.environment({ file });
    const directory = world.directory();
    await git.ok(["clone", "--quiet", client.url(id, "app"), directory], { env });
    const commit = await git.commit(directory, `${engine}.txt`, "with a generated key\n");
    await git.ok(["push", "--quiet", "origin", "HEAD"], { cwd: directory, env });
    assert.equal(await git.ok(["rev-parse", "HEAD"], { cwd: world.bare("eu-west-1", "app") }), commit);
    page.accept(`Make ${id} inactive? Every computer and program that uses it will be refused until you activate it again. No other key is active, so you cannot use SSH at all then.`);
    await tab.getByRole("group", { name: id, exact: true }).getByRole("button", { name: "Make inactive" }).click();
    await tab.getByText(`${id} is inactive now.`).waitFor();
    assert.match((await git.run(["ls-remote", client.url(id, "app")], { env })).stderr, /Permission denied \(publickey\)/);
    await left(tab);
    await page.assertHidden(secret, keys.secretAccessKey);
    page.assertClean();
  });

  test(`explains what is wrong with each SSH key, and removes private keys (${engine})`, async (t) => {
    const { page, tab, field } = await sshDesk(t, engine);
    for (const name of WRONG) {
      const [text, sentence] = wrongKeys[name];
      await field.fill(text);
      await tab.getByRole("alert").getByText(sentence).waitFor();
      assert.ok(await tab.getByRole("button", { name: "Upload the public key", exact: true }).isDisabled(), name);
    }
    const choose = (text) => tab.getByLabel("Or choose its file").setInputFiles({ name: "id_rsa", mimeType: "text/plain", buffer: Buffer.from(text) });
    for (const [{ form, text, secret }, give] of [[putty, choose], [pkcs8, choose], [openssh, (each) => field.fill(each)]]) {
      await give(text);
      await tab.getByText(`This is a private key (${form}).`).waitFor();
      assert.equal(await field.inputValue(), "", form);
      await page.assertHidden(secret);
    }
    page.assertClean();
  });

  test(`explains IAM's limits to two sets and five keys (${engine})`, async (t) => {
    const { page, tab, user, section, field } = await sshDesk(t, engine);
    await tab.getByText("You have no Git credentials.").waitFor();
    for (let count = 0; count < 2; count++) await user.gitCredentials();
    await tab.getByRole("button", { name: "Create Git credentials" }).click();
    assert.match(await page.problem(), /already have two sets of Git credentials[^]*LimitExceeded: Cannot exceed quota/);
    await list(tab).getByRole("button", { name: "Reload" }).click();
    await rotation(tab).getByText("Which set do you want to replace?").waitFor();

    for (let count = 0; count < 5; count++) await user.uploadKey(client.generate().publicKey);
    await field.fill(client.generate().publicKey);
    await tab.getByRole("button", { name: "Upload the public key", exact: true }).click();
    assert.match(await section.getByRole("alert").innerText(), /You already have five SSH keys, and IAM allows no sixth[^]*LimitExceeded: Cannot exceed quota for SSHPublicKeysPerUser: 5/);
    page.assertClean();
  });

  test(`shows the owner of temporary keys what they can use instead (${engine})`, async (t) => {
    const page = await www.opened(t, "/credentials", {}, { engine });
    await page.signIn(await aws.credentials());
    await page.tab.getByRole("heading", { name: "Git credentials and SSH keys belong to IAM users" }).waitFor();
    await page.tab.getByText("You are signed in with the temporary keys of the role developer.").waitFor();
    page.assertClean();
  });

  test(`keeps no secret after the user has left (${engine})`, async (t) => {
    const { page, tab, keys, name } = await desk(t, engine);
    await tab.getByRole("button", { name: "Create Git credentials" }).click();
    await created(tab).getByRole("button", { name: "Copy the password" }).click();
    await tab.getByRole("button", { name: "Copied" }).waitFor();
    const password = await page.clipboard();
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByRole("button", { name: "Download as CSV" }).click()]);
    assert.equal(download.suggestedFilename(), `${name}_codecommit_credentials.csv`);
    assert.equal(readFileSync(await download.path(), "utf8"), `User Name,Password\r\n${name}-at-123456789012,${password}\r\n`);
    await page.assertHidden(password);
    assert.equal((await shown(tab)).password, password);
    await saved(page);
    await left(tab);
    await page.assertHidden(password, keys.secretAccessKey);
    await tab.getByRole("button", { name: "Sign out" }).click();
    await tab.getByRole("button", { name: "Sign out" }).waitFor({ state: "detached" });
    await page.assertHidden(password, keys.secretAccessKey);
    assert.ok(!JSON.stringify(edge.logs()).includes(password));
    page.assertClean();
  });
}
