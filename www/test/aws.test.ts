import assert from "node:assert/strict";
import { test } from "node:test";

import { callerIdentity, listRepositories } from "../src/core/aws.ts";

const KEYS = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "token" };
const NOW = Date.parse("2026-11-25T12:00:00Z");

test("AWS's own APIs say whose keys these are, and what there is, page by page", async () => {
  const sent: RequestInit[] = [];
  const answers = [
    { GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: "123456789012", Arn: "arn:aws:sts::123456789012:assumed-role/pay/ada" } } },
    { repositories: [{ repositoryName: "a" }], nextToken: "n" },
    { repositories: [{ repositoryName: "b" }] },
  ];
  const get = (async (_: string, init: RequestInit) => (sent.push(init), Response.json(answers.shift()))) as unknown as typeof fetch;
  const aws = { endpoints: { sts: null, codecommit: null }, fetch: get, clock: () => NOW };
  assert.deepEqual(await callerIdentity(aws, "eu-west-1", KEYS), { account: "123456789012", arn: "arn:aws:sts::123456789012:assumed-role/pay/ada", name: "pay", session: "ada" });
  assert.deepEqual(await listRepositories(aws, "eu-west-1", KEYS), [{ name: "a" }, { name: "b" }]);
  assert.match(new Headers(sent[0]?.headers).get("authorization") ?? "", /^AWS4-HMAC-SHA256 Credential=ASIA/);
  assert.doesNotMatch(JSON.stringify(sent), /wJalr/);
});

test("AWS's refusals keep its code", async () => {
  const get = (async () => Response.json({ __type: "com.amazonaws#AccessDeniedException", Message: "no" }, { status: 400 })) as unknown as typeof fetch;
  await assert.rejects(listRepositories({ endpoints: { sts: null, codecommit: null }, fetch: get, clock: () => NOW }, "eu-west-1", KEYS), (error: { problem?: object }) => {
    const { code, detail } = error.problem as { code: string; detail?: string };
    return code === "access_denied" && detail === "AccessDeniedException: no";
  });
});

test("where AWS refuses the time, the request is signed once more with AWS's own", async () => {
  const dates: (string | null)[] = [];
  const refused = { __type: "InvalidSignatureException", message: "Signature expired: 20261125T120000Z is now earlier than 20261125T123500Z (20261125T125000Z - 15 min.)" };
  const answer = (): Response => (dates.length === 2 ? Response.json({ repositories: [] }) : Response.json(refused, { status: 400 }));
  const get = (async (_: string, { headers }: RequestInit) => (dates.push(new Headers(headers).get("x-amz-date")), answer())) as unknown as typeof fetch;
  const aws = { endpoints: { sts: null, codecommit: null }, fetch: get, clock: () => NOW };
  assert.deepEqual(await listRepositories(aws, "eu-west-1", KEYS), []);
  assert.deepEqual(dates, ["20261125T120000Z", "20261125T125000Z"]);
  await assert.rejects(listRepositories(aws, "eu-west-1", KEYS), (error: { problem?: { code: string } }) => error.problem?.code === "clock_skewed");
  assert.equal(dates.length, 4);
});
