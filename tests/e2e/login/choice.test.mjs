import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Browser } from "../support/browser.mjs";
import { BOB, approve, assign, identityCenterVars, proceeded, signInAtAws } from "../support/identity-center.mjs";
import { LoginWorld } from "../support/login-world.mjs";

const login = await LoginWorld.start({ vars: identityCenterVars });
after(() => login.close());
const { aws, provider } = login;
await assign(aws, [BOB]);
const helper = await login.helper();

/** The code of a page's refusal. */
const refusal = ({ status, headers }) => [status, headers.get("x-codecommit-edge-code")];

/** The choices on a page: each link by its label. */
function choices(page) {
  const links = [...page.text.matchAll(/href="([^"]+)"><b>([^<]+)</g)];
  return Object.fromEntries(links.map(([, href, label]) => [label, new URL(href.replaceAll("&amp;", "&"), page.url).href]));
}

test("the user chooses an identity provider, and each choice works", async () => {
  const browser = new Browser();
  const { url } = await helper.ask({ state: "a&b=c d" });
  const page = await browser.open(url);
  assert.deepEqual([page.status, page.location], [200, null]);
  const { company: toProvider, "IAM Identity Center": toAws, ...others } = choices(page);
  assert.deepEqual(others, {});
  assert.ok((await browser.redirect(toProvider)).startsWith(`${provider.issuer}/auth?`));
  const { url: end } = await signInAtAws(aws, browser, toAws);
  assert.equal(new URL(end).searchParams.get("state"), "a&b=c d");

  const other = `${url}&provider=evil`;
  assert.deepEqual(refusal(await browser.open(other)), [400, "bad_request"]);
});

test("a device signs in with either provider", async () => {
  for (const [choice, finish] of [
    ["company", async (browser, { url }) => browser.follow(`${url}?sub=alice`, { method: "POST" })],
    ["IAM Identity Center", async (browser, page) => (await approve(page, { allow: "bob" }), proceeded(browser, page.url))],
  ]) {
    const device = await helper.askForDevice();
    const browser = new Browser();
    const page = await browser.open(`${login.edge.url}/device/sign-in?user_code=${device.user_code}`);
    const asking = await finish(browser, await browser.follow(choices(page)[choice]));
    assert.match(asking.text, /Allow git on that device to act as/);
    const [, flow] = /name=flow value="([^"]+)"/.exec(asking.text);
    const form = { method: "POST", body: new URLSearchParams({ flow, decision: "allow" }) };
    assert.equal((await browser.open(`${login.edge.url}/oauth/decision`, form)).status, 200);
    const { access_token: token } = await helper.waitForDevice({ ...device, interval: 1 });
    assert.equal((await login.discovered(token))[0], 200, choice);
  }
});
