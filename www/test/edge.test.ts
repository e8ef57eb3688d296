import assert from "node:assert/strict";
import { test } from "node:test";

import { edgeConfig, sessionAtEdge } from "../src/core/edge.ts";
import { refusedWith } from "./support/refused-with.ts";

const EDGE = "https://edge.example.com";
const CONFIG = { version: "0.1.0", default_region: null, login: true, profiles: ["payments"], regions: null, read_only: false, relay: true, endpoints: { sts: null, codecommit: null, iam: null } };
/** An edge with one response, and the requests that it received. */
function answering(answer: Response | undefined) {
  const asked: { url: string; headers: Headers }[] = [];
  const get = (async (url: string, { headers }: RequestInit) => {
    asked.push({ url, headers: new Headers(headers) });
    return answer ?? Promise.reject(new TypeError("fetch failed"));
  }) as unknown as typeof fetch;
  return { get, asked };
}

test("reads the edge's configuration", async () => {
  const { get, asked } = answering(Response.json(CONFIG));
  assert.deepEqual(await edgeConfig(EDGE, get), CONFIG);
  assert.equal(asked[0]?.url, `${EDGE}/config.json`);
});

test("reads the principal and access of a session", async () => {
  const { get, asked } = answering(Response.json({ principal: "ada@example.com", profile: "payments", access: "write", expires_at: 1_900_000_000, expires_in: 60 }));
  assert.deepEqual(await sessionAtEdge(EDGE, "Bearer cces_1", get), { principal: "ada@example.com", profile: "payments", access: "write", expiresAt: new Date(1_900_000_000_000) });
  assert.deepEqual([asked[0]?.url, asked[0]?.headers.get("authorization")], [`${EDGE}/session`, "Bearer cces_1"]);
  const bare = answering(Response.json({ principal: null, profile: null, access: "read", expires_at: 1, expires_in: 0 }));
  assert.deepEqual(await sessionAtEdge(EDGE, "Bearer cces_1", bare.get), { principal: "", access: "read", expiresAt: new Date(1000) });
});

for (const [name, ask] of [["its settings", edgeConfig], ["a session", (edge: string, get: typeof fetch) => sessionAtEdge(edge, "Bearer x", get)]] as const) {
  test(`reports errors in reading ${name}`, async () => {
    await assert.rejects(ask(EDGE, answering(undefined).get), refusedWith("edge_unreachable"));
    const refusal = new Response("This session was ended.\n", { status: 401, headers: { "x-codecommit-edge-code": "credentials_expired" } });
    await assert.rejects(ask(EDGE, answering(refusal).get), (error: { problem?: { detail?: string } }) => refusedWith("credentials_expired")(error as never) && error.problem?.detail === "This session was ended.");
    for (const body of ["<html>", "null", "[]", "{}"]) await assert.rejects(ask(EDGE, answering(new Response(body)).get), refusedWith("not_the_edge"), body);
    const json = Response.json({ code: "credentials_expired", message: "This session was ended." }, { status: 401, headers: { "x-codecommit-edge-code": "credentials_expired" } });
    await assert.rejects(ask(EDGE, answering(json).get), (error: { problem?: { detail?: string } }) => error.problem?.detail === "This session was ended.");
    for (const body of ["<html>", "null", "[]", '{"message":1}']) {
      const broken = new Response(body, { status: 401, headers: { "content-type": "application/json", "x-codecommit-edge-code": "credentials_expired" } });
      await assert.rejects(ask(EDGE, answering(broken).get), (error: { problem?: { code: string; detail?: string } }) => error.problem?.code === "credentials_expired" && error.problem.detail === undefined, body);
    }
    const page = new Response("<html>sign in</html>", { status: 404, headers: { "content-type": "text/html" } });
    await assert.rejects(ask(EDGE, answering(page).get), refusedWith("not_the_edge", /^GET \/\w+(?:\.json)? was answered with HTTP 404\.$/));
    for (const status of [500, 502, 503]) {
      const failed = new Response("<html>Error 1101</html>", { status, headers: { "content-type": "text/html" } });
      await assert.rejects(ask(EDGE, answering(failed).get), refusedWith("edge_failed", new RegExp(`^GET \\S+ was answered with HTTP ${status}\\.$`)));
    }
  });
}
