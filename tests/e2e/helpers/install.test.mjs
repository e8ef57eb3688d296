// What git-credential-codecommit does to git's configuration.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { HOST, keyLines, keysIn, Laptop, PROGRAMS, URL_OF_APP } from "../support/laptop.mjs";

const laptop = await Laptop.start();
after(() => laptop.close());
const { aws } = laptop;
await aws.repository("eu-west-1", "app");
const keys = await aws.credentials();

const helper = (user, args, options) => user.run("git-credential-codecommit", args, options);
const configuration = (user) => readFileSync(join(user.home, ".gitconfig"), "utf8");

test("shows its lines first, adds them once, and removes them", async () => {
  const user = laptop.user();
  await user.ok(["config", "--global", "credential.helper", "cache"]);
  const before = configuration(user);

  const asked = await helper(user, ["install"]);
  assert.equal(asked.code, 1);
  assert.match(asked.stderr, /\(confirmation_required\)/);
  assert.equal(configuration(user), before);

  const [, shown] = /\n\n(\[credential[^]*?)\n\n/.exec((await helper(user, ["install", "--yes"])).stdout) ?? [];
  await helper(user, ["install", "--yes"]);
  const added = configuration(user).slice(before.length);
  const listed = (text) => user.ok(["config", "--list", "--file", user.write("lines", text)]);
  assert.equal(await listed(shown), await listed(added));
  assert.equal(await user.ok(["config", "--get-urlmatch", "credential.helper", URL_OF_APP]), "codecommit");

  assert.equal((await helper(user, ["uninstall", "--yes"])).stdout, "Removed.\n");
  assert.equal(configuration(user), before);
  assert.match((await helper(user, ["uninstall", "--yes"])).stdout, /does not use this program/);
});

test("writes the program's path, quoted for git's shell, if git does not find it by name", async () => {
  const user = laptop.user({ env: { PATH: process.env.PATH } });
  await helper(user, ["install", "--yes", "--profile", "it's mine"]);
  const value = await user.ok(["config", "--get-urlmatch", "credential.helper", URL_OF_APP]);
  assert.equal(value, `!'${PROGRAMS}/git-credential-codecommit' --profile 'it'\\''s mine'`);
  assert.match((await user.git(["ls-remote", URL_OF_APP])).stderr, /has no profile `it's mine` \(profile_not_found\)/);
  await helper(user, ["uninstall", "--yes"]);
  assert.doesNotMatch(configuration(user), /codecommit/);
});

test("changes nothing if another helper is set for these hosts", async () => {
  const user = laptop.user();
  const key = "credential.https://git-codecommit.*.amazonaws.com.helper";
  await user.ok(["config", "--global", key, "!aws codecommit credential-helper $@"]);
  const before = configuration(user);
  const { code, stderr } = await helper(user, ["install", "--yes"]);
  assert.equal(code, 1);
  assert.ok(stderr.includes("aws codecommit credential-helper") && stderr.includes(`git config --global --unset-all '${key}'`), stderr);
  assert.equal(configuration(user), before);
});

test("refuses unknown arguments", async () => {
  const user = laptop.user();
  for (const args of [[], ["--profil", "x", "get"], ["get", "--profile"], ["get", "now"], ["get", "--yes"], ["install", URL_OF_APP, "extra"]]) {
    const { code, stderr } = await helper(user, args);
    assert.equal(code, 1, args.join(" "));
    assert.match(stderr, /\(invalid_arguments\)\n.*--help/);
  }
  assert.match((await helper(user, ["--help"])).stdout, /install.*\n.*doctor/s);
});

test("refuses addresses that git-remote-codecommit cannot have", async () => {
  const user = laptop.user({ env: keysIn(keys) });
  const cases = {
    "codecommit::eu-west-1://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app": "invalid_address",
    "codecommit::nowhere://app": "invalid_region",
    "codecommit::eu-west-1://app/folder": "invalid_repository_name",
    "codecommit::eu-west-1://": "invalid_repository_name",
    "codecommit::eu-west-1:app": "invalid_address",
    "codecommit://app": "region_required",
    "codecommit::us-iso-east-1://app": "invalid_host",
    "codecommit::eu-west-1://none@app": "profile_not_found",
  };
  for (const [address, code] of Object.entries(cases)) {
    const { stderr } = await user.git(["ls-remote", address]);
    assert.ok(stderr.includes(`(${code})`), `${address}: ${stderr}`);
  }
  const elsewhere = { CODE_COMMIT_ENDPOINT: "git-codecommit.eu-west-1.amazonaws.com.evil.example" };
  assert.match((await user.git(["ls-remote", "codecommit::eu-west-1://app"], { env: elsewhere })).stderr, /CODE_COMMIT_ENDPOINT.*\(invalid_host\)/);
});

/** The access key that git gets for a repository. */
async function keyFor(user, repository) {
  const filled = await user.ok(["credential", "fill"], { input: `protocol=https\nhost=${HOST}\npath=v1/repos/${repository}\n\n` });
  return /^username=(\w+)/m.exec(filled)[1];
}

/** A user with keys in the environment, and others in the profile `work`. */
async function userWithTwo() {
  const work = await aws.credentials({ session: false });
  const user = laptop.user({ config: `[profile work]\n${keyLines(work)}`, env: keysIn(keys) });
  return { user, work: work.accessKeyId };
}

for (const [order, steps] of Object.entries({
  "after the hosts": [["install"], ["install", "--profile", "work", URL_OF_APP]],
  "before the hosts": [["install", "--profile", "work", URL_OF_APP], ["install"]],
  "twice": [["install"], ["install", "--profile", "other", URL_OF_APP], ["install", "--profile", "work", URL_OF_APP], ["install"]],
})) {
  test(`one repository has a profile of its own, installed ${order}`, async () => {
    const { user, work } = await userWithTwo();
    const before = configuration(user);
    for (const step of steps) assert.equal((await helper(user, [...step, "--yes"])).code, 0);
    assert.deepEqual([await keyFor(user, "app"), await keyFor(user, "part")], [work, keys.accessKeyId]);

    await helper(user, ["uninstall", "--yes", URL_OF_APP]);
    assert.deepEqual([await keyFor(user, "app"), await keyFor(user, "part")], [keys.accessKeyId, keys.accessKeyId]);
    await helper(user, ["uninstall", "--yes"]);
    assert.equal(configuration(user), before);
  });
}

test("keeps a user's own section for one repository effective after the next install", async () => {
  const { user, work } = await userWithTwo();
  await user.ok(["config", "--global", `credential.${URL_OF_APP}.helper`, "codecommit --profile work"]);
  const { stdout } = await helper(user, ["install", "--yes"]);
  assert.ok(stdout.includes(`[credential "${URL_OF_APP}"]\n    helper =\n    helper = "codecommit --profile work"\n`) || stdout.includes(`[credential "${URL_OF_APP}"]\n    helper =\n    helper = codecommit --profile work\n`), stdout);
  assert.deepEqual([await keyFor(user, "app"), await keyFor(user, "part")], [work, keys.accessKeyId]);
  await helper(user, ["uninstall", "--yes"]);
  assert.doesNotMatch(configuration(user), /codecommit/);
});

test("keeps the user's other settings for these hosts", async () => {
  const user = laptop.user();
  const key = "credential.https://git-codecommit.*.amazonaws.com.interactive";
  await user.ok(["config", "--global", key, "false"]);
  await helper(user, ["install", "--yes"]);
  await helper(user, ["uninstall", "--yes"]);
  assert.equal(await user.ok(["config", "--global", key]), "false");
});

test("configures only addresses that begin with https://", async () => {
  const user = laptop.user();
  for (const [address, code] of [["codecommit::eu-west-1://app", "invalid_url"], ["https://example.com/v1/repos/app", "invalid_host"]]) {
    const { stderr } = await helper(user, ["install", "--yes", address]);
    assert.ok(stderr.includes(`(${code})`), stderr);
  }
});
