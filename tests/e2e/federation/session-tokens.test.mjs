import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";

import { accessKeys, basic, gitPassword } from "../support/credentials.mjs";
import {
  EXPIRED,
  GOOD,
  ORIGIN,
  REJECTED,
  SessionWorld,
  UNREADABLE,
  ask,
  bearer,
  sessionKey,
} from "../support/session-world.mjs";
import { personToken } from "../support/tokens.mjs";
import { startEdge } from "../support/workerd.mjs";

const sessions = await SessionWorld.start();
after(() => sessions.close());
const { aws, edge, provider, vars, world } = sessions;
const [K1, K2] = [vars.SESSION_KEYS, sessionKey("k2")];
const keyHolder = await aws.credentials();
const signed = gitPassword(keyHolder, "eu-west-1/app");
const gitUser = await aws.gitCredentials();
const anySession = { token: await sessions.pipelineSession() };
const goodJwt = await sessions.jwt();
const badJwt = await sessions.jwt({ aud: "another" });
const noRule = await sessions.jwt({ groups: ["docs"] });

test("rejects a token with any character changed", async () => {
  const { token } = await sessions.opened("?profile=people&access=read", bearer(await personToken(provider, { user: "alice" })));
  const address = "people/eu-west-1/app";
  assert.deepEqual(await sessions.discovered(token, { address }), GOOD);
  const since = await aws.mark();
  const refusals = new Set();
  for (let at = 0; at < token.length; at++) {
    // Some bits of the last character are unused, so only its first one is changed.
    const changed = token.slice(0, at) + (token[at] === "g" ? "Q" : "g") + token.slice(at + 1);
    const [status, code] = await sessions.discovered(changed, { address });
    assert.equal(status, 401, `changed at ${at}`);
    refusals.add(code);
  }
  assert.deepEqual([...refusals].sort(), ["credentials_expired", "signature_rejected", "unrecognised_credential"]);
  assert.deepEqual(await aws.requests(since), []);
});

test("rejects an incomplete session token", async () => {
  const { token } = await sessions.opened("?profile=pipeline", bearer(await sessions.jwt()));
  const since = await aws.mark();
  const body = token.slice("cces_".length);
  const wrong = {
    "cut by one character": token.slice(0, -1),
    "cut in the middle": token.slice(0, token.length / 2),
    "longer": `${token}AAAA`,
    "twice": token + body,
    "only the prefix": "cces_",
    "noise": `cces_${randomBytes(300).toString("base64url")}`,
    "of a later version": `cces_Ag${body.slice(2)}`,
    "not base64url": `cces_${"*".repeat(body.length)}`,
    "of another prefix": `ccex_${body}`,
    "in capitals": `CCES_${body}`,
    "of 15 KB": `cces_${"A".repeat(15_000)}`,
    "of 30 KB": `cces_${"A".repeat(30_000)}`,
  };
  for (const [what, text] of Object.entries(wrong)) {
    const [status, code] = await sessions.discovered(text);
    assert.equal(status, 401, what);
    assert.ok(["signature_rejected", "unrecognised_credential"].includes(code), `${what}: ${code}`);
  }
  assert.deepEqual(await aws.requests(since), []);
});

test("keys rotate without ending sessions until the old key is removed", async () => {
  const port = Number(new URL((await freePort()).url).port);
  const edgeWith = (SESSION_KEYS) => startEdge({ vars: { ...vars, SESSION_KEYS }, port });
  let one = await edgeWith(K1);
  try {
    const old = await sessions.opened("?profile=pipeline", bearer(await sessions.jwt()), one.url);
    assert.deepEqual(await sessions.discovered(old.token, one), GOOD);
    await one.close();

    one = await edgeWith(`${K2},${K1}`);
    assert.deepEqual(await sessions.discovered(old.token, one), GOOD);
    const fresh = await sessions.opened("?profile=pipeline", bearer(await sessions.jwt()), one.url);
    assert.deepEqual([keyId(old.token), keyId(fresh.token)], ["k1", "k2"]);
    await one.close();

    one = await edgeWith(K2);
    assert.deepEqual(await sessions.discovered(old.token, one), EXPIRED);
    assert.deepEqual(await sessions.discovered(fresh.token, one), GOOD);
    await one.close();

    one = await edgeWith(`k2:${randomBytes(32).toString("base64")}`);
    assert.deepEqual(await sessions.discovered(fresh.token, one), REJECTED);
  } finally {
    await one.close();
  }
});

/** An address that was free a moment ago. */
async function freePort() {
  const edge = await startEdge();
  await edge.close();
  return edge;
}

/** The key's id, which follows the version and its length unencrypted. */
function keyId(token) {
  const bytes = Buffer.from(token.slice("cces_".length), "base64url");
  return bytes.subarray(2, 2 + bytes[1]).toString();
}

