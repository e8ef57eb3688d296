import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { init } from "codecommit-signer";
import { init as initRequest } from "codecommit-signer/request";

import { conformance } from "../../conformance/conformance.mjs";
import { startLocal } from "../../conformance/local.mjs";
import { PROBES } from "../../conformance/probes.mjs";
import { table } from "../../conformance/table.mjs";
import { Target } from "../../conformance/target.mjs";

const RUN = fileURLToPath(new URL("../../conformance/run.mjs", import.meta.url));
const run = promisify(execFile);
/** Facts that only AWS itself can confirm. */
const ONLY_AWS = [
  "HTTP version",
  "SAML recipients other than AWS's",
  "CORS of iam",
  "CORS of portal.sso",
  "CORS of oidc",
  "throttling",
  "git-codecommit.eusc-de-east-1.amazonaws.eu",
  "git-codecommit-fips.us-east-1.amazonaws.com",
  "SSH keys and Git credentials a user",
];

const named = (answers, verdict) => answers.filter((answer) => answer.verdict === verdict).map(({ name }) => name);

describe("the conformance probes", () => {
  let local;

  before(async () => {
    await Promise.all([init(), initRequest()]);
    local = await startLocal();
  });
  after(() => local.close());

  test("the probes find local AWS as strict as CodeCommit is assumed to be", async () => {
    const answers = await conformance(local.target, { scratch: true });
    assert.deepEqual(named(answers, "DIFFERENT"), [], table(answers));
    assert.deepEqual(named(answers, "not asked").sort(), ONLY_AWS.sort());
    assert.equal(answers.length, PROBES.length);
  });

  test("the probes leave nothing behind", async () => {
    const { repositories } = await local.aws.admin("GET", "repositories");
    assert.deepEqual(repositories, [{ account: "123456789012", region: "eu-west-1", name: "app" }]);
  });

  test("the probes write nothing unless told to", async () => {
    const since = await local.aws.mark();
    const answers = await conformance(local.target);
    assert.deepEqual(named(answers, "DIFFERENT"), [], table(answers));
    const requests = await local.aws.requests(since);
    assert.ok(requests.length > 20);
    for (const { action, path } of requests) {
      assert.doesNotMatch(`${action} ${path}`, /CreateRepository|DeleteRepository|\/git-receive-pack$/);
    }
  });

  test("the probes delete the scratch repository even when one fails, and no other repository", async () => {
    await local.aws.fault({ reset: true }, { service: "git-receive-pack", times: 1_000 });
    try {
      const answers = await conformance(local.target, { scratch: true });
      assert.ok(named(answers, "DIFFERENT").includes("the report of a push"));
    } finally {
      await local.aws.clearFaults();
    }
    const { repositories } = await local.aws.admin("GET", "repositories");
    assert.deepEqual(repositories, [{ account: "123456789012", region: "eu-west-1", name: "app" }]);
  });

  test("the probes detect a service that offers more", async () => {
    await local.aws.settings({ git_server: "http-backend" });
    try {
      const different = named(await conformance(local.target), "DIFFERENT");
      for (const name of ["git-upload-pack's capabilities", "git-receive-pack's capabilities", "Git-Protocol: version=2", "symref", "Cache-Control"]) {
        assert.ok(different.includes(name), name);
      }
    } finally {
      await local.aws.settings({ git_server: "codecommit" });
    }
  });

  test("the probes ask for a push with read-only credentials", async () => {
    const asked = async (fields) => {
      const { region, credentials, repository, role } = local.target;
      const answers = await conformance(new Target({ region, credentials, repository, role, endpoint: local.aws.url, ...fields }));
      return answers.find(({ name }) => /GitPush/.test(name));
    };
    const since = await local.aws.mark();
    assert.equal((await asked({})).verdict, "as expected");
    const [push] = (await local.aws.requests(since)).filter(({ service, status }) => service === "git-receive-pack" && status === 403);
    assert.ok(push, "local AWS refused the discovery of a push");
    const { verdict, seen } = await asked({ role: undefined });
    assert.equal(verdict, "not asked");
    assert.match(seen, /ROLE_ARN/);
    assert.match((await asked({ role: undefined, credentials: await local.aws.user({ name: "ursula" }) })).seen, /GetFederationToken/);
    assert.match((await asked({ role: `${local.target.role}-absent` })).seen, /^STS refuses AssumeRole: AccessDenied$/);
  });

  test("the probes report throttling without retrying", async () => {
    await local.aws.fault({ status: 429, headers: { "retry-after": "7" } }, { service: "git-upload-pack" });
    const answers = await conformance(new Target({ region: "eu-west-1", endpoint: local.aws.url }));
    const { verdict, seen } = answers.find(({ name }) => name === "throttling");
    assert.deepEqual([verdict, seen], ["as expected", "429, Retry-After: 7"]);
  });

  test("the probes ask only what needs no credentials when they have none", async () => {
    const answers = await conformance(new Target({ region: "eu-west-1", endpoint: local.aws.url }));
    assert.deepEqual(named(answers, "DIFFERENT"), []);
    assert.ok(named(answers, "as expected").includes("an unknown access key"));
    assert.ok(named(answers, "not asked").includes("ListRepositories"));
  });

  test("the probes print a table without secrets", async () => {
    const { stdout } = await run(process.execPath, [RUN, "--local"], { env: { PATH: process.env.PATH, CARGO_TARGET_DIR: process.env.CARGO_TARGET_DIR } });
    assert.match(stdout, /^\| verdict +\| fact /m);
    assert.match(stdout, /^\d+ as expected, 0 DIFFERENT, 9 not asked; \d+ requests\.$/m);
    assert.doesNotMatch(stdout, /\d{8}T\d{6}Z[0-9a-f]{64}|ASIA[A-Z0-9]{16}/);
  });

  test("the probes say which setting is missing", async () => {
    await assert.rejects(run(process.execPath, [RUN], { env: { PATH: process.env.PATH } }), ({ code, stderr }) => code === 2 && /AWS_REGION=/.test(stderr));
  });
});
