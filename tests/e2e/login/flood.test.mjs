import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";

import { exchange } from "../support/http.mjs";
import { LoginWorld } from "../support/login-world.mjs";
import { codeForm, post, refreshForm } from "../support/oauth-helper.mjs";

const FLOOD = 50;
const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

const login = await LoginWorld.start();
after(() => login.close());
const helper = await login.helper();

function madeUp(prefix) {
  return prefix + randomBytes(64).toString("base64url");
}

/** With a probability of one in 160,000 it is one that the edge could have issued. */
function madeUpUserCode() {
  return Array.from(randomBytes(10), (byte) => LETTERS[byte % LETTERS.length]).join("");
}

test("a flood of made-up codes and tokens leaves no Durable Object behind", async () => {
  const asked = await helper.ask();
  const before = login.storedObjects();
  const token = (form) => post(`${login.edge.url}/oauth/token`, form);
  for (let count = 0; count < FLOOD; count++) {
    const deviceForm = {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      client_id: "git",
      device_code: madeUp("cced_"),
    };
    const answers = await Promise.all([
      token(refreshForm(madeUp("ccer_"))),
      token(codeForm(asked, `http://127.0.0.1/?code=${madeUp("ccec_")}`)),
      token(deviceForm),
      exchange(`${login.edge.url}/device?user_code=${madeUpUserCode()}`),
      exchange(`${login.edge.url}/device/sign-in?user_code=${madeUpUserCode()}`),
      exchange(`${login.edge.url}/session`, { headers: { authorization: `Bearer ${madeUp("cces_")}` } }),
    ]);
    for (const { status } of answers) assert.ok(status === 400 || status === 401, `${status}`);
    for (const prefix of ["ccer_", "cces_", "ccec_"]) {
      const { status } = await post(`${login.edge.url}/oauth/revoke`, { token: madeUp(prefix), client_id: "git" });
      assert.equal(status, 200);
    }
    const { status } = await exchange(helper.metadata.authorization_endpoint + new URL(asked.url).search);
    assert.equal(status >= 200 && status < 400, true);
  }
  assert.equal(login.storedObjects(), before);

  // What the edge has issued is found.
  await helper.askForDevice();
  assert.ok(login.storedObjects() > before);
});
