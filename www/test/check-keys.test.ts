import assert from "node:assert/strict";
import { test } from "node:test";

import { assertNotExpired, checkKeys } from "../src/core/check-keys.ts";
import { refusedWith } from "./support/refused-with.ts";

const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI" };
const ALICE = { GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: "123456789012", Arn: "arn:aws:iam::123456789012:user/alice" } } };
const error = (status: number, code: string): Response => Response.json({ Error: { Code: code, Message: "no" } }, { status });

/** STS with an answer for each host, or none; and the hosts that were asked. */
function sts(answers: Record<string, () => Response>) {
  const asked: string[] = [];
  const get = (async (url: string) => {
    const { host } = new URL(url);
    asked.push(host);
    return answers[host]?.() ?? Promise.reject(new TypeError("fetch failed"));
  }) as unknown as typeof fetch;
  return { asked, aws: { endpoints: { sts: null, codecommit: null, iam: null }, fetch: get, clock: () => Date.parse("2026-11-25T12:00:00Z"), wait: async () => undefined } };
}

const IRELAND = "sts.eu-west-1.amazonaws.com";
const CHINA = "sts.cn-north-1.amazonaws.com.cn";
const GOVERNMENT = "sts.us-gov-west-1.amazonaws.com";

test("learns whose keys these are", async () => {
  const { aws, asked } = sts({ [IRELAND]: () => Response.json(ALICE) });
  assert.deepEqual(await checkKeys(aws, "eu-west-1", KEYS), { identity: { account: "123456789012", arn: "arn:aws:iam::123456789012:user/alice", name: "alice" }, region: "eu-west-1" });
  assert.deepEqual(asked, [IRELAND]);
});

test("looks for keys that this partition does not know in the others", async () => {
  const unknown = () => error(403, "InvalidClientTokenId");
  const { aws, asked } = sts({ [IRELAND]: unknown, [CHINA]: () => Response.json(ALICE) });
  const found = await checkKeys(aws, "eu-west-1", KEYS);
  assert.equal("region" in found && found.region, "cn-north-1");
  assert.deepEqual(asked, [IRELAND, CHINA]);

  const nowhere = sts({ [IRELAND]: unknown, [CHINA]: unknown, [GOVERNMENT]: unknown });
  await assert.rejects(checkKeys(nowhere.aws, "eu-west-1", KEYS), refusedWith("signature_rejected", /InvalidClientTokenId/));
  assert.deepEqual(nowhere.asked, [IRELAND, CHINA, GOVERNMENT]);

  // An edge for these regions only.
  const allowed = sts({ [IRELAND]: unknown });
  await assert.rejects(checkKeys(allowed.aws, "eu-west-1", KEYS, ["eu-west-1", "eu-central-1"]), refusedWith("signature_rejected"));
  assert.deepEqual(allowed.asked, [IRELAND]);
});

test("refuses keys that AWS calls wrong or expired", async () => {
  await assert.rejects(checkKeys(sts({ [IRELAND]: () => error(403, "SignatureDoesNotMatch") }).aws, "eu-west-1", KEYS), refusedWith("signature_rejected", /SignatureDoesNotMatch/));
  const { aws, asked } = sts({ [IRELAND]: () => error(403, "ExpiredToken") });
  await assert.rejects(checkKeys(aws, "eu-west-1", KEYS), refusedWith("credentials_expired"));
  assert.deepEqual(asked, [IRELAND]);
});

for (const [what, answer, code] of [
  ["cannot be reached", undefined, "aws_unreachable"],
  ["throttles", () => error(400, "ThrottlingException"), "throttled"],
  ["fails", () => error(500, "InternalFailure"), "aws_refused"],
  ["denies the question", () => error(403, "AccessDenied"), "access_denied"],
] as const) {
  test(`leaves open whose keys these are if AWS ${what}`, async () => {
    const found = await checkKeys(sts(answer ? { [IRELAND]: answer } : {}).aws, "eu-west-1", KEYS);
    assert.equal("problem" in found && found.problem.code, code);
  });
}

test("refuses keys whose date has passed, with the date", () => {
  const keys = { ...KEYS, expiration: new Date("2024-03-09T14:05:00Z") };
  assert.throws(() => assertNotExpired(keys, Date.parse("2026-11-25T12:00:00Z")), refusedWith("keys_expired", /^They were valid until 9 March 2024 at 14:05 UTC\.$/));
  assertNotExpired(keys, Date.parse("2024-03-09T14:04:59Z"));
  assertNotExpired(KEYS);
});
