import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, test } from "node:test";

import { Environment } from "../support/environment.mjs";
import { IamUser } from "../support/iam.mjs";

const DENIED = /Permission denied \(publickey\)/;
const OTHER_ACCOUNT = "210987654321";

const world = await Environment.start({ args: ["--ssh-listen", "127.0.0.1:0"] });
after(() => world.close());
const { aws, git } = world;
const client = world.sshClient();
const key = client.generate();
const alice = await IamUser.create(aws, { name: "alice" });
const keyId = await alice.uploadKey(key.publicKey);
await aws.repository("eu-west-1", "app");
await aws.repository("eu-west-1", "empty", { sample: "empty" });

const env = client.environment(key);

test("a user's key clones and pushes", async () => {
  const clone = world.directory();
  await git.ok(["clone", "--quiet", client.url(keyId, "app"), clone], { env });
  assert.equal(await git.ok(["rev-parse", "HEAD"], { cwd: clone }), await git.ok(["rev-parse", "HEAD"], { cwd: world.bare("eu-west-1", "app") }));

  const commit = await git.commit(clone, "ssh.txt", "over SSH\n");
  await git.ok(["push", "--quiet", "origin", "HEAD"], { cwd: clone, env });
  assert.equal(await git.ok(["rev-parse", "HEAD"], { cwd: world.bare("eu-west-1", "app") }), commit);
});

test("the first branch pushed to an empty repository becomes its default branch", async () => {
  const clone = world.directory();
  await git.ok(["init", "--quiet", "--initial-branch=trunk", clone]);
  await git.commit(clone, "a.txt", "a\n");
  await git.ok(["push", "--quiet", client.url(keyId, "empty"), "HEAD"], { cwd: clone, env });
  assert.equal(await git.ok(["symbolic-ref", "HEAD"], { cwd: world.bare("eu-west-1", "empty") }), "refs/heads/trunk");
});

test("an inactive or deleted key is refused, and no other key opens its name", async () => {
  const second = client.generate();
  const secondId = await alice.uploadKey(second.publicKey);
  const list = (id, { file }) => git.run(["ls-remote", client.url(id, "app")], { env: client.environment({ file }) });
  assert.equal((await list(secondId, second)).code, 0);
  assert.match((await list(keyId, second)).stderr, DENIED);
  assert.match((await list(secondId, key)).stderr, DENIED);

  await alice.setKeyStatus(secondId, "Inactive");
  assert.match((await list(secondId, second)).stderr, DENIED);
  assert.equal((await list(keyId, key)).code, 0);
  await alice.setKeyStatus(secondId, "Active");
  assert.equal((await list(secondId, second)).code, 0);
  await alice.deleteKey(secondId);
  assert.match((await list(secondId, second)).stderr, DENIED);
  assert.match((await list("APKAUNKNOWNUNKNOWN00", key)).stderr, DENIED);
});

test("a key reaches repositories of its own account only", async () => {
  await aws.repository("eu-west-1", "theirs", { sample: "history", account: OTHER_ACCOUNT });
  const own = client.generate();
  const bob = await IamUser.create(aws, { name: "bob", account: OTHER_ACCOUNT });
  const bobsId = await bob.uploadKey(own.publicKey);
  const list = (id, used, name) => git.run(["ls-remote", client.url(id, name)], { env: client.environment(used) });

  assert.equal((await list(bobsId, own, "theirs")).code, 0);
  for (const [id, used, name] of [[bobsId, own, "app"], [keyId, key, "theirs"], [keyId, key, "nothing"]]) {
    const { code, stderr } = await list(id, used, name);
    assert.equal(code, 128);
    assert.match(stderr, new RegExp(`RepositoryDoesNotExistException: ${name} does not exist`));
  }
});

test("a key gives the permissions of its user", async () => {
  const own = client.generate();
  const allow = [{ actions: ["codecommit:GitPull"], repositories: ["app"] }, { actions: ["iam:*SSHPublicKey*"] }];
  const reader = await IamUser.create(aws, { name: "reader", allow });
  const url = client.url(await reader.uploadKey(own.publicKey), "app");
  const clone = world.directory();
  await git.ok(["clone", "--quiet", url, clone], { env: client.environment(own) });
  await git.commit(clone, "b.txt", "b\n");
  const { stderr } = await git.run(["push", "origin", "HEAD"], { cwd: clone, env: client.environment(own) });
  assert.match(stderr, /AccessDeniedException: User: arn:aws:iam::123456789012:user\/reader is not authorized to perform: codecommit:GitPush/);
});

test("git is all that a client can run", async () => {
  const shell = client.run(keyId, key);
  assert.match(shell.stderr, /You have successfully authenticated over SSH\. .* Interactive shells are not supported\./);
  assert.equal(shell.code, 1);
  for (const command of ["id", "git-upload-pack '/etc'", "git-upload-pack '/v1/repos/../app'", "git-upload-archive '/v1/repos/app'"]) {
    const { code, stdout } = client.run(keyId, key, [command]);
    assert.deepEqual([code, stdout], [1, ""], command);
  }
});

test("IAM's delay applies to keys, too", async () => {
  await aws.settings({ iam_delay_ms: 60_000 });
  const own = client.generate();
  const list = (id, used) => git.run(["ls-remote", client.url(id, "app")], { env: client.environment(used) });
  try {
    const id = await alice.uploadKey(own.publicKey);
    assert.match((await list(id, own)).stderr, DENIED);
    await aws.settings({ iam_delay_ms: 0 });
    assert.equal((await list(id, own)).code, 0);
    await aws.settings({ iam_delay_ms: 60_000 });
    await alice.deleteKey(id);
    await aws.settings({ iam_delay_ms: 0 });
    assert.match((await list(id, own)).stderr, DENIED);
  } finally {
    await aws.settings({ iam_delay_ms: 0 });
  }
});

test("prints the fingerprint of its host key as OpenSSH does", () => {
  const shown = execFileSync("ssh-keygen", ["-l", "-f", client.knownHosts], { encoding: "utf8" });
  assert.equal(shown.split(" ")[1], aws.ssh.fingerprint);
});
