import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";

import { PROVIDER_ARN, SERVICE_PROVIDER, SamlStsWorld } from "../support/saml-sts-world.mjs";

const world = await SamlStsWorld.start();
after(() => world.close());

test("STS opens a session for a user of the SAML provider", async () => {
  const answer = await world.assume(await world.response());
  assert.equal(answer.status, 200, answer.message);
  const fields = ["Arn", "Audience", "Issuer", "NameQualifier", "SubjectType"].map((name) => [name, answer.field(name)]);
  assert.deepEqual(Object.fromEntries(fields), {
    Arn: "arn:aws:sts::123456789012:assumed-role/people/alice@example.com",
    Audience: SERVICE_PROVIDER.acs,
    Issuer: world.idp.entityId,
    NameQualifier: createHash("sha1").update(`${world.idp.entityId}123456789012/company`).digest("base64"),
    SubjectType: "persistent",
  });
  assert.match(answer.field("Subject"), /^[0-9a-f]{40}$/);
  const [request] = (await world.aws.requests()).slice(-1);
  assert.deepEqual([request.action, request.saml_provider, request.status], ["AssumeRoleWithSAML", PROVIDER_ARN, 200]);
});
