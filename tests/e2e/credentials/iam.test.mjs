import assert from "node:assert/strict";
import { after, test } from "node:test";

import * as sdk from "@aws-sdk/client-iam";

import { Environment } from "../support/environment.mjs";
import { iamClient } from "../support/iam.mjs";
import { rsaPublicKey } from "../support/rsa-public-key.mjs";

const ServiceName = "codecommit.amazonaws.com";
const UserName = "alice";

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
await aws.repository("eu-west-1", "app");
const accessKeys = await aws.user({ name: UserName });
const alice = iamClient(aws, accessKeys);

/** Calls an operation by its name. */
const call = (operation, input = {}, client = alice) => client.send(new sdk[`${operation}Command`](input));

/** Asserts that a call fails with this error of the SDK, whose status the SDK knows from IAM's model. */
async function fails(name, status, operation, input, client) {
  await assert.rejects(call(operation, input, client), (error) => {
    assert.equal(error.name, name, error.message);
    assert.equal(error.$metadata.httpStatusCode, status);
    assert.equal(error.$fault, "client");
    if (sdk[name]) assert.ok(error instanceof sdk[name]);
    return true;
  });
}

test("the JavaScript SDK makes, resets and deletes Git credentials", async () => {
  const { ServiceSpecificCredential: first } = await call("CreateServiceSpecificCredential", { UserName, ServiceName });
  const { ServiceSpecificCredential: second } = await call("CreateServiceSpecificCredential", { UserName, ServiceName });
  assert.deepEqual([first.ServiceUserName, second.ServiceUserName], ["alice-at-123456789012", "alice+1-at-123456789012"]);
  assert.ok(first.CreateDate instanceof Date);
  await fails("LimitExceededException", 409, "CreateServiceSpecificCredential", { UserName, ServiceName });

  const { ServiceSpecificCredentials: listed } = await call("ListServiceSpecificCredentials");
  const metadata = ({ ServicePassword: _, ...shown }) => shown;
  assert.deepEqual(listed, [metadata(first), metadata(second)]);

  const target = { ServiceSpecificCredentialId: first.ServiceSpecificCredentialId };
  await call("UpdateServiceSpecificCredential", { ...target, Status: "Inactive" });
  const { ServiceSpecificCredential: reset } = await call("ResetServiceSpecificCredential", target);
  assert.equal(reset.Status, "Inactive");
  assert.notEqual(reset.ServicePassword, first.ServicePassword);
  await call("DeleteServiceSpecificCredential", target);
  await fails("NoSuchEntityException", 404, "ResetServiceSpecificCredential", target);
  await call("DeleteServiceSpecificCredential", { ServiceSpecificCredentialId: second.ServiceSpecificCredentialId });
});

test("the JavaScript SDK uploads, changes and deletes SSH keys", async () => {
  const SSHPublicKeyBody = await rsaPublicKey();
  const { SSHPublicKey: key } = await call("UploadSSHPublicKey", { UserName, SSHPublicKeyBody });
  assert.match(key.Fingerprint, /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  const target = { UserName, SSHPublicKeyId: key.SSHPublicKeyId };
  const { SSHPublicKeys, IsTruncated } = await call("ListSSHPublicKeys");
  assert.deepEqual([SSHPublicKeys.map((it) => it.SSHPublicKeyId), IsTruncated], [[key.SSHPublicKeyId], false]);
  await call("UpdateSSHPublicKey", { ...target, Status: "Inactive" });
  const { SSHPublicKey: line } = await call("GetSSHPublicKey", { ...target, Encoding: "SSH" });
  assert.deepEqual(line, { ...key, Status: "Inactive" });
  const { SSHPublicKey: pem } = await call("GetSSHPublicKey", { ...target, Encoding: "PEM" });

  await fails("DuplicateSSHPublicKeyException", 400, "UploadSSHPublicKey", { UserName, SSHPublicKeyBody: pem.SSHPublicKeyBody });
  await fails("InvalidPublicKeyException", 400, "UploadSSHPublicKey", { UserName, SSHPublicKeyBody: "ssh-rsa AAAA" });
  await fails("UnrecognizedPublicKeyEncodingException", 400, "UploadSSHPublicKey", { UserName, SSHPublicKeyBody: "ssh-dss AAAA" });
  for (let others = 0; others < 4; others++) await call("UploadSSHPublicKey", { UserName, SSHPublicKeyBody: await rsaPublicKey() });
  await fails("LimitExceededException", 409, "UploadSSHPublicKey", { UserName, SSHPublicKeyBody: await rsaPublicKey() });
  await call("DeleteSSHPublicKey", target);
  await fails("NoSuchEntityException", 404, "DeleteSSHPublicKey", target);
});

test("the JavaScript SDK learns who it is, and why it is refused", async () => {
  const { User } = await call("GetUser");
  assert.deepEqual((await call("ListUsers")).Users, [User]);
  await aws.user({ name: "bob" });
  const reader = iamClient(aws, await aws.user({ name: "reader", allow: [{ actions: ["iam:List*"] }] }));
  await call("ListSSHPublicKeys", {}, reader);
  await fails("AccessDenied", 403, "ListSSHPublicKeys", { UserName: "bob" }, reader);
  await fails("ValidationError", 400, "ListSSHPublicKeys", {}, iamClient(aws, await aws.credentials()));
  await fails("ExpiredToken", 403, "GetUser", {}, iamClient(aws, await aws.credentials({ lifetime_seconds: 0 })));
  await fails("SignatureDoesNotMatch", 403, "GetUser", {}, iamClient(aws, { ...accessKeys, secretAccessKey: "wrong" }));
  await fails("InvalidClientTokenId", 403, "GetUser", {}, iamClient(aws, { ...accessKeys, accessKeyId: "AKIAUNKNOWNUNKNOWN00" }));
});

test("Git credentials clone through local AWS until they are made inactive", async () => {
  const { ServiceSpecificCredential: made } = await call("CreateServiceSpecificCredential", { UserName, ServiceName });
  const url = new URL(`${aws.url}/direct/eu-west-1/v1/repos/app`);
  Object.assign(url, { username: made.ServiceUserName, password: made.ServicePassword });
  await git.ok(["clone", "--quiet", url.href, world.directory()]);
  await call("UpdateServiceSpecificCredential", { ServiceSpecificCredentialId: made.ServiceSpecificCredentialId, Status: "Inactive" });
  const { code, stderr } = await git.run(["ls-remote", url.href]);
  assert.equal(code, 128);
  assert.match(stderr, /The requested URL returned error: 403/);
});
