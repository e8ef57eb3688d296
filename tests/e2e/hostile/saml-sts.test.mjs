import assert from "node:assert/strict";
import { after, test } from "node:test";

import { SamlKey } from "../../identity-provider/saml/saml-key.mjs";
import { honestResponses } from "../support/honest-saml.mjs";
import { hostileResponses } from "../support/hostile-saml.mjs";
import { SamlStsWorld } from "../support/saml-sts-world.mjs";

const world = await SamlStsWorld.start();
after(() => world.close());

const { key } = world.idp;
const original = await world.response();
const xml = Buffer.from(original, "base64").toString();
const stranger = SamlKey.generate(world.world.directory());
const encrypted = await world.response({}, { encrypt: key.certificateData });

/** What STS answers, with only the fields that the response determines. */
async function reading(response) {
  const answer = await world.assume(response);
  const fields = ["Arn", "Audience", "Issuer", "NameQualifier", "Subject", "SubjectType"];
  return [answer.status, answer.message, ...fields.map((name) => answer.field(name))];
}

test("local AWS's STS rejects every trick with a SAML response, or reads only what was signed", async (t) => {
  const expected = await reading(original);
  assert.equal(expected[0], 200);
  for (const { name, response, reading: kind } of hostileResponses(xml, { key, stranger, encrypted })) {
    await t.test(name, async () => {
      if (kind === "same") return assert.deepEqual(await reading(response), expected);
      const { status, code } = await world.assume(response);
      assert.ok(status === 400 || status === 403, `${status} ${code}`);
      assert.match(code, /^(InvalidIdentityToken|IDPRejectedClaim|ValidationError)$/);
    });
  }
});

test("local AWS's STS accepts the forms that other identity providers give to responses", async (t) => {
  const expected = await reading(original);
  for (const { name, response } of honestResponses(xml, { key })) {
    await t.test(name, async () => assert.deepEqual(await reading(response), expected));
  }
});
