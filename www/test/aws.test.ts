import assert from "node:assert/strict";
import { test } from "node:test";

import { awsThrough, callerIdentity, descriptions, listRepositories } from "../src/core/aws.ts";
import { refusedWith } from "./support/refused-with.ts";

const KEYS = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "token" };
const NOW = Date.parse("2026-11-25T12:00:00Z");
const NONE = { sts: null, codecommit: null, iam: null };
const EDGE = "https://edge.example.com";

test("identifies the keys and lists all pages of repositories", async () => {
  const sent: RequestInit[] = [];
  const answers = [
    { GetCallerIdentityResponse: { GetCallerIdentityResult: { Account: "123456789012", Arn: "arn:aws:sts::123456789012:assumed-role/pay/ada" } } },
    { repositories: [{ repositoryName: "a" }], nextToken: "n" },
    { repositories: [{ repositoryName: "b" }] },
    { repositories: [{ repositoryName: "b", repositoryDescription: "<i>B</i>" }, { repositoryName: "a" }] },
  ];
  const get = (async (_: string, init: RequestInit) => (sent.push(init), Response.json(answers.shift()))) as unknown as typeof fetch;
  const aws = { endpoints: NONE, fetch: get, clock: () => NOW };
  assert.deepEqual(await callerIdentity(aws, "eu-west-1", KEYS), { account: "123456789012", arn: "arn:aws:sts::123456789012:assumed-role/pay/ada", name: "pay", session: "ada" });
  assert.deepEqual(await listRepositories(aws, "eu-west-1", KEYS), { repositories: [{ name: "a" }, { name: "b" }], complete: true });
  assert.deepEqual([...(await descriptions(aws, "eu-west-1", KEYS, ["a", "b"]))], [["b", "<i>B</i>"]]);
  assert.equal(sent[3]?.body, '{"repositoryNames":["a","b"]}');
  assert.match(new Headers(sent[0]?.headers).get("authorization") ?? "", /^AWS4-HMAC-SHA256 Credential=ASIA/);
  assert.doesNotMatch(JSON.stringify(sent), /wJalr/);
});

test("describes a batch of repositories at a time, or says why it cannot", async () => {
  const sent: string[] = [];
  const names = Array.from({ length: 1000 }, (_, number) => `r${number}`);
  const get = (describes: boolean) =>
    (async (_: string, { body }: RequestInit) => {
      sent.push(String(body));
      return describes ? Response.json({ repositories: [] }) : Response.json({ __type: "AccessDeniedException", Message: "no" }, { status: 400 });
    }) as unknown as typeof fetch;
  await assert.rejects(descriptions({ endpoints: NONE, fetch: get(false), clock: () => NOW }, "eu-west-1", KEYS, names), refusedWith("access_denied"));
  await descriptions({ endpoints: NONE, fetch: get(true), clock: () => NOW }, "eu-west-1", KEYS, names);
  assert.deepEqual(sent.map((body) => (JSON.parse(body) as { repositoryNames: string[] }).repositoryNames.length), [25, 25]);
});

test("maps AWS errors and keeps AWS's code in the detail", async () => {
  const get = (async () => Response.json({ __type: "com.amazonaws#AccessDeniedException", Message: "not authorized to perform: codecommit:ListRepositories" }, { status: 400 })) as unknown as typeof fetch;
  await assert.rejects(listRepositories({ endpoints: NONE, fetch: get, clock: () => NOW }, "eu-west-1", KEYS), (error: { problem?: object }) => {
    const { code, detail } = error.problem as { code: string; detail?: string };
    return code === "listing_denied" && detail === "AccessDeniedException: not authorized to perform: codecommit:ListRepositories";
  });
});

