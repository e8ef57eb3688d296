import assert from "node:assert/strict";
import { after, test } from "node:test";

import { Environment } from "../support/environment.mjs";
import { askBoto3 } from "../support/oracle.mjs";
import { rsaPublicKey } from "../support/rsa-public-key.mjs";

const world = await Environment.start();
after(() => world.close());

test("boto3 accepts the answers and errors of local AWS's IAM", async () => {
  const { aws } = world;
  const alice = await aws.user({ name: "alice" });
  const bob = await aws.user({ name: "bob", allow: [{ actions: ["iam:GetUser"] }] });
  const keys = { alice, bob, session: await aws.credentials(), expired: await aws.credentials({ lifetime_seconds: 0 }) };
  const [publicKey, ...otherKeys] = await Promise.all(Array.from({ length: 5 }, () => rsaPublicKey()));
  const { operations, errors } = await askBoto3("iam.py", { endpoint: aws.url, keys, publicKey, otherKeys });
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

test("boto3 accepts the answers and errors of local AWS's CodeCommit API", async () => {
  const { aws } = world;
  const allow = [{ actions: ["codecommit:ListRepositories"], repositories: ["*"] }];
  const keys = { anybody: await aws.credentials(), reader: await aws.credentials({ allow }), expired: await aws.credentials({ lifetime_seconds: 0 }) };
  const { operations, errors } = await askBoto3("codecommit.py", { endpoint: aws.url, keys });
  assert.deepEqual(operations, ["BatchGetRepositories", "CreateRepository", "DeleteRepository", "GetRepository", "ListRepositories"]);
  assert.deepEqual(errors, {
    AccessDeniedException: 400,
    ExpiredTokenException: 400,
    InvalidContinuationTokenException: 400,
    InvalidOrderException: 400,
    InvalidRepositoryDescriptionException: 400,
    InvalidRepositoryNameException: 400,
    InvalidSortByException: 400,
    MaximumRepositoryNamesExceededException: 400,
    RepositoryDoesNotExistException: 400,
    RepositoryNameExistsException: 400,
    RepositoryNameRequiredException: 400,
    RepositoryNamesRequiredException: 400,
  });
});
