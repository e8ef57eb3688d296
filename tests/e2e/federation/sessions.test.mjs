import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { accessKeys, basic } from "../support/credentials.mjs";
import { encodings } from "../support/encodings.mjs";
import {
  EXPIRED,
  GOOD,
  REJECTED,
  SessionWorld,
  UNREADABLE,
  ask,
  bearer,
  password,
} from "../support/session-world.mjs";
import { personToken } from "../support/tokens.mjs";
import { startEdge } from "../support/workerd.mjs";

const MAX_INLINE = 1280;
const MAX_REFERENCE = 400;

const sessions = await SessionWorld.start();
after(() => sessions.close());
afterEach(() => aws.settings({ sts_token_bytes: 350, sts_lifetime_seconds: null }));
const { aws, edge, git, provider, sts, vars, world } = sessions;
const keyHolder = await aws.credentials();

/** A profile, and the credential that opens a session for it. */
const WAYS = {
  "a pipeline's token": ["pipeline", async () => bearer(await sessions.jwt())],
  "a person's token": ["people", async () => bearer(await personToken(provider, { user: "alice" }))],
  "temporary access keys": ["plain", async () => basic(accessKeys(keyHolder))],
  "a user's own access keys": ["plain", async () => basic(accessKeys(await aws.credentials({ session: false })))],
  "access keys for a profile with a role": ["pipeline", async () => basic(accessKeys(keyHolder))],
  "access keys for no profile": [null, async () => basic(accessKeys(keyHolder))],
  "a token as the password": ["pipeline", async () => password(await sessions.jwt())],
};

for (const [way, [profile, authorization]] of Object.entries(WAYS)) {
  const query = profile ? `?profile=${profile}` : "?";
  const url = `${edge.url}/${profile ? `${profile}/` : ""}eu-west-1/app`;

  test(`${way} opens a session that clones and pushes, as Bearer token and as anyone's password`, async () => {
    const before = Math.floor(Date.now() / 1000);
    const answer = await ask(`${edge.url}/session${query}`, await authorization());
    assert.equal(answer.status, 201);
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal(answer.headers["content-type"], "application/json");
    const session = JSON.parse(answer.body);
    assert.deepEqual(Object.keys(session), ["token", "profile", "access", "expires_at", "expires_in"]);
    assert.deepEqual([session.profile, session.access], [profile, "write"]);
    assert.ok(session.expires_in > 3000 && session.expires_in <= 12 * 3600);
    assert.ok(Math.abs(session.expires_at - before - session.expires_in) <= 5);
    assert.match(session.token, /^cces_[\w-]+$/);

    const helper = git.helper().set({ username: "anyone", password: session.token });
    const clone = world.directory();
    await git.ok([...helper.options, "clone", "--quiet", url, clone]);
    assert.deepEqual(helper.operations(), ["get", "store"]);
    const id = await git.commit(clone, `${way}.txt`, way);
    const header = ["-c", `http.extraHeader=Authorization: ${bearer(session.token)}`];
    await git.ok([...header, "push", "origin", "main"], { cwd: clone });
    assert.equal(await git.ok(["rev-parse", "main"], { cwd: world.bare("eu-west-1", "app") }), id);
  });

  test(`${way} opens a read-only session, which cannot push`, async () => {
    const session = await sessions.opened(`${query}&access=read`, await authorization());
    assert.equal(session.access, "read");
    const header = ["-c", `http.extraHeader=Authorization: ${bearer(session.token)}`];
    const clone = world.directory();
    await git.ok([...header, "clone", "--quiet", url, clone]);
    await git.commit(clone, "reading.txt", way);
    const before = await git.refs(world.bare("eu-west-1", "app"));
    const { code, stderr } = await git.run([...header, "push", "origin", "main"], { cwd: clone });
    assert.equal(code, 1);
    assert.match(stderr, /! \[remote rejected\] main -> main/);
    assert.equal(await git.refs(world.bare("eu-west-1", "app")), before);
  });
}

test("a session without a profile follows the rules of the profile that it is used with", async () => {
  const { token } = await sessions.opened("", basic(accessKeys(keyHolder)));
  const header = ["-c", `http.extraHeader=Authorization: ${bearer(token)}`];
  const clone = world.directory();
  await git.ok([...header, "clone", "--quiet", `${edge.url}/reading/eu-west-1/app`, clone]);
  await git.commit(clone, "reading.txt", "no profile");
  const { code, stderr } = await git.run([...header, "push", "origin", "main"], { cwd: clone });
  assert.equal(code, 1);
  assert.match(stderr, /! \[remote rejected\] main -> main/);
});

test("a read-only credential cannot open a session that writes", async () => {
  const session = await sessions.opened("?profile=reading&access=write", bearer(await sessions.jwt()));
  assert.equal(session.access, "read");
  const reading = await sessions.opened("?profile=pipeline&access=read", bearer(await sessions.jwt()));
  const answer = await ask(`${edge.url}/session?profile=pipeline&access=write`, bearer(reading.token));
  assert.deepEqual([answer.status, answer.headers["x-codecommit-edge-code"]], UNREADABLE);
});

