import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { assertInert, assertUsable, watch } from "../support/inertness.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { aws, edge, world } = www;
await aws.repository("eu-west-1", "app");
const MARKUP = `<img src=x onerror=top.__ran=1>\u202e\u001b[31m</p>`;
const SHOWN = /<img src=x onerror=top\.__ran=1>U\+202EU\+001B\[31m<\/p>/;

/** A new page in which `routes` respond instead of the real services. */
async function opened(routes, hash = "/") {
  const page = await www.open("about:blank");
  page.tab.setDefaultTimeout(8_000);
  await watch(page.tab.context());
  for (const [pattern, answer] of Object.entries(routes)) await page.tab.context().route(pattern, answer);
  await page.go(hash);
  await page.tab.reload();
  return page;
}

async function signedIn(routes, hash) {
  const page = await opened(routes, hash);
  await page.signIn(await aws.credentials({ lifetime_seconds: 3600 }));
  return page;
}

const json = (value) => (route) => route.fulfill({ json: value, headers: { "access-control-allow-origin": "*" } });

for (const [what, answer] of Object.entries({
  "HTML": (route) => route.fulfill({ contentType: "text/html", body: `<script>top.__ran=1</script>${MARKUP}` }),
  "a failure": (route) => route.fulfill({ status: 500, body: MARKUP }),
  "nothing": (route) => route.abort(),
})) {
  test(`reports configuration that is ${what}, and loads it again on request`, async () => {
    const page = await opened({ "**/config.json": answer });
    await page.tab.getByRole("alert").waitFor();
    await assertInert(page);
    await page.tab.context().unroute("**/config.json");
    await page.tab.getByRole("button", { name: "Try again" }).click();
    await page.tab.getByRole("heading", { name: "Sign in" }).first().waitFor();
    await page.close();
  });
}

test("shows huge configuration and markup in it as text", async () => {
  const config = await (await fetch(`${edge.url}/config.json`)).json();
  const regions = ["eu-west-1", MARKUP, ...Array.from({ length: 3_000 }, (_, index) => `region-${index}`)];
  const page = await signedIn({ "**/config.json": json({ ...config, version: MARKUP, regions, profiles: [MARKUP], default_region: "eu-west-1" }) });
  await page.tab.getByRole("heading", { name: "Repositories" }).waitFor();
  await assertInert(page);
  await assertUsable(page);
  await page.close();
});

test("waits for slow configuration", async () => {
  const page = await opened({ "**/config.json": async (route) => setTimeout(() => route.continue(), 1_500) });
  await page.tab.getByRole("heading", { name: "Sign in" }).first().waitFor();
  await assertInert(page);
  await page.close();
});

/** The addresses at which the edge relays calls to AWS. */
const CALLS = `${edge.url}/aws/*`;
/** AWS responses by operation. */
const awsAnswers = ({ list, identity }) => async (route) => {
  const request = route.request();
  if (request.method() !== "POST") return route.continue();
  if (request.headers()["x-amz-target"] && list) return list(route);
  if (!request.headers()["x-amz-target"] && identity) return identity(route);
  return route.continue();
};

test("lists only repositories with names that CodeCommit allows", async () => {
  const names = [MARKUP, "\ud800half", "__proto__", "constructor", "../../x", "", "a/b", "n".repeat(5_000)];
  const list = json({ repositories: names.map((repositoryName) => ({ repositoryName, repositoryId: MARKUP })) });
  const page = await signedIn({ [CALLS]: awsAnswers({ list }) });
  // The list is requested again when the owner of the keys is known.
  await page.tab.getByText("account 123456789012").waitFor();
  // Names of JavaScript properties are ordinary repository names.
  for (const name of ["__proto__", "constructor"]) await page.tab.getByRole("link", { name, exact: true }).waitFor();
  assert.equal(await page.tab.locator("section .list > li").count(), 2);
  assert.equal(await page.tab.getByText(SHOWN).count(), 0);
  await assertInert(page);
  await assertUsable(page);
  await page.close();
});

test("shows markup in an identity as text in the header bar", async () => {
  const identity = json({ GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: MARKUP, Arn: `arn:aws:sts::1:assumed-role/${MARKUP.replace("/", "")}/${MARKUP}` } } });
  const page = await signedIn({ [CALLS]: awsAnswers({ identity }) });
  await page.tab.locator("header").getByText(SHOWN).first().waitFor();
  await assertInert(page);
  await page.close();
});

test("shows markup in an AWS error as text", async () => {
  const list = (route) => route.fulfill({ status: 400, headers: { "access-control-allow-origin": "*" }, json: { __type: "AccessDeniedException", message: MARKUP } });
  const page = await signedIn({ [CALLS]: awsAnswers({ list }) });
  await page.tab.getByRole("alert").waitFor();
  assert.match(await page.problem(), /may not list repositories[^]*listing_denied/);
  await assertInert(page);
  await assertUsable(page);
  await page.close();
});

test("shows markup in the edge's refusal of a call to AWS as text", async () => {
  const list = (route) => route.fulfill({ status: 403, headers: { "x-codecommit-edge-code": "region_not_allowed" }, json: { code: MARKUP, message: MARKUP } });
  const page = await signedIn({ [CALLS]: awsAnswers({ list }) });
  await page.tab.getByRole("alert").waitFor();
  assert.match(await page.problem(), /This edge does not allow that region\.[^]*region_not_allowed/);
  await page.tab.getByText(SHOWN).first().waitFor();
  await assertInert(page);
  await assertUsable(page);
  await page.close();
});

for (const status of [401, 403, 404, 500, 502]) {
  test(`shows markup in a ${status} response to a clone as text`, async () => {
    const page = await signedIn({ "**/info/refs*": (route) => route.fulfill({ status, contentType: "text/plain; charset=utf-8", body: MARKUP }) }, "/eu-west-1/app");
    await page.tab.getByRole("button", { name: "Clone here" }).click();
    await page.tab.getByRole("alert").first().waitFor();
    assert.match(await page.tab.getByRole("alert").first().innerText(), SHOWN);
    await assertInert(page);
    await page.close();
  });
}

test("shows markup and colour codes in the server's rejection of a push as text", async () => {
  const hooks = join(world.bare("eu-west-1", "app"), "hooks");
  mkdirSync(hooks, { recursive: true });
  writeFileSync(join(hooks, "pre-receive"), `#!/bin/sh\nprintf '%s\\n' '${MARKUP}' >&2\nexit 1\n`, { mode: 0o755 });
  const page = await signedIn({}, "/eu-west-1/app");
  await page.clone();
  await page.openFile("README.md");
  await page.tab.getByRole("link", { name: "Edit" }).click();
  await page.write("Refused\n");
  await page.commit("Try");
  await page.tab.getByRole("button", { name: "Push" }).click();
  await page.tab.getByRole("alert").waitFor();
  assert.match(await page.problem(), SHOWN);
  await assertInert(page);
  await assertUsable(page);
  await page.tab.getByText("1 commit not pushed").waitFor();
  await page.close();
});
