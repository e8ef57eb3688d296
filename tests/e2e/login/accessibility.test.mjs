import assert from "node:assert/strict";
import { after, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { LoginWorld } from "../support/login-world.mjs";
import { startChromium } from "../support/page.mjs";

const login = await LoginWorld.start();
after(() => login.close());
const bare = await login.world.edge({});
const browser = await startChromium({ after: (ending) => after(ending) });

/** The pages of /setup by query: with a valid region and repository, and with invalid ones. */
const STATES = ["", ...["oauth", "manager", "password", "addresses", "fetches", "file"].map((choice) => `?with=${choice}`), "?with=oauth&profile=people&region=eu-west-1&repository=app", "?with=manager&region=eu-west1&repository=app"];

for (const [what, edge, states] of [["with sign-in", login.edge, STATES], ["without sign-in", bare, [""]]]) {
  test(`every state of /setup is accessible, ${what}`, async () => {
    const tab = await browser.newPage();
    const found = [];
    for (const query of states) {
      const answer = await tab.goto(`${edge.url}/setup${query}`);
      assert.ok(answer.headers()["content-type"].startsWith("text/html"), query);
      await assertAccessible({ tab }, query).catch((error) => found.push(`${query}: ${error.actual?.join("\n   ") ?? error}`));
    }
    await tab.close();
    assert.deepEqual(found, []);
  });
}
