// What git-credential-codecommit does to git's configuration, and how it finds what is wrong on a machine.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { keysIn, Laptop, PROGRAMS, URL_OF_APP } from "../support/laptop.mjs";

const laptop = await Laptop.start();
after(() => laptop.close());
const { aws } = laptop;
await aws.repository("eu-west-1", "app");
const keys = await aws.credentials();

const helper = (user, args, options) => user.run("git-credential-codecommit", args, options);
const configuration = (user) => readFileSync(join(user.home, ".gitconfig"), "utf8");

test("shows its lines first, adds them once, and takes them back", async () => {
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
  assert.match((await helper(user, ["uninstall", "--yes"])).stdout, /does not call this program/);
});

test("writes the program's path, quoted for git's shell, if git would not find it by name", async () => {
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

test("refuses arguments that it does not know", async () => {
  const user = laptop.user();
  for (const args of [[], ["--profil", "x", "get"], ["get", "--profile"], ["get", "now"], ["get", "--yes"], ["install", "extra"]]) {
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

test("the doctor checks everything that a clone needs, and says what it did not check", async () => {
  const user = laptop.user({ env: keysIn(keys) });
  const without = await helper(user, ["doctor"]);
  assert.equal(without.code, 0);
  assert.match(without.stdout, /ok .*git version/);
  assert.match(without.stdout, new RegExp(`ok .*temporary credentials ${keys.accessKeyId} from the environment`));
  assert.match(without.stdout, /not checked  clock, host and permission/);

  await helper(user, ["install", "--yes"]);
  for (const address of ["codecommit::eu-west-1://app", URL_OF_APP]) {
    const { code, stdout } = await helper(user, ["doctor", address]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /ok .*git's configuration asks this program/);
    assert.match(stdout, /ok .*clock agrees/);
    assert.match(stdout, /ok .*CodeCommit lists \d+ refs of app in eu-west-1/);
    assert.doesNotMatch(stdout, /WRONG|not checked/);
    for (const secret of [keys.secretAccessKey, keys.sessionToken]) assert.ok(!stdout.includes(secret));
  }
});

test("the doctor finds a wrong clock, a lack of permission, a missing repository and missing credentials", async (t) => {
  const reader = await aws.credentials({ allow: [] });
  const user = laptop.user({ env: keysIn(keys) });
  const wrong = async (address, env = {}) => {
    const { code, stdout } = await helper(user, ["doctor", address], { env });
    assert.equal(code, 1, stdout);
    return stdout;
  };
  assert.match(await wrong("codecommit::eu-west-1://app", keysIn(reader)), /WRONG .*refuses \(403\)/);
  assert.match(await wrong("codecommit::eu-west-1://missing"), /WRONG .*no repository missing in eu-west-1/);
  const none = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
  assert.match(await wrong("codecommit::eu-west-1://app", none), /WRONG .*\(no_credentials\)[^]*not checked  signature, clock and permission/);

  t.after(() => aws.admin("POST", "settings", { clock_offset_seconds: 0 }));
  await aws.admin("POST", "settings", { clock_offset_seconds: 3600 });
  assert.match(await wrong("codecommit::eu-west-1://app"), /WRONG .*clock differs by -36\d\d seconds/);
});
