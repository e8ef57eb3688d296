// What git-credential-codecommit answers to git, and to whom it says nothing.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { gitPassword } from "../support/credentials.mjs";
import { HOST, keyLines, keysIn, Laptop, question, URL_OF_APP } from "../support/laptop.mjs";

const laptop = await Laptop.start();
after(() => laptop.close());
const { aws } = laptop;
await aws.repository("eu-west-1", "app");
const keys = await aws.credentials();
const user = laptop.user({ env: keysIn(keys) });

/** The answer as an object. */
const fields = (text) => Object.fromEntries(text.split("\n").filter(Boolean).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
const signedAt = (password) => Date.parse(password.replace(/^(....)(..)(..)T(..)(..)(..)Z.*$/, "$1-$2-$3T$4:$5:$6Z"));

test("answers with the password that the project's package signs, and when it expires", async () => {
  const { code, stdout, stderr } = await user.ask(question());
  assert.deepEqual([code, stderr], [0, ""]);
  const { username, password, password_expiry_utc: expiry, ...rest } = fields(stdout);
  const at = signedAt(password);
  assert.deepEqual({ username, password }, gitPassword(keys, "eu-west-1/app", at));
  assert.equal(+expiry, at / 1000 + 900);
  assert.deepEqual(rest, {});
});

test("answers git 2.46 or newer with a complete header, which no helper stores", async () => {
  const { stdout } = await user.ask(question({ "capability[]": "authtype" }));
  const { credential, password_expiry_utc: expiry, ...rest } = fields(stdout);
  assert.deepEqual(rest, { "capability[]": "authtype", authtype: "Basic", ephemeral: "1" });
  const [username, password] = Buffer.from(credential, "base64").toString().split(":");
  assert.deepEqual({ username, password }, gitPassword(keys, "eu-west-1/app", +expiry * 1000 - 900_000));
});

test("accepts requests of current and later versions of git", async () => {
  const later = { "capability[]": "state", "state[]": "other.x=1", "wwwauth[]": 'Basic realm="x"', continue: "1", unheard_of: "a=b" };
  const { stdout } = await user.ask({ ...later, ...question() });
  assert.match(stdout, /^username=/);
});

const OTHERS = {
  "another host": { host: "github.com" },
  "a host that only begins like CodeCommit's": { host: "git-codecommit.eu-west-1.amazonaws.com.evil.example" },
  "a host that only ends like CodeCommit's": { host: "evil-git-codecommit.eu-west-1.amazonaws.com" },
  "another AWS service": { host: "s3.eu-west-1.amazonaws.com" },
  "another port": { host: `${HOST}:8443` },
  "an IAM user's Git credentials in the address": { username: "alice-at-123456789012" },
};
for (const [name, change] of Object.entries(OTHERS)) {
  test(`leaves ${name} to other helpers`, async () => {
    assert.deepEqual(await user.ask(question(change)), { code: 0, stdout: "", stderr: "" });
  });
}

const REFUSED = {
  "without a path": [{ path: "" }, "path_required", `git config --global credential.https://${HOST}.useHttpPath true`],
  "over plain HTTP": [{ protocol: "http" }, "insecure_protocol", "https://"],
  "with a path that ends in .git": [{ path: "v1/repos/app.git" }, "invalid_repository_name", "git remote set-url"],
  "with another path": [{ path: "v1/repos/app/info/lfs" }, "invalid_repository_name", "git remote set-url"],
  "with capitals in the host": [{ host: HOST.toUpperCase() }, "invalid_host", "lower case"],
};
for (const [name, [change, code, advice]] of Object.entries(REFUSED)) {
  test(`refuses a request ${name} with a message, and ends git's search`, async () => {
    const answer = await user.ask(question(change));
    assert.deepEqual([answer.code, answer.stdout], [0, "quit=1\n"]);
    assert.ok(answer.stderr.includes(`(${code})`) && answer.stderr.includes(advice), answer.stderr);
  });
}

test("refuses malformed requests", async () => {
  for (const input of ["protocol=https\r\n", "protocol\n", "host=a\0b\n", `host=${"a".repeat(70_000)}\n`, Buffer.from([0x61, 0x3d, 0xff])]) {
    const { code, stdout, stderr } = await user.run("git-credential-codecommit", ["get"], { input });
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /\(invalid_request\)/);
  }
});

test("ignores store, erase and operations of later versions", async () => {
  for (const operation of ["store", "erase", "operation-of-tomorrow"]) {
    const input = `protocol=https\nhost=${HOST}\nusername=a\npassword=b\n`;
    assert.deepEqual(await user.run("git-credential-codecommit", [operation], { input }), { code: 0, stdout: "", stderr: "" });
  }
});

test("git prints the reason, and asks neither other helpers nor the user", async () => {
  const poor = laptop.user();
  await poor.run("git-credential-codecommit", ["install", "--yes"]);
  const { code, stderr } = await poor.git(["ls-remote", URL_OF_APP]);
  assert.notEqual(code, 0);
  assert.match(stderr, /no AWS credentials were found: AWS_ACCESS_KEY_ID is not set; there is no profile `default`; .*\(no_credentials\)/);
  assert.match(stderr, /told us to quit/);
});

test("works with a helper that stores passwords, which never sees CodeCommit's", async () => {
  const beside = laptop.user({ env: keysIn(keys) });
  const store = join(beside.home, "passwords");
  await beside.ok(["config", "--global", "credential.helper", `store --file=${store}`]);
  await beside.run("git-credential-codecommit", ["install", "--yes"]);
  writeFileSync(store, "https://alice:other-secret@example.com\n");
  await beside.ok(["ls-remote", URL_OF_APP]);
  const filled = await beside.ok(["credential", "fill"], { input: "protocol=https\nhost=example.com\n\n" });
  assert.match(filled, /password=other-secret/);
  await beside.git(["credential", "approve"], { input: "protocol=https\nhost=example.com\nusername=bob\npassword=new\n\n" });
  assert.deepEqual(readFileSync(store, "utf8").trim().split("\n").sort(), ["https://alice:other-secret@example.com", "https://bob:new@example.com"]);
});

test("uses only the profile of --profile, whatever the environment has", async () => {
  const other = await aws.credentials({ session: false });
  const two = laptop.user({ config: `[profile work]\n${keyLines(other)}[profile empty]\nregion = eu-west-1\n`, env: keysIn(keys) });
  assert.equal(fields((await two.ask(question(), { args: ["--profile", "work"] })).stdout).username, other.accessKeyId);
  const { stdout, stderr } = await two.ask(question(), { args: ["--profile=empty"] });
  assert.equal(stdout, "quit=1\n");
  assert.match(stderr, /the profile `empty` has no credentials.*\(profile_failed\)/);
});
