import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Environment } from "../support/environment.mjs";
import { rsaPublicKey } from "../support/rsa-public-key.mjs";
import { SET_UP_CACHE } from "../support/set-up-cache.mjs";

const SCRIPT = fileURLToPath(new URL("../../local-aws/oracle/iam.py", import.meta.url));

const world = await Environment.start();
after(() => world.close());

test("boto3 accepts the answers and errors of local AWS's IAM", async () => {
  const { aws } = world;
  const alice = await aws.user({ name: "alice" });
  const bob = await aws.user({ name: "bob", allow: [{ actions: ["iam:GetUser"] }] });
  const keys = { alice, bob, session: await aws.credentials(), expired: await aws.credentials({ lifetime_seconds: 0 }) };
  const [publicKey, ...otherKeys] = await Promise.all(Array.from({ length: 5 }, () => rsaPublicKey()));
  const input = JSON.stringify({ endpoint: aws.url, keys, publicKey, otherKeys });
  const { status, stdout, stderr } = spawnSync(join(SET_UP_CACHE, "python/bin/python"), [SCRIPT], { input, encoding: "utf8" });
  assert.equal(status, 0, stderr);

  const { operations, errors } = JSON.parse(stdout);
  assert.deepEqual(operations, [
    "CreateServiceSpecificCredential",
    "DeleteSSHPublicKey",
    "DeleteServiceSpecificCredential",
    "GetSSHPublicKey",
    "GetUser",
    "ListSSHPublicKeys",
    "ListServiceSpecificCredentials",
    "ListUsers",
    "ResetServiceSpecificCredential",
    "UpdateSSHPublicKey",
    "UpdateServiceSpecificCredential",
    "UploadSSHPublicKey",
  ]);
  assert.deepEqual(errors, {
    AccessDenied: 403,
    DuplicateSSHPublicKey: 400,
    ExpiredToken: 403,
    InvalidClientTokenId: 403,
    InvalidInput: 400,
    InvalidPublicKey: 400,
    LimitExceeded: 409,
    NoSuchEntity: 404,
    SignatureDoesNotMatch: 403,
    UnrecognizedPublicKeyEncoding: 400,
    ValidationError: 400,
  });
});
