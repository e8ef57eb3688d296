import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Browser } from "../support/browser.mjs";
import { allowed } from "../support/decision.mjs";
import { BOB, approve, assign, identityCenterAlone, isWaiting, proceeded, signInAtAws } from "../support/identity-center.mjs";
import { LoginWorld } from "../support/login-world.mjs";
import { REDIRECT_URI, post, refreshForm } from "../support/oauth-helper.mjs";
import { GOOD } from "../support/session-world.mjs";

const FAULTS = [
  ["429", { status: 429, headers: { "x-amzn-ErrorType": "TooManyRequestsException" }, body: "{}" }, [429, "throttled"]],
  ["500", { status: 500, body: "oh no" }, [502, "upstream_unreachable"]],
  ["something other than JSON", { status: 200, body: "<html></html>" }, [502, "upstream_unreachable"]],
  ["a reset", { reset: true }, [502, "upstream_unreachable"]],
];
/** The requests to AWS before and after the user has approved. */
const BEFORE = ["RegisterClient", "StartDeviceAuthorization"];
const AFTER = ["CreateToken", "ListAccounts", "ListAccountRoles", "GetRoleCredentials"];

const login = await LoginWorld.start({ vars: identityCenterAlone });
after(() => login.close());
const { aws } = login;
await assign(aws, [BOB]);
afterEach(() => aws.clearFaults());

/** The code of a page's refusal. */
const refusal = ({ status, headers }) => [status, headers.get("x-codecommit-edge-code")];

async function asked() {
  return (await login.helper()).ask();
}

async function signedIn() {
  const helper = await login.helper();
  const request = await helper.ask();
  const { url } = await signInAtAws(aws, new Browser(), request.url);
  return helper.redeem(request, url);
}

for (const action of BEFORE) {
  for (const [what, fault, refused] of FAULTS) {
    test(`a sign-in fails to start when AWS answers ${action} with ${what}, and the next one works`, async () => {
      // The edge registers once, and stores the registration.
      if (action === "RegisterClient") await login.restart();
      await aws.fault(fault, { action });
      const browser = new Browser();
      const { url } = await asked();
      const page = await browser.follow(url);
      assert.deepEqual(refusal(page), refused);
      assert.match(page.headers.get("content-type"), /^text\/html/);
      assert.doesNotMatch(page.text, /oh no/);
      assert.equal(isWaiting(await browser.follow(url)), true);
    });
  }
}

for (const action of AFTER) {
  for (const [what, fault, refused] of FAULTS) {
    test(`a sign-in reports that AWS answered ${action} with ${what}, and the same page continues later`, async () => {
      const browser = new Browser();
      const waiting = await browser.follow((await asked()).url);
      await approve(waiting, { allow: "bob" });
      await aws.fault(fault, { action });
      assert.deepEqual(refusal(await proceeded(browser, waiting.url)), refused);
      assert.ok((await allowed(browser, await proceeded(browser, waiting.url))).url.startsWith(`${REDIRECT_URI}?code=`));
    });
  }
}

for (const [what, fault] of FAULTS) {
  test(`a renewal that AWS answers with ${what} does not end the sign-in: the same refresh token works later`, async () => {
    const { access_token: token, refresh_token: next } = await signedIn();
    await aws.fault(fault, { action: "CreateToken" });
    const refused = await post(`${login.edge.url}/oauth/token`, refreshForm(next));
    assert.deepEqual([refused.status, refused.json.error], [503, "temporarily_unavailable"]);
    assert.deepEqual(await login.discovered(token), GOOD);
    const renewed = await post(`${login.edge.url}/oauth/token`, refreshForm(next));
    assert.equal(renewed.status, 200, renewed.text);
    assert.deepEqual(await login.discovered(renewed.json.access_token), GOOD);
  });

  test(`git shows that AWS answered for its role with ${what}, and keeps its credential`, async () => {
    const { access_token: password } = await signedIn();
    const helper = login.git.helper().set({ username: "oauth2", password });
    const url = `${login.edge.url}/eu-west-1/app`;
    await aws.fault(fault, { action: "GetRoleCredentials", times: 3 });
    const { code, stderr } = await login.git.run([...helper.options, "ls-remote", url]);
    assert.notEqual(code, 0);
    assert.match(stderr, /IAM Identity Center/);
    assert.ok(helper.keeps);
    await aws.clearFaults();
    // A failed request is not repeated at once.
    await sleep(1_200);
    await login.git.ok([...helper.options, "ls-remote", url]);
  });
}

test("a start URL that AWS does not know is reported as a configuration error", async () => {
  await login.restart({ IDENTITY_CENTER: { start_url: "https://d-0000000000.awsapps.com/start", region: "eu-west-1" } });
  const page = await new Browser().follow((await asked()).url);
  assert.deepEqual(refusal(page), [500, "misconfigured"]);
  assert.doesNotMatch(page.text, /d-0000000000/);
});