test("only a session can be ended", async () => {
  for (const authorization of [bearer(await sessions.jwt()), basic(accessKeys(keyHolder))]) {
    const { status, headers } = await ask(`${edge.url}/session`, authorization, { method: "DELETE" });
    assert.deepEqual([status, headers["x-codecommit-edge-code"]], UNREADABLE);
  }
  assert.equal((await ask(`${edge.url}/session`, undefined, { method: "DELETE" })).status, 401);
});

/** Requests, with the status and the code of the response. */
const REFUSALS = {
  "with a session": ["POST", "?profile=pipeline", bearer(anySession.token), 401, "unrecognised_credential"],
  "with a signed password": ["POST", "", basic(signed), 401, "unrecognised_credential"],
  "with Git credentials": ["POST", "", basic(gitUser), 401, "unrecognised_credential"],
  "with no credential": ["POST", "", undefined, 401, "unauthenticated"],
  "with a token for another audience": ["POST", "?profile=pipeline", bearer(badJwt), 401, "unrecognised_credential"],
  "with a token that no rule lets in": ["POST", "?profile=pipeline", bearer(noRule), 403, "access_denied"],
  "with a token for a profile that is not its own": ["POST", "?profile=people", bearer(goodJwt), 403, "access_denied"],
  "with a token for a profile without a role": ["POST", "?profile=plain", bearer(goodJwt), 403, "access_denied"],
  "for an unknown profile": ["POST", "?profile=absent", bearer(goodJwt), 404, "not_found"],
  "for two profiles": ["POST", "?profile=pipeline&profile=reading", bearer(goodJwt), 400, "bad_request"],
  "for unknown access": ["POST", "?access=admin", bearer(goodJwt), 400, "bad_request"],
  "with an unknown parameter": ["POST", "?profile=pipeline&seconds=60", bearer(goodJwt), 400, "bad_request"],
  "by PATCH": ["PATCH", "", bearer(goodJwt), 405, "method_not_allowed"],
  "by PUT": ["PUT", "", bearer(goodJwt), 405, "method_not_allowed"],
};

for (const [what, [method, query, authorization, status, code]] of Object.entries(REFUSALS)) {
  test(`rejects a session request ${what} with ${status} ${code}`, async () => {
    const answer = await ask(`${edge.url}/session${query}`, authorization, { method });
    assert.deepEqual([answer.status, answer.headers["x-codecommit-edge-code"]], [status, code]);
    if (status === 405) assert.equal(answer.headers.allow, "GET, POST, DELETE, OPTIONS");
    assert.ok(!answer.body.includes("cces_"));
  });
}

test("a page on an allowed origin opens and ends sessions", async () => {
  const headers = { "origin": ORIGIN, "access-control-request-method": "DELETE" };
  const preflight = await ask(`${edge.url}/session`, undefined, { method: "OPTIONS", headers });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers["access-control-allow-origin"], ORIGIN);
  const methods = preflight.headers["access-control-allow-methods"].split(", ");
  assert.ok(methods.includes("POST") && methods.includes("DELETE"));

  const answer = await ask(`${edge.url}/session?profile=pipeline`, bearer(await sessions.jwt()), { headers: { origin: ORIGIN } });
  assert.deepEqual([answer.status, answer.headers["access-control-allow-origin"]], [201, ORIGIN]);
  const foreign = { headers: { origin: "https://evil.example" } };
  assert.equal((await ask(`${edge.url}/session?profile=pipeline`, bearer(await sessions.jwt()), foreign)).status, 403);
});

test("an edge without SESSION_KEYS has no sessions, and says what to set", async () => {
  const { SESSION_KEYS: _, ...rest } = vars;
  const none = await world.edge(rest);
  const answer = await ask(`${none.url}/session?profile=pipeline`, bearer(await sessions.jwt()));
  assert.deepEqual([answer.status, answer.headers["x-codecommit-edge-code"]], [404, "not_found"]);
  assert.match(answer.body.toString(), /SESSION_KEYS/);
  assert.deepEqual(await sessions.discovered(anySession.token, none), UNREADABLE);
  await none.close();
});

const SECRET = randomBytes(32).toString("base64");
for (const [what, text] of Object.entries({
  "no id": SECRET,
  "an id in capitals": `K1:${SECRET}`,
  "a short key": `k1:${SECRET.slice(0, 40)}`,
  "a key that is no base64": `k1:*${SECRET.slice(1)}`,
  "an id twice": `k1:${SECRET},k1:${SECRET}`,
  "an empty entry": `k1:${SECRET},`,
})) {
  test(`SESSION_KEYS with ${what} stop the worker from starting, and are not shown`, async () => {
    const { message } = await startEdge({ vars: { ...vars, SESSION_KEYS: text } }).then(
      (edge) => edge.close().then(() => assert.fail("it started")),
      (error) => error,
    );
    assert.match(message, /SESSION_KEYS/);
    for (const part of [SECRET.slice(1, 13), SECRET.slice(20, 32)]) assert.ok(!message.includes(part), "it is shown");
  });
}

test("the runtime logs no error for failed session requests", async () => {
  assert.deepEqual(
    edge.logs().filter((line) => typeof line === "string"),
    [],
  );
});