for (const [kind, [profile, other, authorization]] of Object.entries({
  "with credentials in it": ["pipeline", "reading", WAYS["a pipeline's token"][1]],
  "of a person": ["people", "pipeline", WAYS["a person's token"][1]],
  "of access keys": ["plain", "pipeline", WAYS["temporary access keys"][1]],
})) {
  test(`a session ${kind} opens no other profile, and no other edge`, async () => {
    const elsewhere = await startEdge({ vars });
    try {
      const { token } = await sessions.opened(`?profile=${profile}`, await authorization());
      assert.deepEqual(await sessions.discovered(token, { address: `${profile}/eu-west-1/app` }), GOOD);
      const [status, code] = await sessions.discovered(token, { address: `${other}/eu-west-1/app` });
      assert.deepEqual([status, code], [403, "access_denied"]);
      assert.deepEqual(await sessions.discovered(token, { address: `${profile}/eu-west-1/app`, url: elsewhere.url }), REJECTED);
    } finally {
      await elsewhere.close();
    }
  });
}

test("a session ends with the credentials in it", async () => {
  await aws.settings({ sts_lifetime_seconds: 6 });
  const { token, expires_in } = await sessions.opened("?profile=pipeline", bearer(await sessions.jwt()));
  assert.ok(expires_in <= 6);
  const expired = sleep(6_500);
  assert.deepEqual(await sessions.discovered(token), GOOD);
  await expired;
  assert.deepEqual(await sessions.discovered(token), EXPIRED);
});

test("a user's session outlives the role's credentials", async () => {
  await aws.settings({ sts_lifetime_seconds: 3 });
  const token = await personToken(provider, { user: "alice" });
  const session = await sessions.opened("?profile=people", bearer(token));
  assert.ok(session.expires_in > 3000);
  const address = "people/eu-west-1/app";
  assert.deepEqual(await sessions.discovered(session.token, { address }), GOOD);
  const since = await aws.mark();
  await sleep(3_500);
  assert.deepEqual(await sessions.discovered(session.token, { address }), GOOD);
  const calls = (await aws.requests(since)).filter(({ service }) => service === "sts");
  assert.deepEqual(calls.map(({ action, session_name }) => [action, session_name]), [["AssumeRole", "alice@example.com"]]);
});

test("SESSION_SECONDS limits every session, including a user's", async () => {
  const brief = await world.edge({ ...vars, SESSION_SECONDS: 900 });
  const token = await personToken(provider, { user: "alice" });
  const { expires_in } = await sessions.opened("?profile=people", bearer(token), brief.url);
  assert.ok(expires_in > 890 && expires_in <= 900);
  await brief.close();
});

for (const [kind, bytes] of [
  ["in the token", 350],
  ["in the store", 3000],
]) {
  test(`a session with its state ${kind} ends at once where it is ended, and in every isolate that checks`, async () => {
    await aws.settings({ sts_token_bytes: bytes });
    const { token } = await sessions.opened("?profile=pipeline", bearer(await sessions.jwt()));
    const other = await sessions.opened("?profile=pipeline", bearer(await sessions.jwt()));
    assert.deepEqual(await sessions.discovered(token), GOOD);

    const answer = await ask(`${edge.url}/session`, password(token), { method: "DELETE" });
    assert.deepEqual([answer.status, answer.body.length], [204, 0]);
    assert.deepEqual(await sessions.discovered(token), EXPIRED);
    assert.deepEqual(await sessions.discovered(token, { isolate: edge.urls[1] }), EXPIRED);
    assert.deepEqual(await sessions.discovered(other.token, { isolate: edge.urls[1] }), GOOD, "another session stays valid");
    assert.equal((await ask(`${edge.url}/session`, bearer(token), { method: "DELETE" })).status, 204);
  });
}

test("a token fits into the Windows Credential Manager, and larger state is stored at the edge", async () => {
  await aws.settings({ sts_token_bytes: 800 });
  const inline = await sessions.opened("?profile=pipeline", bearer(await sessions.jwt()));
  assert.ok(inline.token.length <= MAX_INLINE && inline.token.length > MAX_REFERENCE, `${inline.token.length}`);
  assert.deepEqual(await sessions.discovered(inline.token), GOOD);

  await aws.settings({ sts_token_bytes: 3000 });
  const storage = world.directory();
  const keeping = await startEdge({ vars, isolates: 2, storage });
  let again;
  try {
    const session = await sessions.opened("?profile=pipeline", bearer(await sessions.jwt()), keeping.url);
    assert.ok(session.token.length <= MAX_REFERENCE, `${session.token.length}`);
    assert.deepEqual(await sessions.discovered(session.token, keeping), GOOD);
    const { url, urls } = keeping;
    assert.deepEqual(await sessions.discovered(session.token, { url, isolate: urls[1] }), GOOD, "in another isolate");
    await keeping.close();

    const port = Number(new URL(keeping.url).port);
    again = await startEdge({ vars, port, storage });
    assert.deepEqual(await sessions.discovered(session.token, again), GOOD, "after all isolates have ended");
    await again.close();

    const kept = filesBelow(storage);
    assert.ok(kept.length > 3000, "there is something in the store");
    const sealed = session.token.slice("cces_".length);
    const key = vars.SESSION_KEYS.slice("k1:".length);
    for (const secret of [...sts.issued.at(-1), sealed, key, "repo:example", vars.PROFILES.pipeline.role_arn]) {
      const decoded = Buffer.from(secret, "base64");
      const needles = [secret, secret.slice(0, 16), secret.slice(-16)].flatMap(encodings);
      for (const needle of decoded.length < 9 ? needles : [...needles, decoded]) {
        assert.ok(!kept.includes(needle), "the store shows a secret");
      }
    }
  } finally {
    await keeping.close();
    await again?.close();
  }
});

function filesBelow(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    files.filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name))),
  );
}
