import assert from "node:assert/strict";
import { after, afterEach, suite, test } from "node:test";

import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";

// CodeCommit's responses in these cases are not public: git must show each form through the edge as it would without it.
const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const edge = await world.edge({ THROTTLE_WAIT_SECONDS: 8 });
const credentials = await aws.credentials();
afterEach(async () => {
  await aws.clearFaults();
  await aws.settings({ empty_advertisement: "capabilities", report_status: "usual", requests_per_second: null, concurrent_requests: null });
});

let repositories = 0;

/** A new repository: its URL through the edge, and its directory in local AWS. */
async function repository(content) {
  const name = `forms-${++repositories}`;
  await aws.repository("eu-west-1", name, content);
  const url = withUserinfo(`${edge.url}/eu-west-1/${name}`, gitPassword(credentials, `eu-west-1/${name}`));
  return { url, bare: world.bare("eu-west-1", name) };
}

/** A clone with an unpushed commit. */
async function ahead() {
  const { url, bare } = await repository();
  const clone = world.directory();
  await git.ok(["clone", url, clone]);
  const id = await git.commit(clone, "change.txt", "change\n");
  return { clone, bare, id, push: () => git.run(["push", "origin", "main"], { cwd: clone }) };
}

const main = (bare) => git.ok(["rev-parse", "main"], { cwd: bare });

suite("an empty repository", () => {
  const CLONES = {
    capabilities: [0, /You appear to have cloned an empty repository/],
    flush: [0, /You appear to have cloned an empty repository/],
    nothing: [128, /Could not read from remote repository/],
  };
  for (const [form, [code, says]] of Object.entries(CLONES)) {
    test(`advertised as ${form} is cloned, and accepts its first push`, async () => {
      await aws.settings({ empty_advertisement: form });
      const { url, bare } = await repository({ sample: "empty" });
      const clone = world.directory();
      const cloned = await git.run(["clone", url, clone]);
      assert.equal(cloned.code, code, cloned.stderr);
      assert.match(cloned.stderr, says);

      const work = world.directory();
      await git.ok(["init", work]);
      const id = await git.commit(work, "first.txt", "first\n");
      await git.ok(["push", url, "HEAD:trunk"], { cwd: work });
      assert.equal(await git.ok(["rev-parse", "HEAD"], { cwd: bare }), id, "the first branch is the default one");
      const again = world.directory();
      await git.ok(["clone", "--branch=trunk", url, again]);
      assert.equal(await git.ok(["rev-parse", "HEAD"], { cwd: again }), id);
    });
  }
});

suite("a report on a push", () => {
  for (const form of ["usual", "no-newline", "trailing-newline"]) {
    test(`in the form ${form} is shown as success`, async () => {
      const { bare, id, push } = await ahead();
      await aws.settings({ report_status: form });
      const { code, stderr } = await push();
      assert.equal(code, 0, stderr);
      assert.match(stderr, /main -> main/);
      assert.equal(await main(bare), id);
    });
  }

  // git accepts neither of these. It does not report success, and the next push shows the result of this one.
  for (const [form, says] of [
    ["plain", /protocol error: bad band/],
    ["empty", /unexpected disconnect while reading sideband packet/],
  ]) {
    test(`in the form ${form} is shown as a failure`, async () => {
      const { bare, id, push } = await ahead();
      await aws.settings({ report_status: form });
      const { code, stderr } = await push();
      assert.equal(code, 1, stderr);
      assert.match(stderr, says);
      assert.equal(await main(bare), id);
      assert.match((await push()).stderr, /Everything up-to-date/);
    });
  }

  test("that rejects a branch is shown with its reason", async () => {
    const { bare, push } = await ahead();
    const before = await main(bare);
    await aws.fault({ report: { reference: "protected branch" } });
    const { code, stderr } = await push();
    assert.equal(code, 1);
    assert.match(stderr, /! \[remote rejected\] main -> main \(protected branch\)/);
    assert.equal(await main(bare), before);
  });

  test("that says that the pack was not unpacked is shown with its reason", async () => {
    const { bare, id, push } = await ahead();
    await aws.fault({ report: { unpack: "index-pack abnormal exit" } });
    const { code, stderr } = await push();
    assert.equal(code, 1);
    assert.match(stderr, /remote unpack failed: index-pack abnormal exit/);
    assert.match(stderr, /! \[remote rejected\] main -> main \(unpacker error\)/);
    assert.equal((await push()).code, 0);
    assert.equal(await main(bare), id);
  });
});

suite("200 with an ERR packet", () => {
  const MESSAGE = "The service is busy.";
  const REQUESTS = {
    "to discovery before a fetch": [["fetch", "origin"], "info/refs", 128, /fatal: remote error: The service is busy\./],
    "to discovery before a push": [["push", "origin", "main"], "info/refs", 128, /fatal: remote error: The service is busy\./],
    "to a fetch": [["fetch", "--depth=1", "origin", "main"], "/git-upload-pack", 128, /fatal: remote error: The service is busy\./],
    // git does not expect one there, and reports a protocol error.
    "to a push": [["push", "origin", "main"], "/git-receive-pack", 1, /protocol error: bad band #69/],
  };
  for (const [where, [command, path, code, says]] of Object.entries(REQUESTS)) {
    test(`${where} is shown as an error`, async () => {
      const { clone, bare } = await ahead();
      const before = await main(bare);
      await aws.fault({ git_error: MESSAGE }, { path_contains: path });
      const result = await git.run(command, { cwd: clone });
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr, says);
      assert.equal(await main(bare), before);
    });
  }
});

suite("throttling", () => {
  test("of the request rate is waited out", async () => {
    const { clone } = await ahead();
    await aws.settings({ requests_per_second: 1 });
    for (let n = 0; n < 2; n++) await git.ok(["fetch", "origin"], { cwd: clone });
  });

  test("of concurrent requests that lasts is shown with what to do", async () => {
    const { clone } = await ahead();
    await aws.settings({ concurrent_requests: 0 });
    const { code, stderr } = await git.run(["fetch", "origin"], { cwd: clone });
    assert.equal(code, 128);
    assert.match(stderr, /remote: CodeCommit asks for fewer requests/);
    assert.match(stderr, /returned error: 429/);
  });
});
