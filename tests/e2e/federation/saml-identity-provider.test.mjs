import assert from "node:assert/strict";
import { test } from "node:test";

import { SamlIdentityProvider } from "../../identity-provider/saml/saml-identity-provider.mjs";
import { Browser } from "../support/browser.mjs";
import { requestUrl, responseXml, samlForm } from "../support/saml.mjs";

const PROVIDER = { entityId: "urn:amazon:webservices", acs: "http://127.0.0.1:8787/saml/acs" };
const ROLE = "arn:aws:iam::123456789012:role/people,arn:aws:iam::123456789012:saml-provider/company";

test("asks for the password once in each browser, and answers the request", async () => {
  await using idp = await SamlIdentityProvider.start({ users: [{ name: "alice", roles: [ROLE] }], serviceProviders: [PROVIDER] });
  const browser = new Browser();
  const requested = (id) => requestUrl(idp.ssoUrl, { id, issuer: PROVIDER.entityId, acs: PROVIDER.acs, relayState: 'a&"b' });
  for (const [id, asked] of [["_first", true], ["_second", false]]) {
    const form = await samlForm(browser, requested(id));
    assert.deepEqual([form.asked, form.action, form.fields.RelayState], [asked, PROVIDER.acs, 'a&"b']);
    const xml = responseXml(form);
    assert.ok(xml.includes(`InResponseTo="${id}"`) && xml.includes(ROLE), xml);
  }
  await assert.rejects(samlForm(new Browser(), requested("_third"), { password: "wrong" }), /Incorrect username or password/);
});

test("issues every form of response that AWS's users have", async () => {
  await using idp = await SamlIdentityProvider.start();
  const browser = new Browser();
  const count = (text, part) => text.split(part).length - 1;
  for (const [settings, signatures, encrypted, format] of [
    [{}, 1, 0, "2.0:nameid-format:persistent"],
    [{ sign: "response", nameIdFormat: "transient" }, 1, 0, "2.0:nameid-format:transient"],
    [{ sign: "both", nameIdFormat: "email" }, 2, 0, "1.1:nameid-format:emailAddress"],
    [{ encrypt: idp.key.certificateData }, 0, 1, ""],
  ]) {
    idp.configure({ serviceProviders: [{ ...PROVIDER, ...settings }] });
    const form = await samlForm(browser, idp.initiateUrl(PROVIDER.entityId));
    const xml = responseXml(form);
    assert.equal(count(xml, "<ds:SignatureValue>"), signatures, xml);
    assert.equal(count(xml, "<saml:EncryptedAssertion>"), encrypted, xml);
    assert.ok(xml.includes(format), xml);
    assert.ok(!xml.includes("InResponseTo"), xml);
  }
});

test("publishes the next signing key before it signs with it", async () => {
  await using idp = await SamlIdentityProvider.start();
  const first = idp.key.certificateData;
  const next = idp.announceKey().certificateData;
  const both = await idp.metadata();
  assert.ok(both.includes(first) && both.includes(next));
  idp.switchKey();
  const one = await idp.metadata();
  assert.ok(!one.includes(first) && one.includes(next));
});
