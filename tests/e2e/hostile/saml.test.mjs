import assert from "node:assert/strict";
import { after, test } from "node:test";

import { SamlKey } from "../../identity-provider/saml/saml-key.mjs";
import { asksForHelper } from "../support/decision.mjs";
import { honestResponses } from "../support/honest-saml.mjs";
import { hostileResponses } from "../support/hostile-saml.mjs";
import { responseXml } from "../support/saml.mjs";
import { SamlLoginWorld, refusal } from "../support/saml-login-world.mjs";

/** In the order of their checks: the edge's own, and those of STS. */
const CODES = ["assertion_rejected", "access_denied", "credentials_expired", "signature_rejected", "unrecognised_credential"];

const login = await SamlLoginWorld.start();
after(() => login.close());
const { edge, idp } = login;
const { key } = idp;
const stranger = SamlKey.generate(login.world.directory());
const encrypted = await encryptedResponse();

/** A response with an encrypted assertion, in base64. */
async function encryptedResponse() {
  const [provider] = login.serviceProviders;
  idp.configure({ serviceProviders: [{ ...provider, encrypt: key.certificateData }] });
  const { form } = await login.begun();
  idp.configure({ serviceProviders: [provider] });
  return form.fields.SAMLResponse;
}

/** Posts a response in a sign-in that is pending. */
function posted({ browser, form }, response) {
  return login.posted(browser, { ...form, fields: { ...form.fields, SAMLResponse: response } });
}

/** The sign-in ends with the person whom the identity provider signed in and STS named, and with nobody else. */
function assertIsBob(page) {
  assert.ok(asksForHelper(page), page.text);
  assert.match(page.text, /<h1>Let git on this computer act as bob@example\.com\?/);
  const { principal, session_name: session } = edge.logs().filter(({ route }) => route === "saml/sign-in").at(-1);
  assert.deepEqual([principal, session], ["bob@example.com", "bob-in-cloudtrail"]);
}

test("no forged SAML response signs in another user, or breaks the sign-in that it is sent to", async (t) => {
  const tools = { key, stranger, encrypted };
  let begun = await login.begun();
  const tricks = (from) => hostileResponses(responseXml(from.form), tools);
  const names = tricks(begun).map(({ name }) => name);
  assert.ok(names.length >= 120);
  let current = tricks(begun);
  const accepted = [];
  for (const [index, name] of names.entries()) {
    await t.test(name, async () => {
      const { response } = current[index];
      assert.notEqual(response, begun.form.fields.SAMLResponse);
      const page = await posted(begun, response);
      if (page.status !== 200) {
        const [status, code] = refusal(page);
        assert.ok(status === 401 || status === 403, `${status} ${page.text}`);
        assert.ok(CODES.includes(code), code);
        return;
      }
      assertIsBob(page);
      accepted.push(name);
      begun = await login.begun({ browser: begun.browser });
      current = tricks(begun);
    });
  }
  // Some identity providers break the lines of base64, so that the edge removes white space.
  assert.deepEqual(accepted, ["base64 with a space"]);
  assertIsBob(await posted(begun, begun.form.fields.SAMLResponse));
  assert.doesNotMatch(JSON.stringify(edge.logs()), /mallory/);
});

test("accepts the forms that other identity providers give to responses", async (t) => {
  let begun = await login.begun();
  for (const [index, { name }] of honestResponses(responseXml(begun.form), { key }).entries()) {
    await t.test(name, async () => {
      const { response } = honestResponses(responseXml(begun.form), { key })[index];
      assert.equal(response === begun.form.fields.SAMLResponse, index === 0);
      assertIsBob(await posted(begun, response));
      begun = await login.begun({ browser: begun.browser });
    });
  }
});
