import assert from "node:assert/strict";
import { after, test } from "node:test";

import * as sdk from "@aws-sdk/client-iam";

import { withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { relayedIamClient } from "../support/iam.mjs";
import { rsaPublicKey } from "../support/rsa-public-key.mjs";

const ServiceName = "codecommit.amazonaws.com";
const UserName = "alice";

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
await aws.repository("eu-west-1", "app");
const edge = await world.edge();
const alice = relayedIamClient(edge, await aws.user({ name: UserName }));

const call = (operation, input = {}) => alice.send(new sdk[`${operation}Command`](input));

/** Asserts that AWS rejects a call with this error of the SDK. */
function fails(name, status, operation, input) {
  return assert.rejects(call(operation, input), (error) => {
    assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status], error.message);
    return true;
  });
}

test("AWS's SDK makes and rotates Git credentials through the edge", async () => {
  const { ServiceSpecificCredential: first } = await call("CreateServiceSpecificCredential", { UserName, ServiceName });
  const { ServiceSpecificCredential: second } = await call("CreateServiceSpecificCredential", { UserName, ServiceName });
  await fails("LimitExceededException", 409, "CreateServiceSpecificCredential", { UserName, ServiceName });
  const { ServiceSpecificCredentials: listed } = await call("ListServiceSpecificCredentials", { UserName });
  assert.deepEqual(listed.map(({ ServiceUserName }) => ServiceUserName), [first.ServiceUserName, second.ServiceUserName]);

  const url = ({ ServiceUserName: username, ServicePassword: password }) => withUserinfo(`${edge.url}/eu-west-1/app`, { username, password });
  await git.ok(["ls-remote", url(second)]);
  const target = { ServiceSpecificCredentialId: first.ServiceSpecificCredentialId };
  await call("UpdateServiceSpecificCredential", { ...target, Status: "Inactive" });
  assert.notEqual((await git.run(["ls-remote", url(first)])).code, 0);
  await call("ResetServiceSpecificCredential", target);
  await call("DeleteServiceSpecificCredential", target);
  await fails("NoSuchEntityException", 404, "DeleteServiceSpecificCredential", target);
});

test("AWS's SDK uploads, lists, changes and deletes SSH keys through the edge", async () => {
  const { SSHPublicKey: key } = await call("UploadSSHPublicKey", { UserName, SSHPublicKeyBody: await rsaPublicKey() });
  const target = { UserName, SSHPublicKeyId: key.SSHPublicKeyId };
  await call("UpdateSSHPublicKey", { ...target, Status: "Inactive" });
  assert.equal((await call("ListSSHPublicKeys")).SSHPublicKeys[0].Status, "Inactive");
  const { SSHPublicKey: pem } = await call("GetSSHPublicKey", { ...target, Encoding: "PEM" });
  assert.match(pem.SSHPublicKeyBody, /^-----BEGIN PUBLIC KEY-----\n/);
  await fails("InvalidPublicKeyException", 400, "UploadSSHPublicKey", { UserName, SSHPublicKeyBody: "ssh-rsa AAAA" });
  await call("DeleteSSHPublicKey", target);
  assert.equal((await call("GetUser")).User.UserName, UserName);
});

test("logs nothing of IAM's answers", async () => {
  const before = edge.logs().length;
  const { ServiceSpecificCredential: made } = await call("CreateServiceSpecificCredential", { UserName, ServiceName });
  await eventually("the line", () => edge.logs().slice(before).some(({ action }) => action === "CreateServiceSpecificCredential"));
  const logs = JSON.stringify(edge.logs().slice(before));
  for (const secret of [made.ServicePassword, made.ServiceUserName, made.ServiceSpecificCredentialId]) assert.ok(!logs.includes(secret));
});

test("the SDK reports the edge's refusal of another action", async () => {
  await assert.rejects(call("CreateAccessKey", { UserName }), (error) => error.$metadata.httpStatusCode === 403);
  await eventually("the line", () => edge.logs().some(({ code }) => code === "action_not_relayed"));
});
