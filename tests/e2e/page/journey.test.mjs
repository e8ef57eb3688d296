import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { eventually } from "../support/eventually.mjs";
import { againstEachGitServer } from "../support/git-servers.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, edge, git, world } = www;
const eachTest = againstEachGitServer(aws, test);

eachTest("a user signs in, finds, clones, reads, edits, commits and pushes, and a real git sees it", async (gitServer) => {
  const repository = `app-${gitServer}`;
  await aws.repository("eu-west-1", repository);
  const credentials = await aws.credentials({ lifetime_seconds: 3600 });
  const since = await aws.mark();
  const page = await www.open();
  const { tab } = page;

  await page.signIn(credentials);
  await tab.getByText("account 123456789012").waitFor();
  await tab.getByText(/^(?:59 min|60 min|1 h 0 min) left$/).waitFor();
  await eventually("the page asks for the descriptions of the repositories in view", () => edge.logs().some(({ action }) => action === "BatchGetRepositories"));
  await tab.getByRole("link", { name: repository }).click();
  await page.clone();
  await tab.getByRole("heading", { name: "Harbour" }).waitFor();

  await page.view("History");
  await tab.getByRole("link", { name: "Merge branch 'feature/weather'" }).click();
  await tab.getByRole("region", { name: /^Changes in / }).first().waitFor();

  await page.view("Files");
  await page.openFile("README.md");
  await tab.getByRole("link", { name: "Edit" }).click();
  await page.write("Written in a browser: äöü 🚢\n");
  await page.commit("Write from a browser");
  await page.push();

  const calls = edge.logs().filter(({ route }) => route === "aws");
  assert.deepEqual([...new Set(calls.map(({ service, action }) => `${service} ${action}`))].sort(), ["codecommit BatchGetRepositories", "codecommit ListRepositories", "sts GetCallerIdentity"]);
  const served = edge.logs().filter((line) => line.repository === repository);
  assert.ok(served.length > 3);
  assert.deepEqual([...new Set(served.map(({ identity }) => identity))], ["signed"]);

  const clone = world.directory();
  await git.ok(["clone", "--quiet", withUserinfo(`${edge.url}/eu-west-1/${repository}`, gitPassword(credentials, `eu-west-1/${repository}`)), clone]);
  assert.match(readFileSync(join(clone, "README.md"), "utf8"), /outer buoys\.\nWritten in a browser: äöü 🚢\n$/);
  assert.equal(await git.ok(["log", "-1", "--format=%an <%ae> %s"], { cwd: clone }), "Carol <carol@example.com> Write from a browser");
  await git.ok(["fsck", "--strict"], { cwd: clone });

  page.assertClean();
  const everything = [edge.logs(), await aws.requests(since), await Promise.all(page.sent), await page.exposed()].map((each) => JSON.stringify(each));
  for (const text of everything) assert.ok(!text.includes(credentials.secretAccessKey));
  assert.ok(!everything[3].includes(credentials.sessionToken));
  await page.close();
});

eachTest("pushes the first file of an empty repository from a browser", async (gitServer) => {
  const repository = `new-${gitServer}`;
  await aws.repository("eu-west-1", repository, { sample: "empty" });
  const credentials = await aws.credentials();
  const page = await www.open(`/eu-west-1/${repository}`);
  await page.signIn(credentials);
  await page.clone();
  await page.tab.getByRole("link", { name: "Create the first file" }).click();
  await page.tab.getByLabel("Path and name").fill("docs/first.md");
  await page.tab.getByRole("button", { name: "Create" }).click();
  await page.write("# First\n");
  await page.commit("Begin");
  await page.push();

  const clone = world.directory();
  await git.ok(["clone", "--quiet", withUserinfo(`${edge.url}/eu-west-1/${repository}`, gitPassword(credentials, `eu-west-1/${repository}`)), clone]);
  assert.equal(readFileSync(join(clone, "docs/first.md"), "utf8"), "# First\n");
  page.assertClean();
  await page.close();
});

eachTest("a user signs in, clones and pushes with an edge that does not relay calls to AWS", async (gitServer) => {
  const repository = `direct-${gitServer}`;
  await aws.repository("eu-west-1", repository);
  const direct = await world.edge({ DEFAULT_REGION: "eu-west-1", RELAY_AWS_CALLS: false });
  const page = await www.open("/", {}, { edge: direct, others: [aws.url] });
  await page.tab.getByText("The page connects only to this edge and to AWS.").waitFor();
  const since = await aws.mark();
  await page.signIn(await aws.credentials());
  await page.tab.getByText("account 123456789012").waitFor();
  await page.tab.getByRole("link", { name: repository }).click();
  const calls = (await aws.requests(since)).filter(({ service }) => ["codecommit", "sts"].includes(service));
  assert.ok(calls.length > 1);
  for (const { headers } of calls) assert.ok(headers.some(([name]) => name === "origin"), "the page calls AWS itself");
  assert.deepEqual(direct.logs().filter(({ route }) => route === "aws"), []);

  await page.clone();
  await page.edit("README.md");
  await page.write("Written without the relay\n");
  await page.commit("Write directly");
  await page.push();
  page.assertClean();
  await page.close();
});
