import assert from "node:assert/strict";
import { test } from "node:test";

import type { Refused } from "../src/core/authorization.ts";
import { problemOf } from "../src/core/messages.ts";
import { Session } from "../src/core/session.ts";
import { refusedWith } from "./support/refused-with.ts";

const PLACE = { region: "eu-west-1", repository: "app" };
const KEYS = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "token", expiration: new Date(2_000_000_000_000) };
const EDGE = "https://edge.example.com";

function start(answers: (Response | Error)[] = [], storage = memory(), now = 1_900_000_000_000) {
  const sent: { url: string; body: URLSearchParams }[] = [];
  const clock = { now };
  const get = (async (url: string, { body }: RequestInit) => {
    sent.push({ url, body: body as URLSearchParams });
    const answer = answers.shift();
    if (!answer || answer instanceof Error) throw answer ?? new TypeError("fetch failed");
    return answer;
  }) as unknown as typeof fetch;
  return { session: new Session({ edge: EDGE, storage, fetch: get, clock: () => clock.now }), sent, storage, clock };
}

function memory(): Storage {
  const items = new Map<string, string>();
  return { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value), removeItem: (key: string) => void items.delete(key), get length() { return items.size; } } as Storage;
}

const tokens = (access: string, refresh: string): Response => Response.json({ access_token: access, refresh_token: refresh, expires_in: 3600 });
const refused = (authorization: string, code = "credentials_expired", date?: string): Refused => ({ authorization, problem: problemOf(code), ...(date !== undefined && { date }) });
async function signedIn(answers: (Response | Error)[], first = tokens("cces_1", "r1")) {
  const started = start([first, ...answers]);
  const state = new URL(await started.session.beginLogin({ keepInTab: false })).searchParams.get("state") ?? "";
  assert.equal(await started.session.finishLogin(new URLSearchParams({ code: "c", state })), true);
  return started;
}

test("signs with keys in the page, and stores them only on request", async () => {
  const { session, storage, sent } = start();
  session.signInWithKeys(KEYS, { keepInTab: false });
  const [, basic = ""] = /^Basic (.+)$/.exec(await session.authorize(PLACE)) ?? [];
  assert.match(atob(basic), /^ASIAIOSFODNN7EXAMPLE%token:\d{8}T\d{6}Z[0-9a-f]{64}$/);
  assert.deepEqual([storage.length, sent.length], [0, 0]);
  assert.equal(session.secondsLeft(), 100_000_000);
  session.signInWithKeys(KEYS, { keepInTab: true });
  assert.deepEqual(start([], storage).session.keys, KEYS);
  await session.signOut();
  assert.equal(storage.length, 0);
  await assert.rejects(session.authorize(PLACE), refusedWith("unauthenticated"));
});

test("reports a rate-limited login and keeps it", async () => {
  const limited = (): Response => Response.json({ error: "temporarily_unavailable", error_description: "Try again in 60 seconds." }, { status: 429, headers: { "x-codecommit-edge-code": "too_many_sign_ins" } });
  const { session, clock } = await signedIn([limited(), tokens("cces_2", "r2")]);
  clock.now += 3_600_000;
  await assert.rejects(session.authorize(PLACE), refusedWith("too_many_sign_ins"));
  assert.equal(await session.authorize(PLACE), "Bearer cces_2");
});

test("signs nothing with expired keys", async () => {
  const { session, clock } = start();
  session.signInWithKeys(KEYS, { keepInTab: false });
  clock.now = 2_000_000_000_000;
  await assert.rejects(session.authorize(PLACE), refusedWith("credentials_expired"));
});

test("redeems the code with its verifier, and leaves nothing in the storage", async () => {
  const { session, sent, storage } = await signedIn([]);
  assert.equal(await session.authorize(PLACE), "Bearer cces_1");
  assert.equal(sent[0]?.body.get("redirect_uri"), `${EDGE}/`);
  assert.ok(sent[0]?.body.get("code_verifier"));
  assert.equal(storage.length, 0);
});

