import assert from "node:assert/strict";
import { test } from "node:test";

import { credentialsCsv } from "../src/core/iam/csv.ts";
import { createGitCredentials, deleteGitCredentials, listGitCredentials, resetGitCredentials, setGitCredentialsActive } from "../src/core/iam/git-credentials.ts";
import { keyOwner } from "../src/core/iam/owner.ts";
import { IAM_CODES, iamProblem } from "../src/core/iam/problems.ts";
import { tryGitCredentials, type Trial, type TryOptions } from "../src/core/iam/try-git-credentials.ts";
import { calling, iamError, xml } from "./support/iam-answers.ts";
import { refusedWith } from "./support/refused-with.ts";

const PASSWORD = "kX+/secret=";

const member = (id: string, date: string, status = "Active", more = "") =>
  `<CreateDate>${date}</CreateDate><ServiceName>codecommit.amazonaws.com</ServiceName><ServiceUserName>${id}-at-123456789012</ServiceUserName>${more}<ServiceSpecificCredentialId>${id}</ServiceSpecificCredentialId><UserName>alice</UserName><Status>${status}</Status>`;

test("lists the sets of a user, the oldest first", async () => {
  const members = `<member>${member("ACCA2", "2026-11-02T10:00:00Z", "Inactive")}</member><member>${member("ACCA1", "2026-01-02T10:00:00Z")}</member>`;
  const { caller, sent } = calling(() => xml("ListServiceSpecificCredentials", `<ServiceSpecificCredentials>${members}</ServiceSpecificCredentials>`));
  assert.deepEqual(await listGitCredentials(caller), [
    { id: "ACCA1", username: "ACCA1-at-123456789012", active: true, createdAt: new Date("2026-01-02T10:00:00Z") },
    { id: "ACCA2", username: "ACCA2-at-123456789012", active: false, createdAt: new Date("2026-11-02T10:00:00Z") },
  ]);
  assert.deepEqual(Object.fromEntries(sent[0]?.body ?? []), { Action: "ListServiceSpecificCredentials", Version: "2010-05-08", UserName: "alice", ServiceName: "codecommit.amazonaws.com" });
  assert.match(sent[0]?.headers.get("authorization") ?? "", /\/us-east-1\/iam\/aws4_request/);
  assert.deepEqual(await listGitCredentials(calling(() => xml("ListServiceSpecificCredentials", "<ServiceSpecificCredentials/>")).caller), []);
});

test("creates, resets, changes and deletes a set", async () => {
  const shown = `<ServiceSpecificCredential>${member("ACCA1", "2026-11-02T10:00:00Z", "Active", `<ServicePassword>${PASSWORD}</ServicePassword>`)}</ServiceSpecificCredential>`;
  const created = calling(() => xml("CreateServiceSpecificCredential", shown));
  assert.deepEqual(await createGitCredentials(created.caller), { id: "ACCA1", username: "ACCA1-at-123456789012", active: true, createdAt: new Date("2026-11-02T10:00:00Z"), password: PASSWORD });
  const reset = calling(() => xml("ResetServiceSpecificCredential", shown));
  assert.equal((await resetGitCredentials(reset.caller, "ACCA1")).password, PASSWORD);
  assert.equal(reset.sent[0]?.body.get("ServiceSpecificCredentialId"), "ACCA1");
  const changed = calling(() => new Response("<UpdateServiceSpecificCredentialResponse><ResponseMetadata/></UpdateServiceSpecificCredentialResponse>"));
  for (const active of [true, false]) await setGitCredentialsActive(changed.caller, "ACCA1", active);
  assert.deepEqual(changed.sent.map(({ body }) => body.get("Status")), ["Active", "Inactive"]);
  const deleted = calling(() => new Response("<DeleteServiceSpecificCredentialResponse><ResponseMetadata/></DeleteServiceSpecificCredentialResponse>"));
  await deleteGitCredentials(deleted.caller, "ACCA1");
  assert.equal(deleted.sent[0]?.body.get("Action"), "DeleteServiceSpecificCredential");
});

