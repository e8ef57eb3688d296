// Real git with both helpers, over TLS, against local AWS.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { HOST, keyLines, keysIn, Laptop, URL_OF_APP } from "../support/laptop.mjs";

const laptop = await Laptop.start();
after(() => laptop.close());
const { aws, world } = laptop;
await Promise.all(["app", "part"].map((name) => aws.repository("eu-west-1", name)));
await aws.repository("cn-north-1", "app");
const keys = await aws.credentials();

/** Each form of the address, with the user who can use it. */
const FORMS = {
  "https:// with the credential helper": async () => {
    const user = laptop.user({ env: keysIn(keys) });
    await user.run("git-credential-codecommit", ["install", "--yes"]);
    return { user, url: URL_OF_APP };
  },
  "codecommit::eu-west-1://app": () => ({ user: laptop.user({ env: keysIn(keys) }), url: "codecommit::eu-west-1://app" }),
  "codecommit://profile@app": () => ({
    user: laptop.user({ config: `[profile alice@example.com]\nregion = eu-west-1\n${keyLines(keys)}` }),
    url: "codecommit://alice@example.com@app",
  }),
};

for (const [form, prepare] of Object.entries(FORMS)) {
  test(`clones, fetches and pushes: ${form}`, async () => {
    const { user, url } = await prepare();
    await user.ok(["clone", "--quiet", url, "app"]);
    const cwd = join(user.home, "app");
    await user.ok(["fsck", "--strict", "--full"], { cwd });
    const name = form.replaceAll(/[^a-z]/g, "");
    await user.ok(["commit", "--quiet", "--allow-empty", "-m", name], { cwd });
    await user.ok(["push", "--quiet", "origin", `HEAD:refs/heads/${name}`], { cwd });
    await user.ok(["fetch", "--quiet"], { cwd });
    const pushed = await laptop.git.ok(["rev-parse", name], { cwd: world.bare("eu-west-1", "app") });
    assert.equal(pushed, await user.ok(["rev-parse", "HEAD"], { cwd }));
  });
}

test("a remote with the short address stays as the user wrote it", async () => {
  const user = laptop.user({ env: { ...keysIn(keys), AWS_REGION: "eu-west-1" } });
  await user.ok(["clone", "--quiet", "codecommit://app"]);
  assert.equal(await user.ok(["remote", "get-url", "origin"], { cwd: join(user.home, "app") }), "codecommit://app");
});

test("reaches other partitions and FIPS endpoints by their own hosts", async () => {
  const user = laptop.user({ env: keysIn(keys) });
  laptop.network.asked.length = 0;
  await user.ok(["ls-remote", "codecommit::cn-north-1://app"]);
  await user.ok(["ls-remote", "codecommit::eu-west-1://app"], { env: { AWS_USE_FIPS_ENDPOINT: "true" } });
  assert.deepEqual(laptop.network.asked, ["git-codecommit.cn-north-1.amazonaws.com.cn:443", "git-codecommit-fips.eu-west-1.amazonaws.com:443"]);
});

test("a malformed configuration file does not matter if the address and the environment say everything", async () => {
  const config = "[profile broken\n";
  const user = laptop.user({ config, env: keysIn(keys) });
  const list = async (address, env = {}) => {
    const { code, stderr } = await user.git(["ls-remote", "--quiet", address], { env });
    return [code, stderr];
  };
  for (const [address, env] of [
    ["codecommit::eu-west-1://app", { AWS_USE_FIPS_ENDPOINT: "false" }],
    ["codecommit::eu-west-1://app", { CODE_COMMIT_ENDPOINT: HOST }],
    ["codecommit://app", { AWS_REGION: "eu-west-1", AWS_USE_FIPS_ENDPOINT: "true" }],
  ]) assert.deepEqual(await list(address, env), [0, ""], JSON.stringify(env));

  const [code, warning] = await list("codecommit::eu-west-1://app");
  assert.equal(code, 0, warning);
  assert.match(warning, /use_fips_endpoint is not known \(invalid_aws_config\)\n.*AWS_USE_FIPS_ENDPOINT/);

  // Whatever only the file can say is missing.
  const withoutKeys = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_SESSION_TOKEN: "" };
  for (const [address, env] of [["codecommit://app", {}], ["codecommit::eu-west-1://me@app", {}], ["codecommit::eu-west-1://app", withoutKeys]]) {
    const [refused, words] = await list(address, env);
    assert.notEqual(refused, 0);
    assert.match(words, /\(invalid_aws_config\)/, address);
  }
});

test("submodules with the short address are cloned if the user allows the protocol", async () => {
  const user = laptop.user({ env: keysIn(keys) });
  await user.ok(["clone", "--quiet", "codecommit::eu-west-1://app", "outer"]);
  const cwd = join(user.home, "outer");
  const allow = ["-c", "protocol.codecommit.allow=always"];
  await user.ok([...allow, "submodule", "--quiet", "add", "codecommit::eu-west-1://part"], { cwd });
  await user.ok(["commit", "--quiet", "-m", "part"], { cwd });
  await user.ok(["push", "--quiet", "origin", "HEAD:refs/heads/with-part"], { cwd });

  const clone = ["clone", "--quiet", "--recurse-submodules", "--branch", "with-part", "codecommit::eu-west-1://app"];
  assert.match((await user.git([...clone, "refused"])).stderr, /transport 'codecommit' not allowed/);
  await user.ok([...allow, ...clone, "complete"]);
  await user.ok(["fsck"], { cwd: join(user.home, "complete/part") });
});

test("the password is in no argument, no trace and no configuration", async () => {
  const user = laptop.user({ env: keysIn(keys) });
  const trace = join(user.home, "trace");
  await user.ok(["clone", "--quiet", "codecommit::eu-west-1://app", "traced"], {
    env: { GIT_TRACE: trace, GIT_TRACE_CURL: trace, GIT_TRACE2_EVENT: trace },
  });
  const text = readFileSync(trace, "utf8");
  assert.ok(text.includes(`git-remote-https origin ${URL_OF_APP}`));
  assert.ok(/authorization: basic <redacted>/i.test(text));
  for (const secret of [keys.secretAccessKey, keys.sessionToken]) assert.ok(!text.includes(secret));
  assert.ok(!/\d{8}T\d{6}Z[0-9a-f]{64}/.test(text));
  assert.doesNotMatch(readFileSync(join(user.home, "traced/.git/config"), "utf8"), /T\d{6}Z|credential/);
});

test("git sends the password with its first request", { skip: !(await proactive()) && "git before 2.46" }, async () => {
  const user = laptop.user({ env: keysIn(keys) });
  const { id } = (await aws.requests()).at(-1) ?? { id: 0 };
  await user.ok(["ls-remote", "codecommit::eu-west-1://app"]);
  assert.deepEqual((await aws.requests(id)).map(({ status }) => status), [200]);
});

/** Whether git knows `http.proactiveAuth`. */
async function proactive() {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(await laptop.git.ok(["version"]));
  return major * 100 + +minor >= 246;
}
