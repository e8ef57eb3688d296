import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { GOOD, SessionWorld, ask, bearer } from "../support/session-world.mjs";
import { personToken } from "../support/tokens.mjs";

const PREFIX = "cces_";

const sessions = await SessionWorld.start();
after(() => sessions.close());
const { aws, edge, provider, world } = sessions;
await aws.repository("eu-west-1", "other");
const jwt = () => sessions.jwt();

const [writing, reading] = await Promise.all(
  ["?profile=pipeline&access=write", "?profile=pipeline&access=read"].map(async (query) =>
    (await sessions.opened(query, bearer(await jwt()))).token,
  ),
);
const person = (await sessions.opened("?profile=people", bearer(await personToken(provider, { user: "alice" })))).token;

afterEach(async () => {
  for (const token of [writing, reading]) assert.deepEqual(await sessions.discovered(token), GOOD);
});

const bytesOf = (token) => Buffer.from(token.slice(PREFIX.length), "base64url");
const tokenOf = (bytes) => PREFIX + bytes.toString("base64url");

/** Every combination of one token's start and the other's end. */
function* swaps(one, other) {
  const [a, b] = [bytesOf(one), bytesOf(other)];
  for (let at = 1; at < Math.min(a.length, b.length); at += 1) {
    const [front, fromFront, fromBack] = [a.subarray(0, at), b.subarray(at), b.subarray(Math.max(0, b.length - a.length + at))];
    for (const swapped of [Buffer.concat([front, fromFront]), Buffer.concat([front, fromBack])]) {
      if (!swapped.equals(a) && !swapped.equals(b)) yield tokenOf(swapped);
    }
  }
}

for (const [what, one, other] of [
  ["of a session for reading and of one for writing", reading, writing],
  ["of a session for writing and of one for reading", writing, reading],
  ["of a pipeline's session and of a person's", writing, person],
  ["of a person's session and of a pipeline's", person, writing],
]) {
  test(`rejects a session token made of parts ${what}`, async () => {
    const since = await aws.mark();
    const tokens = [...new Set(swaps(one, other))];
    assert.ok(tokens.length > 100);
    for (let from = 0; from < tokens.length; from += 50) {
      const outcomes = await Promise.all(tokens.slice(from, from + 50).map((token) => sessions.discovered(token)));
      for (const [status, code] of outcomes) {
        assert.equal(status, 401);
        assert.ok(["signature_rejected", "unrecognised_credential", "credentials_expired"].includes(code), code);
      }
    }
    assert.deepEqual(await aws.requests(since), []);
  });
}

test("rejects a session under another host name, whatever else names the right one", async () => {
  const { host } = new URL(edge.url);
  const since = await aws.mark();
  for (const headers of [{}, { "x-forwarded-host": host }, { forwarded: `host=${host}` }, { origin: "https://evil.example" }]) {
    const { status } = await ask(`${edge.url}/pipeline/eu-west-1/app/info/refs?service=git-upload-pack`, bearer(writing), {
      method: "GET",
      headers: { host: "evil.example", "x-forwarded-proto": "https", ...headers },
    });
    assert.equal(status, 401);
  }
  assert.deepEqual(await aws.requests(since), []);
});

test("a session opens no other profile, and ends no other session", async () => {
  const since = await aws.mark();
  for (const address of ["people/eu-west-1/app", "reading/eu-west-1/app"]) {
    const [status] = await sessions.discovered(writing, { address });
    assert.ok(status === 401 || status === 403, `${address}: ${status}`);
  }
  assert.deepEqual(await aws.requests(since), []);
  for (const token of [reading.slice(0, -4), writing + reading.slice(PREFIX.length), PREFIX]) {
    const { status } = await ask(`${edge.url}/session`, bearer(token), { method: "DELETE" });
    assert.equal(status, 401);
  }
});

test("rejects unknown and malformed session parameters", async () => {
  const token = await jwt();
  for (const query of [
    "?profile=__proto__",
    "?profile=..",
    "?profile=pipeline%00",
    "?profile=PIPELINE",
    "?profile=pipeline,people",
    "?profile=",
    "?profile=pipeline&profile=people",
    "?profile=pipeline&access=admin",
    "?profile=pipeline&access=",
    "?profile=pipeline&seconds=99999999",
  ]) {
    const since = await aws.mark();
    const answer = await ask(`${edge.url}/session${query}`, bearer(token));
    assert.ok([400, 403, 404].includes(answer.status), `${query}: ${answer.status} ${answer.body}`);
    assert.deepEqual(await aws.requests(since), [], query);
  }
});

test("a read-only session stays read-only, whatever the request says", async () => {
  const headers = { authorization: bearer(reading) };
  const target = `${edge.url}/pipeline/eu-west-1/app`;
  const bare = world.bare("eu-west-1", "app");
  const before = await sessions.git.refs(bare);
  for (const query of ["", "&access=write"]) {
    const { status } = await ask(`${target}/info/refs?service=git-receive-pack${query}`, bearer(reading), { method: "GET", headers: { ...headers, "x-access": "write" } });
    assert.ok(query === "" ? status === 200 : status === 400, `${status}`);
  }
  const clone = world.directory();
  const options = ["-c", `http.extraHeader=Authorization: ${bearer(reading)}`];
  await sessions.git.ok([...options, "clone", "--quiet", target, clone]);
  await sessions.git.commit(clone, "hostile.txt", "hostile");
  const { code, stderr } = await sessions.git.run([...options, "push", "origin", "HEAD:refs/heads/hostile"], { cwd: clone });
  assert.notEqual(code, 0);
  assert.match(stderr, /read-only/);
  assert.equal(await sessions.git.refs(bare), before);
});
