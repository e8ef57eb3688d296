import assert from "node:assert/strict";
import { test } from "node:test";

import { callerIdentity, listRepositories } from "../src/core/aws.ts";
import { refusedWith } from "./support/refused-with.ts";

const KEYS = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "token" };
const NOW = Date.parse("2026-11-25T12:00:00Z");

test("identifies the keys and lists all pages of repositories", async () => {
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

test("maps AWS errors and keeps AWS's code in the detail", async () => {
  const get = (async () => Response.json({ __type: "com.amazonaws#AccessDeniedException", Message: "no" }, { status: 400 })) as unknown as typeof fetch;
  await assert.rejects(listRepositories({ endpoints: { sts: null, codecommit: null }, fetch: get, clock: () => NOW }, "eu-west-1", KEYS), (error: { problem?: object }) => {
    const { code, detail } = error.problem as { code: string; detail?: string };
    return code === "access_denied" && detail === "AccessDeniedException: no";
  });
});

test("signs once more with AWS's time if AWS rejects the time", async () => {
  const dates: (string | null)[] = [];
  const refused = { __type: "InvalidSignatureException", message: "Signature expired: 20261125T120000Z is now earlier than 20261125T123500Z (20261125T125000Z - 15 min.)" };
  const answer = (): Response => (dates.length === 2 ? Response.json({ repositories: [] }) : Response.json(refused, { status: 400 }));
  const get = (async (_: string, { headers }: RequestInit) => (dates.push(new Headers(headers).get("x-amz-date")), answer())) as unknown as typeof fetch;
  const aws = { endpoints: { sts: null, codecommit: null }, fetch: get, clock: () => NOW };
  assert.deepEqual(await listRepositories(aws, "eu-west-1", KEYS), []);
  assert.deepEqual(dates, ["20261125T120000Z", "20261125T125000Z"]);
  await assert.rejects(listRepositories(aws, "eu-west-1", KEYS), refusedWith("clock_skewed"));
  assert.equal(dates.length, 4);
});

const XML = "<ThrottlingException><Message>Rate exceeded</Message></ThrottlingException>";
const THROTTLED: [form: string, answer: () => Response][] = [
  ["XML without a code, with status 400", () => new Response(XML, { status: 400 })],
  ["XML with a declaration", () => new Response(`<?xml version="1.0"?>\n${XML}`, { status: 400 })],
  ["STS's XML", () => new Response("<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>", { status: 400 })],
  ["JSON", () => Response.json({ __type: "ThrottlingException", message: "Rate exceeded" }, { status: 400 })],
  ["status 429", () => new Response("", { status: 429 })],
];

for (const [form, answer] of THROTTLED) {
  test(`retries throttling in ${form} with increasing delays, then reports it`, async () => {
    for (const throttled of [1, 3, 9]) {
      let asked = 0;
      const waits: number[] = [];
      const get = (async () => (asked++ < throttled ? answer() : Response.json({ repositories: [{ repositoryName: "a" }] }))) as unknown as typeof fetch;
      const aws = { endpoints: { sts: null, codecommit: null }, fetch: get, clock: () => NOW, wait: async (milliseconds: number) => void waits.push(milliseconds) };
      const listed = listRepositories(aws, "eu-west-1", KEYS);
      if (throttled < 4) assert.deepEqual(await listed, [{ name: "a" }]);
      else await assert.rejects(listed, (error: { problem?: { code: string; detail?: string } }) => error.problem?.code === "throttled" && (form === "status 429" || /Rate exceeded$/.test(error.problem.detail ?? "")));
      assert.equal(asked, Math.min(throttled, 3) + 1);
      assert.equal(waits.length, Math.min(throttled, 3));
      waits.forEach((wait, index) => assert.ok(wait >= 250 * 2 ** index && wait <= 750 * 2 ** index, `${wait}`));
    }
  });
}

test("rejects malformed regions and uses each partition's hosts", async () => {
  const asked: string[] = [];
  const get = (async (url: string) => (asked.push(url), Response.json({ repositories: [] }))) as unknown as typeof fetch;
  const aws = { endpoints: { sts: null, codecommit: null }, fetch: get, clock: () => NOW };
  for (const region of ["eu-west1", "", "eu-west-1.evil.example", "eu-west-1/"]) await assert.rejects(listRepositories(aws, region, KEYS), refusedWith("bad_region"));
  for (const region of ["eu-west-1", "cn-north-1", "eusc-de-east-1"]) await listRepositories(aws, region, KEYS);
  assert.deepEqual(asked, ["https://codecommit.eu-west-1.amazonaws.com/", "https://codecommit.cn-north-1.amazonaws.com.cn/", "https://codecommit.eusc-de-east-1.amazonaws.eu/"]);
});