test("rejects a login that this tab did not start", async () => {
  const { session, sent } = start();
  await session.beginLogin({ keepInTab: false });
  await assert.rejects(session.finishLogin(new URLSearchParams({ code: "c", state: "another" })), refusedWith("login_failed"));
  assert.equal(await session.finishLogin(new URLSearchParams()), false);
  assert.equal(sent.length, 0);
});

test("renews a login before it expires and after a rejection, once for all requests", async () => {
  const { session, sent, clock } = await signedIn([tokens("cces_2", "r2"), tokens("cces_3", "r3")]);
  clock.now += 3_590_000;
  assert.deepEqual(await Promise.all([session.authorize(PLACE), session.authorize(PLACE)]), ["Bearer cces_2", "Bearer cces_2"]);
  assert.equal(await session.authorize(PLACE, refused("Bearer cces_2")), "Bearer cces_3");
  assert.deepEqual(sent.map(({ body }) => body.get("refresh_token")), [null, "r1", "r2"]);
});

test("forgets an expired login, and keeps one if the edge is unreachable", async () => {
  const { session } = await signedIn([new TypeError("fetch failed"), Response.json({ error: "invalid_grant" }, { status: 400 })]);
  await assert.rejects(session.authorize(PLACE, refused("Bearer cces_1")), refusedWith("edge_unreachable"));
  assert.equal(session.kind, "login");
  await assert.rejects(session.authorize(PLACE, refused("Bearer cces_1")), refusedWith("invalid_grant"));
  assert.equal(session.kind, undefined);
  await assert.rejects(session.authorize(PLACE), refusedWith("invalid_grant"), "later requests are told why, too");
  await session.signOut();
  await assert.rejects(session.authorize(PLACE), refusedWith("unauthenticated"));
});

test("learns the server's time from a rejection, and only if the clock is wrong", async () => {
  const { session, clock } = start();
  session.signInWithKeys(KEYS, { keepInTab: false });
  const first = await session.authorize(PLACE);
  const date = (minutes: number): string => new Date(clock.now + minutes * 60_000).toUTCString();
  assert.match(atob((await session.authorize(PLACE, refused(first, "clock_skewed", date(-20)))).slice(6)), /:20300317T172\d{3}Z/);
  await assert.rejects(session.authorize(PLACE, refused(await session.authorize(PLACE), "clock_skewed", date(-20))), refusedWith("clock_skewed"));
  assert.match(atob((await session.authorize(PLACE, refused(first, "credentials_expired", date(20)))).slice(6)), /:20300317T180\d{3}Z/);
});

test("throws errors that only new keys resolve, and then signs with new keys", async () => {
  const { session } = start();
  session.signInWithKeys(KEYS, { keepInTab: false });
  const first = await session.authorize(PLACE);
  for (const code of ["signature_rejected", "credentials_expired", "unrecognised_credential"]) await assert.rejects(session.authorize(PLACE, refused(first, code)), refusedWith(code));
  await assert.rejects(session.authorize(PLACE, refused(first, "signature_rejected", new Date(0).toUTCString())), refusedWith("signature_rejected"));
  await assert.rejects(session.authorize(PLACE, refused(first, "signature_rejected", new Date(2_100_000_000_000).toUTCString())), refusedWith("signature_rejected"));
  session.signInWithKeys({ ...KEYS, secretAccessKey: "another" }, { keepInTab: false });
  const second = await session.authorize(PLACE, refused(first, "signature_rejected"));
  assert.notEqual(second, first);
  await assert.rejects(session.authorize(PLACE, refused(second, "signature_rejected")), refusedWith("signature_rejected"));
});

test("offers a login as a password for the terminal, renewed if it expires soon", async () => {
  const { session, clock } = await signedIn([tokens("cces_2", "r2")]);
  assert.ok(session.renews);
  assert.deepEqual(await session.password(PLACE), { username: "session", password: "cces_1", expiresAt: new Date(clock.now + 3_600_000) });
  clock.now += 3_590_000;
  assert.equal((await session.password(PLACE))?.password, "cces_2");
});