test("names the missing IAM action, and explains a third set and a deleted one", async () => {
  const message = "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:CreateServiceSpecificCredential on resource: user alice";
  await assert.rejects(createGitCredentials(calling(() => iamError(403, "AccessDenied", message)).caller), (thrown: { problem?: { code: string; sentence: string; next: string; detail?: string } }) => {
    assert.match(thrown.problem?.sentence ?? "", /iam:CreateServiceSpecificCredential\.$/);
    assert.match(thrown.problem?.next ?? "", /allow iam:CreateServiceSpecificCredential for your own user/);
    return refusedWith("iam_denied", /not authorized to perform/)(thrown as never);
  });
  await assert.rejects(createGitCredentials(calling(() => iamError(409, "LimitExceeded", "Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2")).caller), refusedWith("git_credentials_limit", /Cannot exceed quota/));
  await assert.rejects(deleteGitCredentials(calling(() => iamError(404, "NoSuchEntity", "No such credential ACCA1 exists")).caller, "ACCA1"), refusedWith("git_credentials_gone"));
  await assert.rejects(listGitCredentials(calling(() => iamError(409, "ConcurrentModification", "busy")).caller), refusedWith("iam_busy"));
  await assert.rejects(listGitCredentials(calling(() => iamError(400, "ValidationError", "no")).caller), refusedWith("iam_refused", /ValidationError: no/));
  await assert.rejects(listGitCredentials(calling(() => iamError(400, "Throttling", "Rate exceeded")).caller), refusedWith("throttled"));
});

test("explains why IAM rejects session keys that were requested without MFA", async () => {
  const answer = () => iamError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
  await assert.rejects(listGitCredentials(calling(answer, { sessionToken: "token" }).caller), refusedWith("iam_session_without_mfa"));
  await assert.rejects(listGitCredentials(calling(answer).caller), refusedWith("signature_rejected"));
});

for (const [what, answer] of [
  ["HTML", () => new Response("<html>sign in</html>")],
  ["JSON", () => Response.json({})],
  ["another operation's answer", () => xml("GetUser", "")],
  ["no list", () => xml("ListServiceSpecificCredentials", "")],
  ["a set without a date", () => xml("ListServiceSpecificCredentials", `<ServiceSpecificCredentials><member>${member("A", "yesterday")}</member></ServiceSpecificCredentials>`)],
] as const) {
  test(`reports ${what} as unreadable`, () => assert.rejects(listGitCredentials(calling(answer).caller), refusedWith("iam_unreadable")));
}

test("reports created credentials without a password as unreadable", async () => {
  const answer = () => xml("CreateServiceSpecificCredential", `<ServiceSpecificCredential>${member("A", "2026-11-02T10:00:00Z")}</ServiceSpecificCredential>`);
  await assert.rejects(createGitCredentials(calling(answer).caller), refusedWith("iam_unreadable"));
});

test("every message about IAM is a sentence and a next step", () => {
  for (const code of IAM_CODES) {
    const { sentence, next } = iamProblem(code);
    for (const text of [sentence, next]) assert.match(text, /^[A-Z].*\.$/, code);
  }
});

test("distinguishes IAM users, roles, federated users and root", () => {
  const owners = {
    "arn:aws:iam::123456789012:user/alice": "user",
    "arn:aws-cn:iam::123456789012:user/division/alice": "user",
    "arn:aws:sts::123456789012:assumed-role/developer/alice": "role",
    "arn:aws:sts::123456789012:federated-user/alice": "federated",
    "arn:aws:iam::123456789012:root": "root",
    "arn:aws:iam::123456789012:role/user": "unknown",
    "": "unknown",
  };
  for (const [arn, owner] of Object.entries(owners)) assert.equal(keyOwner(arn), owner, arn);
});

