import assert from "node:assert/strict";
import { after, test } from "node:test";

import { againstEachGitServer } from "../support/git-servers.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws } = www;
const eachTest = againstEachGitServer(aws, test);
await aws.repository("eu-west-1", "app");

const MINUTE = 60_000;
const NAMES = ["Clock", "Reaching the edge", "Identity", "Reaching CodeCommit", "Signature", "Repository", "Reading", "Pushing"];

/** The doctor's result for each check, and its full text, for a user with these keys. */
async function examined(t, { repository = "app", fields = {}, change, before, first = async () => {} } = {}) {
  const page = await www.opened(t, "/", {}, { before });
  const { tab } = page;
  const keys = await aws.credentials(fields);
  // The page refuses wrong keys, unless it cannot ask.
  if (change) await tab.route("**/aws/sts", (route) => route.abort());
  await page.signIn(change?.(keys) ?? keys);
  await tab.getByRole("button", { name: "Sign out" }).waitFor();
  await tab.unroute("**/aws/sts");
  await first(page);
  await page.go(`/eu-west-1/${repository}/doctor`);
  await tab.locator(".steps[aria-busy=false]").waitFor();
  const rows = tab.locator(".steps > li");
  const said = await rows.locator("p > .dim").allInnerTexts();
  assert.deepEqual(await rows.locator("p > strong").allInnerTexts(), NAMES);
  return { page, tab, states: Object.fromEntries(NAMES.map((name, index) => [name, said[index]])), text: (name) => rows.filter({ has: tab.getByText(name, { exact: true }) }).innerText() };
}

eachTest("passes all checks if nothing is wrong", async (_, t) => {
  const { page, tab, states, text } = await examined(t);
  assert.deepEqual([...new Set(Object.values(states))], ["passed"]);
  await tab.getByText("No problems found.").waitFor();
  assert.match(await text("Identity"), /Account 123456789012, arn:aws:sts::123456789012:assumed-role\/developer\/alice/);
  page.assertClean();
});

test("runs only the general checks without a repository", async (t) => {
  const page = await www.opened(t, "/");
  await page.signIn(await aws.credentials());
  await page.go("/doctor");
  await page.tab.locator(".steps[aria-busy=false]").waitFor();
  assert.deepEqual(await page.tab.locator(".steps p > .dim").allInnerTexts(), ["passed", "passed", "passed", ...Array(5).fill("not checked")]);
});

test("says that a user may read and not push, without pushing", async (t) => {
  const since = await aws.mark();
  const { tab, states, text } = await examined(t, { fields: { allow: [{ actions: ["codecommit:GitPull"], repositories: ["*"] }] } });
  assert.deepEqual([states.Reading, states.Pushing], ["passed", "not allowed"]);
  assert.match(await text("Pushing"), /You may not push\.[^]*codecommit:GitPush/);
  await tab.getByText("No problems found. You may read, but not push.").waitFor();
  assert.deepEqual((await aws.requests(since)).filter(({ method, service }) => service === "git-receive-pack" && method === "POST"), []);
});

const wrongSecret = ({ secretAccessKey, ...keys }) => ({ ...keys, secretAccessKey: `${secretAccessKey.slice(0, -1)}${secretAccessKey.endsWith("A") ? "B" : "A"}` });

/** What can be wrong: the set-up, the failed check, its advice, and the states of other checks. */
const ILLS = {
  "a clock that is 20 minutes ahead": [
    { before: (tab) => tab.clock.install({ time: Date.now() + 20 * MINUTE }), fields: { lifetime_seconds: 7200 } },
    "Clock", /1\d{3} seconds ahead[^]*Set the clock/, { "Reaching the edge": "passed", Repository: "passed", Reading: "passed" },
  ],
  "an edge that cannot be reached": [
    { first: ({ tab }) => tab.route("**/healthz", (route) => route.abort()) },
    "Reaching the edge", /Check your network connection/, { Identity: "not checked", Signature: "not checked", Reading: "not checked" },
  ],
  "unknown keys": [
    { change: (keys) => ({ ...keys, accessKeyId: "ASIAAAAAAAAAAAAAAAAA" }) },
    "Identity", /Check that you pasted the keys completely[^]*InvalidClientTokenId/, { "Reaching the edge": "passed", Repository: "not checked", Reading: "not checked" },
  ],
  "a wrong secret key": [
    { change: wrongSecret },
    "Signature", /Check that you pasted the keys completely/, { Clock: "passed", Repository: "not checked", Reading: "not checked" },
  ],
  "a repository that does not exist": [
    { repository: "nowhere" },
    "Repository", /Check the spelling and case of its name, the region/, { Identity: "passed", Signature: "passed", Reading: "not checked" },
  ],
  "missing IAM permission": [
    { fields: { allow: [] } },
    "Reading", /Ask your administrator for codecommit:GitPull/, { Identity: "passed", Signature: "passed", Repository: "not checked" },
  ],
};

for (const [ill, [patient, name, words, others]] of Object.entries(ILLS)) {
  test(`finds ${ill}, and says what to do`, async (t) => {
    const { tab, states, text } = await examined(t, patient);
    assert.equal(states[name], "failed", JSON.stringify(states));
    for (const [other, state] of Object.entries(others)) assert.equal(states[other], state, `${other}: ${JSON.stringify(states)}`);
    assert.match(await text(name), words);
    await tab.getByText(/^(?:1 check failed\. Fix it, then check again\.|\d checks failed\. Fix the first failed check first\.)$/).waitFor();
  });
}

test("passes when checked again after the fix", async (t) => {
  const { page, tab } = await examined(t, { change: wrongSecret });
  await tab.getByRole("button", { name: "Renew" }).click();
  await page.signIn(await aws.credentials());
  await tab.getByRole("dialog").waitFor({ state: "detached" });
  await tab.getByRole("button", { name: "Check again" }).click();
  await tab.getByText("No problems found.").waitFor();
});

test("runs the checks again after a sign-out", async (t) => {
  const { tab } = await examined(t);
  await tab.getByText("No problems found.").waitFor();
  await tab.getByRole("button", { name: "Sign out" }).click();
  await tab.getByText("You are not signed in.").waitFor();
  await tab.locator(".steps[aria-busy=false]").waitFor();
  const text = await tab.locator("main").innerText();
  assert.doesNotMatch(text, /alice|company login|No problems found/);
  assert.match(text, /2 checks passed, 6 were skipped\./);
});
