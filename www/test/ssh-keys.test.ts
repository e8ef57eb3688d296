import assert from "node:assert/strict";
import { test } from "node:test";

import { checkSshKey, isPrivate, loadSshKeys } from "../src/core/iam/check-ssh-key.ts";
import { deleteSshKey, getSshKey, listSshKeys, setSshKeyActive, uploadSshKey } from "../src/core/iam/ssh-keys.ts";
import { calling, iamError, xml } from "./support/iam-answers.ts";
import { refusedWith } from "./support/refused-with.ts";

const ID = "APKAEIBAERJR2EXAMPLE";
const MD5 = "7a:1d:ea:9e:b0:80:ac:f8:ec:d8:dc:e6:a7:2c:fc:51";
const LINE = "ssh-rsa AAAAB3NzaC1yc2E= alice@laptop";

const member = (id: string, date: string, status = "Active") => `<UserName>alice</UserName><SSHPublicKeyId>${id}</SSHPublicKeyId><Status>${status}</Status><UploadDate>${date}</UploadDate>`;
const whole = `<SSHPublicKey>${member(ID, "2026-11-02T10:00:00Z")}<Fingerprint>${MD5}</Fingerprint><SSHPublicKeyBody>${LINE}</SSHPublicKeyBody></SSHPublicKey>`;

test("lists the keys of a user, the oldest first", async () => {
  const members = `<member>${member("APKA2", "2026-11-02T10:00:00Z", "Inactive")}</member><member>${member("APKA1", "2026-01-02T10:00:00Z")}</member>`;
  const { caller, sent } = calling(() => xml("ListSSHPublicKeys", `<SSHPublicKeys>${members}</SSHPublicKeys><IsTruncated>false</IsTruncated>`));
  assert.deepEqual(await listSshKeys(caller), [
    { id: "APKA1", active: true, createdAt: new Date("2026-01-02T10:00:00Z") },
    { id: "APKA2", active: false, createdAt: new Date("2026-11-02T10:00:00Z") },
  ]);
  assert.deepEqual(Object.fromEntries(sent[0]?.body ?? []), { Action: "ListSSHPublicKeys", Version: "2010-05-08", UserName: "alice" });
  assert.deepEqual(await listSshKeys(calling(() => xml("ListSSHPublicKeys", "<SSHPublicKeys/>")).caller), []);
});

test("uploads, reads, changes and deletes a key", async () => {
  const uploaded = calling(() => xml("UploadSSHPublicKey", whole));
  assert.deepEqual(await uploadSshKey(uploaded.caller, LINE), { id: ID, active: true, createdAt: new Date("2026-11-02T10:00:00Z"), fingerprint: MD5, openssh: LINE });
  assert.equal(uploaded.sent[0]?.body.get("SSHPublicKeyBody"), LINE);
  const got = calling(() => xml("GetSSHPublicKey", whole));
  assert.deepEqual(await getSshKey(got.caller, ID), { fingerprint: MD5, openssh: LINE });
  assert.deepEqual([got.sent[0]?.body.get("SSHPublicKeyId"), got.sent[0]?.body.get("Encoding")], [ID, "SSH"]);
  const changed = calling(() => new Response("<UpdateSSHPublicKeyResponse><ResponseMetadata/></UpdateSSHPublicKeyResponse>"));
  for (const active of [true, false]) await setSshKeyActive(changed.caller, ID, active);
  assert.deepEqual(changed.sent.map(({ body }) => body.get("Status")), ["Active", "Inactive"]);
  const deleted = calling(() => new Response("<DeleteSSHPublicKeyResponse><ResponseMetadata/></DeleteSSHPublicKeyResponse>"));
  await deleteSshKey(deleted.caller, ID);
  assert.equal(deleted.sent[0]?.body.get("SSHPublicKeyId"), ID);
});

for (const [status, type, code] of [
  [400, "DuplicateSSHPublicKey", "ssh_key_duplicate"],
  [400, "InvalidPublicKey", "ssh_key_not_accepted"],
  [400, "UnrecognizedPublicKeyEncoding", "ssh_key_not_accepted"],
  [409, "LimitExceeded", "ssh_key_limit"],
  [404, "NoSuchEntity", "ssh_key_gone"],
  [400, "toString", "iam_refused"],
] as const) {
  test(`explains IAM's ${type} for an upload, with IAM's own message`, () => assert.rejects(uploadSshKey(calling(() => iamError(status, type, "IAM's reason")).caller, LINE), refusedWith(code, new RegExp(`${type}: IAM's reason`))));
}

test("names the missing IAM action", async () => {
  const denied = iamError(403, "AccessDenied", "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:UploadSSHPublicKey on resource: user alice");
  await assert.rejects(uploadSshKey(calling(() => denied).caller, LINE), (thrown: { problem?: { sentence: string } }) => {
    assert.match(thrown.problem?.sentence ?? "", /iam:UploadSSHPublicKey\.$/);
    return refusedWith("iam_denied")(thrown as never);
  });
});

for (const [what, call, answer] of [
  ["no list", listSshKeys, () => xml("ListSSHPublicKeys", "")],
  ["a key without a date", listSshKeys, () => xml("ListSSHPublicKeys", `<SSHPublicKeys><member>${member(ID, "")}</member></SSHPublicKeys>`)],
  ["a key without its contents", (caller: Parameters<typeof getSshKey>[0]) => getSshKey(caller, ID), () => xml("GetSSHPublicKey", `<SSHPublicKey>${member(ID, "2026-11-02T10:00:00Z")}</SSHPublicKey>`)],
] as const) {
  test(`reports ${what} as unreadable`, () => assert.rejects(call(calling(answer).caller), refusedWith("iam_unreadable")));
}

test("says what is wrong with a text and what to do, and recognises private keys", async () => {
  await loadSshKeys();
  const wrong = checkSshKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHUx8yqJ1uV5mQ2O6WbLPQ3KQk2gBSl7xJ0bFqv5dZ1b alice");
  assert.deepEqual(wrong.problem, { code: "ssh_key_ed25519", sentence: "This is an Ed25519 key.", next: "IAM accepts only RSA keys: make one with `ssh-keygen -t rsa -b 4096`." });
  assert.equal(isPrivate(wrong), false);
  const secret = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----";
  const refused = checkSshKey(secret);
  assert.equal(isPrivate(refused), true);
  assert.match(refused.problem?.sentence ?? "", /^This is a private key \(OpenSSH\)\.$/);
  assert.doesNotMatch(JSON.stringify(refused), /b3Blbn/);
});