test("writes the file that IAM's console offers", () => {
  assert.equal(credentialsCsv({ username: "alice+1-at-123456789012", password: PASSWORD }), `User Name,Password\r\nalice+1-at-123456789012,${PASSWORD}\r\n`);
  assert.equal(credentialsCsv({ username: 'a"b', password: "c,d" }), 'User Name,Password\r\n"a""b","c,d"\r\n');
});

/** The edge's answers, one after the other, the last one again and again; and what a test of credentials finds. */
async function tried(answers: (() => Response)[], options: Partial<TryOptions> = {}) {
  const asked: { url: string; authorization: string | null }[] = [];
  let now = 0;
  const get = (async (url: string, init: RequestInit) => {
    asked.push({ url, authorization: new Headers(init.headers).get("authorization") });
    return (answers[Math.min(asked.length, answers.length) - 1] as () => Response)();
  }) as unknown as typeof fetch;
  const wait = async (milliseconds: number) => void (now += milliseconds);
  const trials: Trial[] = [];
  const given = { edge: "https://edge.example.com", repositoryRef: { region: "eu-west-1", repository: "app" }, username: "alice-at-123456789012", password: "pä:ss", patience: 30_000, signal: new AbortController().signal, fetch: get, clock: () => now, wait };
  for await (const trial of tryGitCredentials({ ...given, ...options })) trials.push(trial);
  return { asked, states: trials.map(({ state }) => state), last: trials.at(-1) };
}

const refusedBy = (code: string, status: number) => () => new Response("Why.", { status, headers: { "x-codecommit-edge-code": code, "content-type": "text/plain" } });

test("tests credentials with a real request for the refs", async () => {
  const { asked, states } = await tried([() => new Response("001e# service=git-upload-pack\n")]);
  assert.deepEqual(states, ["accepted"]);
  assert.deepEqual(asked, [{ url: "https://edge.example.com/eu-west-1/app/info/refs?service=git-upload-pack", authorization: `Basic ${Buffer.from("alice-at-123456789012:pä:ss").toString("base64")}` }]);
});

test("tries refused credentials again until IAM's change has arrived, or patience ends", async () => {
  const refused = refusedBy("signature_rejected", 401);
  assert.deepEqual((await tried([refused, refused, () => new Response("")])).states, ["waiting", "waiting", "accepted"]);
  const { states, last, asked } = await tried([refused]);
  assert.equal(states.at(-1), "refused");
  assert.ok(asked.length > 5 && asked.length < 12, `${asked.length}`);
  assert.ok(last && last.seconds <= 30 && last.seconds > 20);
  assert.deepEqual((await tried([refused], { patience: 0 })).states, ["refused"]);
});

test("tells refused credentials from valid ones that do not open the repository, and from a failed test", async () => {
  for (const code of ["access_denied", "not_found", "repository_not_allowed"]) assert.deepEqual((await tried([refusedBy(code, 403)])).states, ["valid"], code);
  for (const [code, status] of [["throttled", 429], ["upstream_timeout", 504], ["misconfigured", 500]] as const) assert.deepEqual((await tried([refusedBy(code, status)])).states, ["failed"], code);
  assert.equal((await tried([() => { throw new TypeError("fetch failed"); }])).last?.state, "failed");
});

test("stops when it is cancelled", async () => {
  const controller = new AbortController();
  const { states, asked } = await tried([refusedBy("signature_rejected", 401)], { signal: controller.signal, wait: async () => controller.abort() });
  assert.deepEqual([states, asked.length], [["waiting"], 1]);
});

test("stops at once while it waits to try again", async (t) => {
  // Its wait never ends by itself.
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const controller = new AbortController();
  const get = (async () => refusedBy("signature_rejected", 401)()) as unknown as typeof fetch;
  const found = tryGitCredentials({ edge: "https://edge.example.com", repositoryRef: { region: "eu-west-1", repository: "app" }, username: "a", password: "b", patience: 30_000, signal: controller.signal, fetch: get });
  const states: string[] = [];
  for await (const { state } of found) {
    states.push(state);
    setImmediate(() => controller.abort());
  }
  assert.deepEqual(states, ["waiting"]);
});
