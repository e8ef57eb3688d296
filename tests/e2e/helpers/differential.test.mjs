// Beside AWS's own programs: the same passwords and addresses, except where this project refuses on purpose.

import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { keyLines, keysIn, Laptop } from "../support/laptop.mjs";
import { askAwsPrograms } from "../support/oracle.mjs";

const laptop = await Laptop.start();
after(() => laptop.close());
const keys = await laptop.aws.credentials();

const HOSTS = {
  ours: [
    "git-codecommit.eu-west-1.amazonaws.com",
    "git-codecommit.us-gov-west-1.amazonaws.com",
    "git-codecommit-fips.us-east-1.amazonaws.com",
    "git-codecommit-fips.ca-central-1.amazonaws.com",
    "vpce-0a1b.git-codecommit.eu-west-1.vpce.amazonaws.com",
    "vpce-0a1b-us-east-1a.git-codecommit-fips.us-east-1.vpce.amazonaws.com",
    "git-codecommit.eu-west-1.amazonaws.com:443",
  ],
  // AWS's program takes the region of these from elsewhere, or signs for a host that is not CodeCommit's.
  others: [
    "github.com",
    "amazonaws.com.example.net",
    "git-codecommit.eu-west-1.amazonaws.com.example.net",
    "git-codecommit.eu-west-1.amazonaws.com:8443",
    "s3.eu-west-1.amazonaws.com",
    "user.git-codecommit.eu-west-1.amazonaws.com",
    "git-codecommit.eu-west-1.amazon.com",
    "GIT-CODECOMMIT.eu-west-1.amazonaws.com",
    "git-codecommit..amazonaws.com",
  ],
};
const PATHS = {
  ours: ["v1/repos/app", "v1/repos/My.App_1-2", "v1/repos/a", `v1/repos/${"n".repeat(100)}`, "v1/repos/git", "v1/repos/...", "v1/repos/-", "v1/repos/0", "v1/repos/a.git.b", "v1/repos/_", "v1/repos/UPPER", "v1/repos/v1"],
  others: ["", "v1/repos/", "v1/repos/app.git", "v1/repos/app/", "v2/repos/app", "v1/repos/app/info/lfs", "v1/repos/a%2Fb", "v1/repos/..", `v1/repos/${"n".repeat(101)}`, "v1/repos/caf\u00e9", "v1/repos/a b", "v1/repos/app?x=1", "/v1/repos/app"],
};
const QUESTIONS = [...HOSTS.ours, ...HOSTS.others].flatMap((host) => [...PATHS.ours, ...PATHS.others].map((path) => ({ host, path })));
const input = ({ host, path }) => `protocol=https\nhost=${host}\npath=${path}\nwwwauth[]=Basic realm="x"\n\n`;

test(`answers ${QUESTIONS.length} questions as AWS's credential helper, or not at all`, async () => {
  const user = laptop.user({ env: keysIn(keys) });
  const answers = [];
  for (const question of QUESTIONS) answers.push((await user.run("git-credential-codecommit", ["get"], { input: input(question) })).stdout);

  const time = (answer) => /^password=(\d+T\d+)Z/m.exec(answer)?.[1] ?? "20260101T000000";
  const questions = QUESTIONS.map((question, i) => ({ input: input(question), time: time(answers[i]) }));
  const theirs = await askAwsPrograms("credential_helper.py", { questions }, keysIn(keys));

  let signed = 0;
  for (const [i, question] of QUESTIONS.entries()) {
    const mine = answers[i].replace(/^password_expiry_utc=.*\n/m, "");
    if (HOSTS.ours.includes(question.host) && PATHS.ours.includes(question.path)) {
      assert.equal(mine, theirs[i].output, JSON.stringify(question));
      signed++;
    } else {
      const expected = HOSTS.ours.includes(question.host) || question.host.startsWith("GIT") ? "quit=1\n" : "";
      assert.equal(mine, expected, JSON.stringify(question));
    }
  }
  assert.equal(signed, HOSTS.ours.length * PATHS.ours.length);
});

/** Addresses, and the code with which ours are refused where AWS's program accepts or differs. */
const ADDRESSES = {
  "eu-west-1://app": undefined,
  "codecommit://app": undefined,
  "codecommit://dev@app": undefined,
  "us-east-1://dev@app": undefined,
  "cn-north-1://app": undefined,
  "us-gov-west-1://My.App_1": undefined,
  "eu-west-1://a": undefined,
  "EU-WEST-1://app": undefined,
  "CodeCommit://dev@app": undefined,
  "codecommit://none@app": "profile_not_found",
  "eu-west-1:app": "invalid_address",
  "app": "invalid_address",
  "eu-west-1://": "invalid_repository_name",
  "europe://app": "invalid_region",
  "eu-west://app": "invalid_region",
  // AWS's program cuts these off after the name, and clones something else than the user wrote.
  "eu-west-1://app/sub": "invalid_repository_name",
  "eu-west-1://app?x": "invalid_repository_name",
  "eu-west-1://app#x": "invalid_repository_name",
  "eu-west-1://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app": "invalid_address",
  // AWS's program asks CodeCommit for a name that it cannot have.
  "eu-west-1://a b": "invalid_repository_name",
  "eu-west-1://..": "invalid_repository_name",
};

test("reads addresses as AWS's git-remote-codecommit, or refuses them", async () => {
  const user = laptop.user({ config: `[default]\nregion = eu-west-1\n${keyLines(keys)}[profile dev]\nregion = eu-central-1\n${keyLines(keys)}` });
  // In the place of git: prints the arguments.
  const printer = user.write("bin/git", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
  chmodSync(printer, 0o755);
  const theirs = await askAwsPrograms("remote_helper.py", Object.keys(ADDRESSES), { HOME: user.home });

  for (const [i, [address, code]] of Object.entries(ADDRESSES).entries()) {
    const { stdout, stderr } = await user.run("git-remote-codecommit", ["origin", address], { env: { PATH: `${join(user.home, "bin")}:${process.env.PATH}` } });
    if (code) {
      assert.ok(stderr.includes(`(${code})`), `${address}: ${stderr}`);
      continue;
    }
    const profile = / --profile '(.*)'$/m.exec(stdout)?.[1] ?? null;
    assert.deepEqual({ url: stdout.trim().split("\n").at(-1), profile }, { profile: null, ...theirs[i] }, address);
  }
});
