// Sign-in with SAML in each browser engine: the identity provider's page posts to another site, whose cookies each engine keeps back
// by rules of its own.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { ENGINES } from "../support/browsers/engines.mjs";
import { SamlLoginWorld, signInAtSaml } from "../support/saml-login-world.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const login = await SamlLoginWorld.start();
const { aws, edge, idp, sts } = login;
const www = WwwWorld.of(login, edge, { others: [idp.origin] });
after(() => www.close());

for (const engine of ENGINES) {
  test(`a user signs in on the page with SAML, chooses a role, and clones (${engine})`, async (t) => {
    const page = await www.opened(t, "/eu-west-1/docs", {}, { engine });
    const { tab } = page;
    const since = await aws.mark();
    await tab.getByRole("button", { name: "Sign in", exact: true }).click();
    await signInAtSaml(tab, "alice");
    await tab.getByRole("button", { name: /^auditors/ }).click();
    await page.clone();
    await tab.locator(".who").getByText("alice@example.com").waitFor();
    assert.ok(await tab.getByRole("timer").isVisible(), "it cannot be renewed");
    const asked = (await aws.requests(since)).filter(({ service }) => service?.startsWith("git-"));
    assert.deepEqual([...new Set(asked.map(({ principal }) => principal))], ["arn:aws:sts::123456789012:assumed-role/auditors/alice@example.com"]);
    await page.assertHidden(...sts.issued.at(-1));
    page.assertClean();
  });
}