test("signs once more with AWS's time if AWS rejects the time", async () => {
  const dates: (string | null)[] = [];
  const refused = { __type: "InvalidSignatureException", message: "Signature expired: 20261125T120000Z is now earlier than 20261125T123500Z (20261125T125000Z - 15 min.)" };
  const answer = (): Response => (dates.length === 2 ? Response.json({ repositories: [] }) : Response.json(refused, { status: 400 }));
  const get = (async (_: string, { headers }: RequestInit) => (dates.push(new Headers(headers).get("x-amz-date")), answer())) as unknown as typeof fetch;
  const aws = { endpoints: NONE, fetch: get, clock: () => NOW };
  assert.deepEqual((await listRepositories(aws, "eu-west-1", KEYS)).repositories, []);
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
      const get = (async () => (asked++ < throttled ? answer() : Response.json({ repositories: [] }))) as unknown as typeof fetch;
      const aws = { endpoints: NONE, fetch: get, clock: () => NOW, wait: async (milliseconds: number) => void waits.push(milliseconds) };
      const listed = listRepositories(aws, "eu-west-1", KEYS);
      if (throttled < 4) assert.deepEqual((await listed).repositories, []);
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
  const aws = { endpoints: NONE, fetch: get, clock: () => NOW };
  for (const region of ["eu-west1", "", "eu-west-1.evil.example", "eu-west-1/"]) await assert.rejects(listRepositories(aws, region, KEYS), refusedWith("bad_region"));
  for (const region of ["eu-west-1", "cn-north-1", "eusc-de-east-1"]) await listRepositories(aws, region, KEYS);
  assert.deepEqual(asked, ["https://codecommit.eu-west-1.amazonaws.com/", "https://codecommit.cn-north-1.amazonaws.com.cn/", "https://codecommit.eusc-de-east-1.amazonaws.eu/"]);
});

/** What is sent for a list of repositories in a region. */
async function sentFor(region: string, aws: object): Promise<{ url: string; headers: Headers; body: unknown }[]> {
  const sent: { url: string; headers: Headers; body: unknown }[] = [];
  const get = (async (url: string, { headers, body }: RequestInit) => (sent.push({ url, headers: new Headers(headers), body }), Response.json({ repositories: [] }))) as unknown as typeof fetch;
  await listRepositories({ endpoints: NONE, ...aws, fetch: get, clock: () => NOW }, region, KEYS);
  return sent;
}

test("sends the same signed request through the edge as to AWS", async () => {
  for (const region of ["eu-west-1", "cn-north-1"]) {
    const [direct] = await sentFor(region, {});
    const [relayed] = await sentFor(region, { relay: EDGE });
    assert.ok(direct && relayed);
    assert.deepEqual([...relayed.headers], [...direct.headers]);
    assert.equal(relayed.body, direct.body);
    assert.equal(relayed.url, "https://edge.example.com/aws/codecommit");
    assert.match(direct.url, /^https:\/\/codecommit\./);
  }
});

test("the edge's settings decide whether it relays", () => {
  const config = { version: "1", default_region: null, login: false, profiles: [], regions: null, read_only: false, endpoints: NONE };
  assert.deepEqual(awsThrough(EDGE, { ...config, relay: true }), { relay: EDGE, endpoints: NONE });
  assert.deepEqual(awsThrough(EDGE, { ...config, relay: false }), { endpoints: NONE });
  // An edge that is older than the page.
  assert.deepEqual(awsThrough(EDGE, config as never), { endpoints: NONE });
});

test("shows the edge's own refusals with its words", async () => {
  const refused = (code: string, status: number) => (async () => Response.json({ code, message: "Why and what to do." }, { status, headers: { "x-codecommit-edge-code": code } })) as unknown as typeof fetch;
  for (const [code, status] of [["region_not_allowed", 403], ["too_many_calls", 429], ["upstream_timeout", 504]] as const) {
    await assert.rejects(listRepositories({ relay: EDGE, endpoints: NONE, fetch: refused(code, status), clock: () => NOW }, "eu-west-1", KEYS), (error: { problem?: { code: string; detail?: string } }) => error.problem?.code === code && error.problem.detail === "Why and what to do.");
  }
});

test("says whether the edge or AWS could not be reached", async () => {
  const get = (async () => Promise.reject(new TypeError("fetch failed"))) as unknown as typeof fetch;
  await assert.rejects(listRepositories({ relay: EDGE, endpoints: NONE, fetch: get, clock: () => NOW }, "eu-west-1", KEYS), refusedWith("edge_unreachable"));
  await assert.rejects(listRepositories({ endpoints: NONE, fetch: get, clock: () => NOW }, "eu-west-1", KEYS), refusedWith("aws_unreachable"));
});
