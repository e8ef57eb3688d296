// Real git with both helpers, over TLS, against local AWS.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";

import { HOST, HOSTILE_HOST, keyLines, keysIn, Laptop, URL_OF_APP, VPC_HOST } from "../support/laptop.mjs";

const laptop = await Laptop.start();
after(() => laptop.close());
const { aws, world } = laptop;
await Promise.all(["app", "part"].map((name) => aws.repository("eu-west-1", name)));
await Promise.all(["cn-north-1", "us-gov-west-1"].map((region) => aws.repository(region, "app")));
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

test("keeps the short address of a remote as the user wrote it", async () => {
  const user = laptop.user({ env: { ...keysIn(keys), AWS_REGION: "eu-west-1" } });
  await user.ok(["clone", "--quiet", "codecommit://app"]);
  assert.equal(await user.ok(["remote", "get-url", "origin"], { cwd: join(user.home, "app") }), "codecommit://app");
});

test("reaches other partitions, FIPS and VPC endpoints by their own hosts", async () => {
  const user = laptop.user({ env: keysIn(keys) });
  const fips = { AWS_USE_FIPS_ENDPOINT: "true" };
  for (const [address, env, host] of [
    ["codecommit::cn-north-1://app", {}, "git-codecommit.cn-north-1.amazonaws.com.cn"],
    ["codecommit::us-gov-west-1://app", {}, "git-codecommit.us-gov-west-1.amazonaws.com"],
    ["codecommit::us-gov-west-1://app", fips, "git-codecommit-fips.us-gov-west-1.amazonaws.com"],
    ["codecommit::eu-west-1://app", fips, "git-codecommit-fips.eu-west-1.amazonaws.com"],
    ["codecommit::eu-west-1://app", { CODE_COMMIT_ENDPOINT: VPC_HOST }, VPC_HOST],
  ]) {
    laptop.network.asked.length = 0;
    assert.match(await user.ok(["ls-remote", address], { env }), /refs\/heads\/main/, address);
    assert.deepEqual(laptop.network.asked, [`${host}:443`]);
  }
  await user.run("git-credential-codecommit", ["install", "--yes"]);
  for (const host of ["git-codecommit.cn-north-1.amazonaws.com.cn", "git-codecommit-fips.us-gov-west-1.amazonaws.com", VPC_HOST]) {
    assert.match(await user.ok(["ls-remote", `https://${host}/v1/repos/app`]), /refs\/heads\/main/, host);
  }
});

test("ignores a malformed configuration file if the address and the environment contain all settings", async () => {
  const user = laptop.user({ config: "[profile broken\n", env: keysIn(keys) });
  for (const [address, env] of [
    ["codecommit::eu-west-1://app", {}],
    ["codecommit::eu-west-1://app", { CODE_COMMIT_ENDPOINT: HOST }],
    ["codecommit://app", { AWS_REGION: "eu-west-1", AWS_USE_FIPS_ENDPOINT: "true" }],
  ]) assert.deepEqual(await list(user, address, env), [0, ""], JSON.stringify(env));

  // Whatever only the file can say is missing.
  const withoutKeys = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_SESSION_TOKEN: "" };
  for (const [address, env] of [["codecommit://app", {}], ["codecommit::eu-west-1://me@app", {}], ["codecommit::eu-west-1://app", withoutKeys]]) {
    const [refused, words] = await list(user, address, env);
    assert.notEqual(refused, 0);
    assert.match(words, /\(invalid_aws_config\)/, address);
  }
});

