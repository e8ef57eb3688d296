import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start({ vars: { THROTTLE_WAIT_SECONDS: 2 } });
after(() => www.close());
const { aws, git, world } = www;
await aws.repository("eu-west-1", "app");
afterEach(() => Promise.all([aws.clearFaults(), aws.settings({ empty_advertisement: "capabilities", report_status: "usual" })]));

/** The page at a repository, signed in. */
async function at(t, repository) {
  const page = await www.opened(t, `/eu-west-1/${repository}`);
  await page.signIn(await aws.credentials());
  await page.tab.getByRole("button", { name: "Clone here" }).waitFor();
  return page;
}

/** Makes a commit: the first one of an empty clone, or an edit of README.md. */
async function commit(page, message, { first = false } = {}) {
  if (first) {
    await page.tab.getByRole("link", { name: "Create the first file" }).click();
    await page.tab.getByLabel("Path and name").fill("first.txt");
    await page.tab.keyboard.press("Enter");
  } else await page.edit("README.md");
  await page.write(`${message}\n`);
  await page.commit(message);
}

const tip = (repository) => git.ok(["log", "-1", "--format=%s", "main"], { cwd: world.bare("eu-west-1", repository) });

for (const form of ["capabilities", "flush", "nothing"]) {
  test(`clones an empty repository advertised as ${form}, and pushes its first commit`, async (t) => {
    await aws.settings({ empty_advertisement: form });
    await aws.repository("eu-west-1", `empty-${form}`, {});
    const page = await at(t, `empty-${form}`);
    await page.clone();
    await commit(page, `First ${form}`, { first: true });
    await page.push();
    assert.equal(await tip(`empty-${form}`), `First ${form}`);
    page.assertClean();
  });
}

for (const form of ["usual", "plain", "no-newline", "trailing-newline", "empty"]) {
  test(`recognises a successful push whose report is ${form}`, async (t) => {
    await aws.settings({ report_status: form });
    const page = await at(t, "app");
    await page.clone();
    await commit(page, `Reported ${form}`);
    await page.push();
    assert.equal(await tip("app"), `Reported ${form}`);
    page.assertClean();
  });
}

test("shows the server's reason for a rejected push, and can push again", async (t) => {
  const page = await at(t, "app");
  await page.clone();
  await commit(page, "Refused at first");
  for (const [report, said] of [
    [{ reference: "protected branch" }, /push was rejected[^]*protected branch/],
    [{ unpack: "index-pack abnormal exit" }, /push was rejected[^]*could not unpack the push: index-pack abnormal exit/],
  ]) {
    await aws.fault({ report });
    await page.tab.getByRole("button", { name: "Push" }).click();
    await page.tab.getByRole("alert").filter({ hasText: Object.values(report)[0] }).waitFor();
    assert.match(await page.problem(), said);
  }
  await aws.clearFaults();
  await page.push();
  assert.equal(await tip("app"), "Refused at first");
});

test("explains a server error and throttling, and tries again with the same button", async (t) => {
  const page = await at(t, "app");
  const { tab } = page;
  for (const [fault, said] of [
    [{ git_error: "The repository is being moved" }, /CodeCommit returned an error\.[^]*The repository is being moved/],
    [{ status: 429 }, /Too many requests were sent in a short time\.[^]*Wait a minute[^]*CodeCommit asks for fewer requests/],
  ]) {
    // The edge may retry a throttled request.
    await aws.fault(fault, { service: "git-upload-pack", times: 20 });
    await tab.getByRole("button", { name: "Clone here" }).click();
    await tab.getByRole("alert").filter({ hasText: said }).waitFor();
    await aws.clearFaults();
  }
  await page.clone();
  page.assertClean();
});

test("retries a throttled list of repositories automatically, then with a button", async (t) => {
  const page = await www.opened(t, "/");
  const { tab } = page;
  await aws.fault({ status: 400 }, { service: "codecommit", action: "ListRepositories", times: 2 });
  await page.signIn(await aws.credentials());
  const listed = tab.getByRole("region", { name: "In eu-west-1" }).getByRole("link", { name: "app", exact: true });
  await listed.waitFor();
  await aws.fault({ status: 400 }, { service: "codecommit", action: "ListRepositories", times: 4 });
  await tab.reload();
  await page.signIn(await aws.credentials());
  const problem = tab.getByRole("region", { name: "In eu-west-1" }).getByRole("alert");
  await problem.filter({ hasText: "Too many requests were sent in a short time." }).waitFor();
  assert.match(await problem.innerText(), /ThrottlingException: Rate exceeded/);
  await problem.getByRole("button", { name: "Try again" }).click();
  await listed.waitFor();
  page.assertClean();
});
