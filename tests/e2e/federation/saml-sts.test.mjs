import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, test } from "node:test";

import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { askBoto3 } from "../support/oracle.mjs";
import { PROVIDER_ARN, SERVICE_PROVIDER, SamlStsWorld, roleArn } from "../support/saml-sts-world.mjs";

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

/** A response with some text replaced. */
function changed(response, from, to) {
  const xml = Buffer.from(response, "base64").toString();
  return Buffer.from(xml.replaceAll(from, to)).toString("base64");
}

test("boto3 calls STS without credentials, and accepts its answers and errors", async () => {
  const good = { RoleArn: roleArn("people"), PrincipalArn: PROVIDER_ARN, SAMLAssertion: await world.response() };
  const failing = (code, changes) => ({ code, parameters: { ...good, ...changes } });
  const calls = [
    { parameters: good },
    failing("AccessDenied", { SAMLAssertion: await world.response({ name: "bob" }, { nameIdFormat: "transient" }) }),
    failing("IDPRejectedClaim", { SAMLAssertion: changed(good.SAMLAssertion, "status:Success", "status:Responder") }),
    failing("InvalidIdentityToken", { SAMLAssertion: changed(good.SAMLAssertion, "alice@", "carol@") }),
    failing("MalformedPolicyDocument", { Policy: "{}" }),
    failing("ValidationError", { RoleArn: "arn:aws:iam::123456789012:user/alice" }),
  ];
  const [answer, ...errors] = await askBoto3("saml.py", { endpoint: world.aws.url, calls });
  assert.equal(answer.AssumedRoleUser.Arn, "arn:aws:sts::123456789012:assumed-role/people/alice@example.com");
  assert.deepEqual(
    errors.map(({ code, status }) => [code, status]),
    [["AccessDenied", 403], ["IDPRejectedClaim", 403], ["InvalidIdentityToken", 400], ["MalformedPolicyDocument", 400], ["ValidationError", 400]],
  );

  await world.aws.settings({ clock_offset_seconds: 600, disabled_regions: [] });
  const late = [failing("ExpiredTokenException", {})];
  assert.deepEqual(await askBoto3("saml.py", { endpoint: world.aws.url, calls: late }), [{ code: "ExpiredTokenException", status: 400 }]);
  await world.aws.settings({ clock_offset_seconds: 0, disabled_regions: ["*"] });
  const disabled = [failing("RegionDisabledException", {})];
  assert.deepEqual(await askBoto3("saml.py", { endpoint: world.aws.url, calls: disabled }), [{ code: "RegionDisabledException", status: 403 }]);
  await world.aws.settings({ disabled_regions: [] });
});

test("STS verifies responses while the provider changes its key", async () => {
  const { aws, idp } = world;
  const register = async () => aws.samlProvider({ name: "company", metadata: await idp.metadata() });
  const status = async () => (await world.assume(await world.response())).status;
  assert.equal(await status(), 200);
  idp.announceKey();
  await register();
  assert.equal(await status(), 200);
  idp.switchKey();
  assert.equal(await status(), 200);
  await register();
  assert.equal(await status(), 200);
  idp.switchKey();
  assert.equal(await status(), 400);
});

test("a session of STS for a SAML user clones, within its session policy", async () => {
  const { aws, idp, world: environment } = world;
  await aws.samlProvider({ name: "company", metadata: await idp.metadata() });
  const policy = { Statement: { Effect: "Allow", Action: "codecommit:GitPull", Resource: "arn:aws:codecommit:eu-west-1:123456789012:app" } };
  const answer = await world.assume(await world.response(), { Policy: JSON.stringify(policy) });
  const session = { accessKeyId: answer.field("AccessKeyId"), secretAccessKey: answer.field("SecretAccessKey"), sessionToken: answer.field("SessionToken") };
  const url = withUserinfo(`${aws.url}/direct/eu-west-1/v1/repos/app`, gitPassword(session, "eu-west-1/app"));
  const directory = environment.directory();
  await environment.git.ok(["clone", "--quiet", url, directory]);
  const pushed = await environment.git.run(["-C", directory, "push", "--quiet", "origin", "HEAD:refs/heads/new"]);
  assert.notEqual(pushed.code, 0);
  assert.match(pushed.stderr, /not authorized to perform: codecommit:GitPush/);
});
