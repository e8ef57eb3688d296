import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { runChecks, type Step } from "../src/core/doctor.ts";
import { explain } from "../src/core/explain.ts";
import { CODES } from "../src/core/messages.ts";

const NOW = Date.parse("2026-11-25T12:00:00Z");
const healthy = (): Response => new Response("", { headers: { date: new Date(NOW).toUTCString() } });
const refused = (status: number, code: string): Response => new Response("codecommit-edge: why\n", { status, headers: { "x-codecommit-edge-code": code } });

async function examined(answers: (Response | undefined)[], { clock = NOW, signedIn = true, asked = [] as string[] } = {}): Promise<Step[]> {
  const get = (async (url: string) => (asked.push(url), answers.shift() ?? Promise.reject(new TypeError("fetch failed")))) as unknown as typeof fetch;
  const user = signedIn && { signedIn: "login" as const, identity: async () => "ada@example.com" };
  const patient = { edge: "https://edge.example.com", repositoryRef: { region: "eu-west-1", repository: "app" }, authorize: async () => "Bearer x", fetch: get, clock: () => clock, ...user };
  return Array.fromAsync(runChecks(patient));
}

const steps = async (...given: Parameters<typeof examined>): Promise<string[]> => (await examined(...given)).map(({ name, state }) => `${name} ${state}`);

test("reports each failure at its own step", async () => {
  assert.deepEqual(await steps([healthy(), new Response(), new Response()]), ["clock ok", "edge ok", "identity ok", "service ok", "signature ok", "repository ok", "permission ok", "push ok"]);
  assert.deepEqual((await steps([healthy(), refused(401, "signature_rejected")])).slice(3), ["service ok", "signature failed", "repository skipped", "permission skipped", "push skipped"]);
  assert.deepEqual((await steps([healthy(), refused(404, "not_found")])).slice(3), ["service ok", "signature ok", "repository failed", "permission skipped", "push skipped"]);
  assert.deepEqual((await steps([healthy(), refused(403, "access_denied")])).slice(3), ["service ok", "signature ok", "repository skipped", "permission failed", "push skipped"]);
  assert.deepEqual((await steps([healthy(), new Response()], { clock: NOW - 600_000 }))[0], "clock failed");
  assert.deepEqual((await steps([undefined])).slice(0, 3), ["clock skipped", "edge failed", "identity skipped"]);
});

for (const code of ["upstream_unreachable", "upstream_timeout", "throttled", "internal", "unexpected_answer"]) {
  test(`says nothing about the signature for ${code}`, async () => {
    const found = await examined([healthy(), refused(503, code)]);
    assert.deepEqual(found.slice(3).map(({ name, state }) => `${name} ${state}`), ["service failed", "signature skipped", "repository skipped", "permission skipped", "push skipped"]);
    assert.deepEqual([...new Set(found.slice(4).map(({ seen }) => seen))], ["CodeCommit did not answer the request."]);
  });
}

test("asks whether a push is allowed, without pushing", async () => {
  const asked: string[] = [];
  const readOnly = new Response("", { headers: { "x-codecommit-edge-code": "read_only" } });
  assert.equal((await steps([healthy(), new Response(), readOnly], { asked })).at(-1), "push denied");
  assert.deepEqual(asked.slice(1), ["git-upload-pack", "git-receive-pack"].map((service) => `https://edge.example.com/eu-west-1/app/info/refs?service=${service}`));
  const denied = (await examined([healthy(), new Response(), refused(403, "access_denied")])).at(-1);
  assert.deepEqual([denied?.state, denied?.problem?.detail], ["denied", "codecommit-edge: why"]);
  assert.equal((await steps([healthy(), new Response(), refused(504, "upstream_timeout")])).at(-1), "push failed");
});

test("asks nothing about the repository for a user who is not signed in, and says so", async () => {
  const asked: string[] = [];
  const found = await examined([healthy()], { signedIn: false, asked });
  assert.equal(asked.length, 1);
  assert.deepEqual(found.slice(2).map(({ state, seen }) => `${state}: ${seen}`), ["skipped: You are not signed in.", ...Array(5).fill("skipped: Sign in first.")]);
});

test("has a message for every code in docs/reference.md", () => {
  const table = readFileSync(new URL("../../docs/reference.md", import.meta.url), "utf8").split("| code | status |")[1]?.split("\n\n")[0] ?? "";
  const codes = table.split("\n").slice(2).flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, code]) => code));
  assert.ok(codes.length > 15);
  assert.deepEqual(codes.filter((code) => !CODES.includes(code ?? "")), []);
});

test("explains the signing steps without showing a signature", async () => {
  const shown = await explain("codecommit::eu-west-1://app", "page", NOW);
  assert.match(shown[0]?.text ?? "", /^GIT\n\/v1\/repos\/app\n/);
  assert.match(shown.at(-1)?.text ?? "", /^20261125T120000Z•+$/);
  for (const { title, says } of shown) assert.match(says, /^[A-Z].*\.$/, title);
});

test("explains that with a company login the edge signs, and not this page", async () => {
  const shown = await explain("codecommit::eu-west-1://app", "edge", NOW);
  assert.deepEqual(shown.slice(0, 2).map(({ title }) => title), ["Session token", "Keys of a role"]);
  assert.match(shown[0]?.says ?? "", /signs nothing itself/);
  assert.match(shown.find(({ title }) => title === "Signing key")?.says ?? "", /^The role's secret access key .* never reaches this page\.$/);
  assert.match(shown.at(-1)?.text ?? "", /^20261125T120000Z•+$/);
  for (const { title, says } of shown) assert.match(says, /^[A-Z].*\.$/, title);
});