test("with keys in the environment, reads only use_fips_endpoint from the profile", async () => {
  const asked = async (options, env) => {
    laptop.network.asked.length = 0;
    const outcome = await list(laptop.user({ ...options, env: keysIn(keys) }), "codecommit::eu-west-1://app", env);
    return [...outcome, ...laptop.network.asked];
  };
  const fips = "git-codecommit-fips.eu-west-1.amazonaws.com:443";
  const config = "[default]\nuse_fips_endpoint = true\n[profile work]\nuse_fips_endpoint = false\n";
  assert.deepEqual(await asked({ config }), [0, "", fips]);
  assert.deepEqual(await asked({ credentials: config.replace("profile ", "") }), [0, "", fips]);
  assert.deepEqual(await asked({ config }, { AWS_PROFILE: "work" }), [0, "", `${HOST}:443`]);
  assert.deepEqual(await asked({ config }, { AWS_PROFILE: "none" }), [0, "", `${HOST}:443`]);
  assert.deepEqual(await asked({ config }, { AWS_USE_FIPS_ENDPOINT: "false" }), [0, "", `${HOST}:443`]);

  // A user who may rely on FIPS is never sent to another endpoint.
  for (const [options, env, words] of [
    [{ config: `${config}[profile broken\n` }, {}, /AWS's files may set use_fips_endpoint.*\(invalid_aws_config\)\n.*AWS_USE_FIPS_ENDPOINT/],
    [{ config: config.replaceAll("true", "yes") }, {}, /use_fips_endpoint of the profile `default` is `yes` \(invalid_setting\)/],
    [{}, { AWS_USE_FIPS_ENDPOINT: "1" }, /AWS_USE_FIPS_ENDPOINT is `1` \(invalid_setting\)/],
  ]) {
    const [code, said, ...hosts] = await asked(options, env);
    assert.notEqual(code, 0);
    assert.match(said, words);
    assert.deepEqual(hosts, []);
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

test("a submodule on another host gets no password, even if git asks this program for every host", async () => {
  const user = laptop.user({ env: keysIn(keys) });
  await user.ok(["config", "--global", "credential.helper", "codecommit"]);
  await user.ok(["config", "--global", "credential.useHttpPath", "true"]);
  await user.ok(["clone", "--quiet", URL_OF_APP, "hostile"]);
  const cwd = join(user.home, "hostile");
  const head = await user.ok(["rev-parse", "HEAD"], { cwd });
  await user.ok(["config", "-f", ".gitmodules", "submodule.part.path", "part"], { cwd });
  await user.ok(["config", "-f", ".gitmodules", "submodule.part.url", `https://${HOSTILE_HOST}/v1/repos/hostile`], { cwd });
  await user.ok(["update-index", "--add", "--cacheinfo", `160000,${head},part`], { cwd });
  await aws.fault({ status: 401, headers: { "www-authenticate": 'Basic realm="x"' } }, { path_contains: "v1/repos/hostile", times: 10 });
  const trace = join(user.home, "trace");
  const { code, stderr } = await user.git(["submodule", "update", "--init"], { cwd, env: { GIT_TRACE_CURL: trace } });
  assert.notEqual(code, 0);
  assert.match(stderr, /could not read Username for 'https:\/\/git-codecommit\.eu-west-1\.amazonaws\.com\.evil\.example/);
  const traced = readFileSync(trace, "utf8");
  assert.ok(traced.includes(HOSTILE_HOST));
  assert.doesNotMatch(traced, /^.*send header: authorization:/im);
});

test("writes the password to no argument, trace or configuration file", async () => {
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

test("the password is in no process's arguments", { skip: process.platform !== "linux" && "only Linux has /proc" }, async () => {
  const user = laptop.user({ config: `[profile work]\n${keyLines(keys)}` });
  await user.run("git-credential-codecommit", ["install", "--yes", "--profile", "work"]);
  const passwords = /\d{8}T\d{6}Z[0-9a-f]{64}/;
  for (const url of ["codecommit::eu-west-1://work@app", URL_OF_APP]) {
    // The answer waits until every process of this user has been looked at.
    await aws.fault({ delay_ms: 500 });
    const listing = user.ok(["ls-remote", url]);
    const seen = new Set();
    let done = false;
    listing.finally(() => (done = true)).catch(() => {});
    while (!done) {
      for (const line of await argumentsBelow(user.home)) seen.add(line);
    }
    await listing;
    const lines = [...seen];
    assert.ok(lines.some((line) => line.includes("remote-https")), lines.join("\n"));
    for (const line of lines) {
      assert.doesNotMatch(line, passwords);
      for (const secret of [keys.secretAccessKey, keys.sessionToken]) assert.ok(!line.includes(secret));
    }
  }
});

/** The arguments of the processes that have this home directory. */
async function argumentsBelow(home) {
  const found = [];
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const [environment, line] = await Promise.all(["environ", "cmdline"].map((name) => readFile(`/proc/${id}/${name}`, "utf8").catch(() => "")));
    if (environment.includes(`HOME=${home}\0`)) found.push(line.replaceAll("\0", " "));
  }
  return found;
}

/** What git says about the refs of an address. */
async function list(user, address, env = {}) {
  const { code, stderr } = await user.git(["ls-remote", "--quiet", address], { env });
  return [code, stderr];
}

/** Whether git knows `http.proactiveAuth`. */
async function proactive() {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(await laptop.git.ok(["version"]));
  return major * 100 + +minor >= 246;
}
