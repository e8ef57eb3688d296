import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { runChecks } from "../src/core/doctor.ts";
import { explain } from "../src/core/explain.ts";
import { CODES } from "../src/core/messages.ts";

const NOW = Date.parse("2026-11-25T12:00:00Z");
const healthy = (): Response => new Response("", { headers: { date: new Date(NOW).toUTCString() } });
const refused = (status: number, code: string): Response => new Response("codecommit-edge: why\n", { status, headers: { "x-codecommit-edge-code": code } });

async function steps(answers: (Response | undefined)[], clock = NOW): Promise<string[]> {
  const get = (async () => answers.shift() ?? Promise.reject(new TypeError("fetch failed"))) as unknown as typeof fetch;
  const patient = { edge: "https://edge.example.com", repositoryRef: { region: "eu-west-1", repository: "app" }, authorize: async () => "Bearer x", fetch: get, clock: () => clock };
  return (await Array.fromAsync(runChecks(patient))).map(({ name, state }) => `${name} ${state}`);
}

test("reports each failure at its own step", async () => {
  assert.deepEqual(await steps([healthy(), new Response()]), ["clock ok", "edge ok", "identity skipped", "signature ok", "repository ok", "permission ok"]);
  assert.deepEqual((await steps([healthy(), refused(401, "signature_rejected")])).slice(3), ["signature failed", "repository skipped", "permission skipped"]);
  assert.deepEqual((await steps([healthy(), refused(404, "not_found")])).slice(3), ["signature ok", "repository failed", "permission skipped"]);
  assert.deepEqual((await steps([healthy(), refused(403, "access_denied")])).slice(3), ["signature ok", "repository skipped", "permission failed"]);
  assert.deepEqual((await steps([healthy(), new Response()], NOW - 600_000))[0], "clock failed");
  assert.deepEqual((await steps([undefined])).slice(0, 3), ["clock skipped", "edge failed", "identity skipped"]);
});

test("has a message for every code in docs/reference.md", () => {
  const table = readFileSync(new URL("../../docs/reference.md", import.meta.url), "utf8").split("| code | status |")[1]?.split("\n\n")[0] ?? "";
  const codes = table.split("\n").slice(2).flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, code]) => code));
  assert.ok(codes.length > 15);
  assert.deepEqual(codes.filter((code) => !CODES.includes(code ?? "")), []);
});

test("explains the signing steps without showing a signature", async () => {
  const shown = await explain("codecommit::eu-west-1://app", NOW);
  assert.match(shown[0]?.text ?? "", /^GIT\n\/v1\/repos\/app\n/);
  assert.match(shown.at(-1)?.text ?? "", /^20261125T120000Z•+$/);
  for (const { title, says } of shown) assert.match(says, /^[A-Z].*\.$/, title);
});
