// The doctor of git-credential-codecommit.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { keyLines, keysIn, Laptop, URL_OF_APP } from "../support/laptop.mjs";

const laptop = await Laptop.start();
after(() => laptop.close());
const { aws } = laptop;
await aws.repository("eu-west-1", "app");
const keys = await aws.credentials();

const helper = (user, args, options) => user.run("git-credential-codecommit", args, options);

test("the doctor checks the prerequisites of a clone, and lists the checks that it skipped", async () => {
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
    assert.match(stdout, /ok .*git asks this program/);
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
  assert.match(await wrong("codecommit::eu-west-1://app", keysIn(reader)), /WRONG .*denies access \(403\)[^]*\n +Ask for the permission/);
  assert.match(await wrong("codecommit::eu-west-1://missing"), /WRONG .*no repository missing in eu-west-1[^]*\n +Check the name/);
  const none = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
  assert.match(await wrong("codecommit::eu-west-1://app", none), /WRONG .*\(no_credentials\)[^]*not checked  signature, clock and permission/);

  t.after(() => aws.admin("POST", "settings", { clock_offset_seconds: 0 }));
  await aws.admin("POST", "settings", { clock_offset_seconds: 3600 });
  assert.match(await wrong("codecommit::eu-west-1://app"), /WRONG .*clock differs by -36\d\d seconds/);
});

test("the doctor uses the same profile as git", async () => {
  const user = laptop.user({ config: `[profile work]\nregion = eu-west-1\n${keyLines(keys)}` });
  const healthy = async (args) => {
    const { code, stdout } = await helper(user, ["doctor", ...args]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /from the profile `work`[^]*CodeCommit lists/);
    return stdout;
  };
  for (const address of ["codecommit::eu-west-1://work@app", "codecommit://work@app"]) await healthy([address]);
  assert.equal((await helper(user, ["doctor", "codecommit::eu-west-1://app"])).code, 1);

  await helper(user, ["install", "--yes", "--profile", "work"]);
  assert.match(await healthy([URL_OF_APP]), /asks this program for https:\/\/ addresses of CodeCommit, with the profile `work`/);
});

const ORDERS = {
  "another helper first": [[["credential.https://git-codecommit.eu-west-1.amazonaws.com.helper", "store"], ["credential.https://git-codecommit.*.amazonaws.com.helper", "codecommit"]], /`store`, `codecommit`/],
  "a second profile last": [[["credential.https://git-codecommit.*.amazonaws.com.helper", "codecommit"], [`credential.${URL_OF_APP}.helper`, "codecommit --profile work"]], /`codecommit`, `codecommit --profile work`/],
};
for (const [name, [lines, words]] of Object.entries(ORDERS)) {
  test(`the doctor reports ${name}, and install fixes it`, async () => {
    const user = laptop.user({ config: `[profile work]\n${keyLines(keys)}`, env: keysIn(keys) });
    for (const [key, value] of [...lines, [`credential.https://git-codecommit.*.amazonaws.com.useHttpPath`, "true"]]) await user.ok(["config", "--global", "--add", key, value]);
    const { code, stdout } = await helper(user, ["doctor", URL_OF_APP]);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /WRONG .*several helpers/);
    assert.match(stdout, words);
    await helper(user, ["install", "--yes"]);
    assert.equal((await helper(user, ["doctor", URL_OF_APP])).code, 0);
  });
}

test("the doctor reports that git is not configured to ask this program for https:// addresses", async () => {
  const user = laptop.user({ env: keysIn(keys) });
  await user.ok(["config", "--global", "credential.helper", "cache"]);
  const { code, stdout } = await helper(user, ["doctor", URL_OF_APP]);
  assert.equal(code, 1);
  assert.match(stdout, /WRONG .*is not configured to ask this program[^]*git-credential-codecommit install/);
});