test("uses a login without a refresh token until it expires", async () => {
  const { session, clock } = await signedIn([], Response.json({ access_token: "cces_1", expires_in: 3600 }));
  clock.now += 3_590_000;
  assert.equal(session.renews, false);
  assert.equal(await session.authorize(PLACE), "Bearer cces_1");
  clock.now += 10_000;
  await assert.rejects(session.authorize(PLACE), refusedWith("credentials_expired"));
});

test("reports a login that the edge rejects", async () => {
  for (const [error, code] of [["invalid_request", "login_failed"], ["access_denied", "access_denied"]] as const) {
    await assert.rejects(signedIn([], Response.json({ error, error_description: "why" }, { status: 400 })), refusedWith(code));
  }
});

test("makes a password for the terminal from keys, and none when signed out", async () => {
  const { session } = start();
  assert.equal(await session.password(PLACE), undefined);
  session.signInWithKeys(KEYS, { keepInTab: false });
  const { username, password, expiresAt } = (await session.password(PLACE))!;
  assert.equal(await session.authorize(PLACE), `Basic ${btoa(`${username}:${password}`)}`);
  assert.deepEqual([session.renews, expiresAt], [false, new Date(1_900_000_900_000)]);
});

test("revokes the login at the edge on sign-out", async () => {
  const { session, sent } = await signedIn([new Response()]);
  await session.signOut();
  assert.deepEqual([sent[1]?.url, sent[1]?.body.get("token")], [`${EDGE}/oauth/revoke`, "r1"]);
});

test("reports a revocation that fails, and repeats it on request", async () => {
  const busy = (): Response => Response.json({ error: "temporarily_unavailable", error_description: "Try again later." }, { status: 503 });
  const { session, sent, storage } = await signedIn([new TypeError("fetch failed"), busy(), new Response("not the edge", { status: 511 }), new Response()]);
  await assert.rejects(session.signOut(), refusedWith("sign_out_unconfirmed"));
  assert.deepEqual([session.kind, storage.length], [undefined, 0]);
  await assert.rejects(session.revoke(), refusedWith("sign_out_unconfirmed", /^Try again later\.$/));
  await assert.rejects(session.revoke(), refusedWith("sign_out_unconfirmed"));
  await session.revoke();
  assert.deepEqual(sent.slice(1).map(({ body }) => body.get("token")), ["r1", "r1", "r1", "r1"]);
  await session.revoke();
  assert.equal(sent.length, 5);
});

test("does not sign out of a later login when it repeats a revocation", async () => {
  const { session, sent } = await signedIn([new TypeError("fetch failed"), tokens("cces_2", "r2"), new Response()]);
  await assert.rejects(session.signOut(), refusedWith("sign_out_unconfirmed"));
  const state = new URL(await session.beginLogin({ keepInTab: false })).searchParams.get("state") ?? "";
  await session.finishLogin(new URLSearchParams({ code: "c", state }));
  await session.revoke();
  assert.equal(sent.at(-1)?.body.get("token"), "r1");
  assert.equal(await session.authorize(PLACE), "Bearer cces_2");
});

test("keeps a newer sign-in when an earlier login is renewed meanwhile", async () => {
  for (const answer of [tokens("cces_2", "r2"), Response.json({ error: "invalid_grant" }, { status: 400 })]) {
    const { session } = await signedIn([answer]);
    const renewing = session.authorize(PLACE, refused("Bearer cces_1"));
    session.signInWithKeys(KEYS, { keepInTab: false });
    assert.match(await renewing, /^Basic /);
    assert.equal(session.kind, "keys");
  }
});

test("makes no password for the terminal if the user signs out while the login is renewed", async () => {
  const { session, clock } = await signedIn([tokens("cces_2", "r2"), new Response()]);
  clock.now += 3_590_000;
  const password = session.password(PLACE);
  await session.signOut();
  assert.equal(await password, undefined);
});
