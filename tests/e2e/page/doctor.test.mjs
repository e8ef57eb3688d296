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
const NAMES = ["Clock", "Reaching the edge", "Identity", "Signature", "Repository", "Permission"];

/** What the doctor says of each check, and the whole of it, for somebody with these keys. */
async function examined(t, { repository = "app", fields = {}, change = (keys) => keys, before, first = async () => {} } = {}) {
  const page = await www.opened(t, "/", {}, { before });
  const { tab } = page;
  await page.signIn(change(await aws.credentials(fields)));
  await first(page);
  await page.go(`/eu-west-1/${repository}/doctor`);
  await tab.locator(".steps[aria-busy=false]").waitFor();
  const rows = tab.locator(".steps > li");
  const said = await rows.locator("p > .dim").allInnerTexts();
  assert.deepEqual(await rows.locator("p > strong").allInnerTexts(), NAMES);
  return { page, tab, states: Object.fromEntries(NAMES.map((name, index) => [name, said[index]])), text: (name) => rows.filter({ has: tab.getByText(name, { exact: true }) }).innerText() };
}

eachTest("where nothing is wrong all is green", async (_, t) => {
  const { page, tab, states, text } = await examined(t);
  assert.deepEqual([...new Set(Object.values(states))], ["good"]);
  await tab.getByText("Nothing is wrong.").waitFor();
  assert.match(await text("Identity"), /Account 123456789012, arn:aws:sts::123456789012:assumed-role\/developer\/alice/);
  page.assertClean();
});

test("without a repository it goes as far as that", async (t) => {
  const page = await www.opened(t, "/");
  await page.signIn(await aws.credentials());
  await page.go("/doctor");
  await page.tab.locator(".steps[aria-busy=false]").waitFor();
  assert.deepEqual(await page.tab.locator(".steps p > .dim").allInnerTexts(), ["good", "good", "good", "not asked", "not asked", "not asked"]);
});

const wrongSecret = ({ secretAccessKey, ...keys }) => ({ ...keys, secretAccessKey: `${secretAccessKey.slice(0, -1)}${secretAccessKey.endsWith("A") ? "B" : "A"}` });

/** What can be wrong, how the checks end, and what the doctor says to do. */
const ILLS = {
  "a clock that is 20 minutes ahead": [
    { before: (tab) => tab.clock.install({ time: Date.now() + 20 * MINUTE }), fields: { lifetime_seconds: 7200 } },
    "Clock", /1\d{3} seconds ahead[^]*Set the clock/, { "Reaching the edge": "good", Repository: "good", Permission: "good" },
  ],
  "an edge that cannot be reached": [
    { first: ({ tab }) => tab.route("**/healthz", (route) => route.abort()) },
    "Reaching the edge", /Check the network/, { Identity: "not asked", Signature: "not asked", Permission: "not asked" },
  ],
  "keys that nobody knows": [
    { change: (keys) => ({ ...keys, accessKeyId: "ASIAAAAAAAAAAAAAAAAA" }) },
    "Identity", /Check that the keys were pasted whole[^]*InvalidClientTokenId/, { "Reaching the edge": "good", Repository: "not asked", Permission: "not asked" },
  ],
  "a secret that is not the key's": [
    { change: wrongSecret },
    "Signature", /Check that the keys were pasted whole/, { Clock: "good", Repository: "not asked", Permission: "not asked" },
  ],
  "a repository that is not there": [
    { repository: "nowhere" },
    "Repository", /Check the name's case, the region/, { Identity: "good", Signature: "good", Permission: "not asked" },
  ],
  "IAM that does not allow it": [
    { fields: { allow: [] } },
    "Permission", /Ask for codecommit:GitPull/, { Identity: "good", Signature: "good", Repository: "not asked" },
  ],
};

for (const [ill, [patient, name, words, others]] of Object.entries(ILLS)) {
  test(`it finds ${ill}, and says what to do`, async (t) => {
    const { tab, states, text } = await examined(t, patient);
    assert.equal(states[name], "failed", JSON.stringify(states));
    for (const [other, state] of Object.entries(others)) assert.equal(states[other], state, `${other}: ${JSON.stringify(states)}`);
    assert.match(await text(name), words);
    await tab.getByText(/^\d failed; the first is what to mend\.$/).waitFor();
  });
}

test("once it is mended, checking again is green", async (t) => {
  const { page, tab } = await examined(t, { change: wrongSecret });
  await tab.getByRole("button", { name: "Renew" }).click();
  await page.signIn(await aws.credentials());
  await tab.getByRole("dialog").waitFor({ state: "detached" });
  await tab.getByRole("button", { name: "Check again" }).click();
  await tab.getByText("Nothing is wrong.").waitFor();
});
