import assert from "node:assert/strict";
import { createHash, createHmac, randomBytes } from "node:crypto";
import http from "node:http";
import { after, afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

import { encodings } from "../support/encodings.mjs";
import { eventually } from "../support/eventually.mjs";
import { DISCOVERY, Federation, assertQuiet } from "../support/federation.mjs";
import { forge, tamperSignature, validClaims } from "../support/tokens.mjs";

const CROWD = 50;
const CROWD_TIMEOUT_MS = 240_000;
const WAVE = 30;

const federation = await Federation.start();
after(() => federation.close());
afterEach(() => federation.reset());
const { aws, git, provider, sts, verifying } = federation;
const reader = federation.profiles.team.role_arn;

function entriesOf(edge, count) {
  return eventually(`${count} entries in the cache`, async () => {
    const entries = await edge.cache.entries();
    return entries.length >= count && entries;
  });
}

test("a clone with one token costs one STS call", async () => {
  const [edge, since] = [await federation.coldEdge(), await aws.mark()];
  const token = await federation.tokenOf("once");
  await federation.clone(edge.url, token);
  assert.equal((await federation.calls(since)).length, 1);
  await federation.clone(edge.url, token);
  assert.equal((await federation.calls(since)).length, 1);
});

test("the log has the same fields whether STS was asked or the credentials were at hand, and counts the wait for STS", async () => {
  const edge = await federation.coldEdge();
  await aws.fault({ delay_ms: 500 }, { service: "sts" });
  const token = await federation.tokenOf("fields");
  const lines = [];
  for (let i = 0; i < 2; i++) {
    const before = edge.logs().length;
    await federation.source(edge, token);
    lines.push(await eventually("a line in the log", () => edge.logs()[before]));
  }
  const [asked, held] = lines;
  assert.deepEqual([asked.credentials, held.credentials], ["sts", "isolate"]);
  assert.deepEqual(Object.keys(held), Object.keys(asked));
  assert.deepEqual([held.role, held.session_name, held.principal], [asked.role, asked.session_name, asked.principal]);
  assert.ok(asked.duration_ms >= 500, `${asked.duration_ms} ms`);
});

test("fifty clones at once with one token cost at most two calls per isolate", { timeout: CROWD_TIMEOUT_MS }, async () => {
  const [edge, since] = [await federation.coldEdge({ isolates: 2 }), await aws.mark()];
  const token = await federation.tokenOf("crowd");
  await Promise.all(
    [...Array(CROWD).keys()].map((index) => federation.clone(edge.urls[index % 2], token, { timeout: CROWD_TIMEOUT_MS })),
  );
  const count = (await federation.calls(since)).length;
  assert.ok(count >= 1 && count <= 4, `${count} calls`);
  assertQuiet(edge);
});

test("fifty clones at once on one isolate cost at most two calls", { timeout: CROWD_TIMEOUT_MS }, async () => {
  const [edge, since] = [await federation.coldEdge({ cache: false }), await aws.mark()];
  const token = await federation.tokenOf("crowd");
  await Promise.all(Array.from({ length: CROWD }, () => federation.clone(edge.url, token, { timeout: CROWD_TIMEOUT_MS })));
  const count = (await federation.calls(since)).length;
  assert.ok(count >= 1 && count <= 2, `${count} calls`);
  assertQuiet(edge);
});

for (const [kind, vars] of [
  ["STS", {}],
  ["the edge and then STS", verifying],
]) {
  test(`a hundred discoveries at once with a token that ${kind} verifies cost at most two calls`, async () => {
    const [edge, since] = [await federation.coldEdge({}, vars), await aws.mark()];
    await aws.fault({ delay_ms: 500 }, { service: "sts" });
    const token = await federation.tokenOf("hundred");
    const found = await Promise.all(Array.from({ length: 100 }, () => federation.source(edge, token)));
    assert.ok(found.some(([credentials]) => credentials === "isolate"));
    const count = (await federation.calls(since)).length;
    assert.ok(count >= 1 && count <= 2, `${count} calls`);
    assertQuiet(edge);
  });

  test(`fifty concurrent requests with a bad token, which ${kind} verifies, cost few calls and are rejected alike`, async () => {
    const [edge, since] = [await federation.coldEdge({}, vars), await aws.mark()];
    const token = tamperSignature(await federation.tokenOf("bad"));
    const answers = await Promise.all(Array.from({ length: CROWD }, () => federation.discover(edge, token)));
    assert.deepEqual([...new Set(answers.map(({ line }) => `${line.status} ${line.code}`))], ["401 signature_rejected"]);
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    assert.ok((await federation.calls(since)).length <= 2);
    assert.deepEqual(await edge.cache.entries(), []);
    assertQuiet(edge);
  });
}

test("waiting requests continue when the client of the one they wait for leaves", async () => {
  const [edge, since] = [await federation.coldEdge(), await aws.mark()];
  await aws.fault({ delay_ms: 3_500 }, { service: "sts" });
  const token = await federation.tokenOf("stranded");
  const headers = { authorization: `Bearer ${token}` };
  const leader = http.get(`${edge.url}/team/eu-west-1/app${DISCOVERY}`, { headers, agent: false });
  leader.on("error", () => {});
  await eventually("the first call", async () => (await federation.calls(since)).length === 1);

  const started = Date.now();
  const others = Array.from({ length: 20 }, () => federation.source(edge, token));
  await sleep(200);
  leader.socket.resetAndDestroy();
  const found = await Promise.all(others);
  assert.ok(Date.now() - started < 3_000, "they did not wait for the slow call");
  assert.ok(found.some(([credentials]) => credentials === "isolate"));
  await eventually("the line of the client that left", () => edge.logs().some(({ code }) => code === "client_left"));
  assert.equal((await federation.calls(since)).length, 2);
  assertQuiet(edge);
});

test("another isolate finds the credentials in the shared cache", async () => {
  const [edge, since] = [await federation.coldEdge({ isolates: 2 }), await aws.mark()];
  const token = await federation.tokenOf("shared");
  assert.deepEqual(await federation.source(edge, token), ["sts", 1]);
  await entriesOf(edge, 1);
  assert.deepEqual(await federation.source(edge, token, { isolate: 1 }), ["cache", 0]);
  assert.deepEqual(await federation.source(edge, token, { isolate: 1 }), ["isolate", 0]);
  assert.equal((await federation.calls(since)).length, 1);
});

test("without a shared cache each isolate calls STS itself", async () => {
  const edge = await federation.coldEdge({ isolates: 2, cache: false });
  const token = await federation.tokenOf("alone");
  assert.deepEqual(await federation.source(edge, token), ["sts", 1]);
  assert.deepEqual(await federation.source(edge, token, { isolate: 1 }), ["sts", 1]);
  for (const url of edge.urls) await git.ok(["fsck", "--strict"], { cwd: await federation.clone(url, token) });
  assertQuiet(edge);
});

/** The contents of an entry: raw, decoded and decompressed. */
function readings({ body, url, key, headers }) {
  const plain = Buffer.concat([body, Buffer.from(`\n${url}\n${key}\n${JSON.stringify(headers)}`)]);
  const decoded = ["base64", "base64url", "hex"].map((encoding) => Buffer.from(body.toString("latin1"), encoding));
  const inflated = [gunzipSync, inflateSync, inflateRawSync, brotliDecompressSync].map((inflate) => {
    try {
      return inflate(body);
    } catch {
      return Buffer.alloc(0);
    }
  });
  return [plain, ...decoded, ...inflated];
}

test("nothing in the shared cache can be read", async () => {
  const edge = await federation.coldEdge();
  const before = sts.issued.length;
  const token = await federation.tokenOf("alice-the-canary", { email: "alice-the-canary@example.com" });
  await federation.source(edge, token);
  const entries = await entriesOf(edge, 1);
  assert.equal(sts.issued.length, before + 1);
  const keys = sts.issued.at(-1);
  assert.ok(keys.every((secret) => secret?.length >= 16));

  const [header, payload, signature] = token.split(".");
  const base64 = keys.slice(1).map((secret) => Buffer.from(secret, "base64").toString("latin1"));
  const secrets = [...keys, header, payload, signature, token, reader, "reader", "alice-the-canary", provider.issuer];
  const found = secrets.flatMap((secret) => [secret, secret.slice(0, 12), secret.slice(-12)]).flatMap(encodings);
  for (const entry of entries) {
    const texts = readings(entry);
    for (const needle of [...found, ...base64.map((bytes) => Buffer.from(bytes, "latin1"))]) {
      assert.ok(!texts.some((text) => text.includes(needle)), "something of it can be read");
    }
    assert.ok(!texts[0].includes("codecommit:") && !texts[0].includes("eu-west-1"));
  }
});

test("a cache key does not reveal its token, and cannot be made without it", async () => {
  const edge = await federation.coldEdge();
  const claims = { sub: "alice", jti: "fixed", ...times() };
  // ECDSA signs with a new random number each time, so only the signature distinguishes these two.
  const [one, two] = [await forge(provider, claims, { alg: "ES256" }), await forge(provider, claims, { alg: "ES256" })];
  assert.equal(one.replace(/[^.]+$/, ""), two.replace(/[^.]+$/, ""));
  assert.deepEqual(await federation.source(edge, one), ["sts", 1]);
  assert.deepEqual(await federation.source(edge, two), ["sts", 1]);

  const urls = (await entriesOf(edge, 2)).map(({ url }) => url);
  assert.equal(new Set(urls).size, 2);
  const [header, payload] = one.split(".");
  const known = [one, `${header}.${payload}`, payload, "alice", reader, `${reader}alice`, `${provider.issuer}alice`];
  for (const url of urls) {
    assert.match(url, /^https:\/\/codecommit-edge\.invalid\/credentials\/[0-9a-f]{64}$/);
    for (const text of known) {
      for (const hash of [createHash("sha256"), createHmac("sha256", ""), createHmac("sha256", reader)]) {
        assert.ok(!url.endsWith(hash.update(text).digest("hex")));
      }
    }
  }
});

function times() {
  const { iat, nbf, exp } = validClaims(provider);
  return { iat, nbf, exp };
}

test("every caller is signed for with their own credentials, whoever else asks at the same time", async () => {
  const [edge, since] = [await federation.coldEdge({ isolates: 2 }), await aws.mark()];
  const people = await Promise.all(
    ["alice", "bob", "carol", "dave"].map(async (sub) => ({ sub, token: await federation.tokenOf(sub) })),
  );
  // The same user with two tokens: neither can use the other's credentials.
  people.push({ sub: "alice", token: await federation.tokenOf("alice"), agent: "git/alice-again" });
  await aws.fault({ delay_ms: 300 }, { service: "sts", times: 3 });
  // Some requests arrive before there are cached credentials, and some after.
  const waves = [people.slice(0, 1), people.slice(0, 3), people, people];
  for (const wave of waves) {
    const asked = [...Array(WAVE).keys()].map((index) => {
      const { sub, token, agent = `git/${sub}` } = wave[index % wave.length];
      return federation.source(edge, token, { isolate: Math.floor(index / wave.length) % 2, agent });
    });
    await Promise.all(asked);
  }

  const requests = await federation.relayed(since);
  assert.equal(requests.length, WAVE * waves.length);
  const keys = new Map();
  for (const { principal, headers, authorization, status } of requests) {
    const agent = new Map(headers).get("user-agent");
    const [, sub] = /^git\/([a-z]+)/.exec(agent);
    assert.equal(status, 200);
    assert.equal(principal, `arn:aws:sts::123456789012:assumed-role/reader/${sub}`);
    keys.set(authorization.name, (keys.get(authorization.name) ?? new Set()).add(agent));
  }
  for (const agents of keys.values()) assert.equal(agents.size, 1, "an access key has one token's bearer");
  assertQuiet(edge);
});

test("a token's credentials are for one repository, role and access", async () => {
  const [edge, since] = [await federation.coldEdge(), await aws.mark()];
  const token = await federation.tokenOf("many");
  const addresses = ["team/eu-west-1/app", "team/eu-west-1/other", "read/eu-west-1/app", "writers/eu-west-1/app"];
  for (const address of addresses) assert.deepEqual(await federation.source(edge, token, { address }), ["sts", 1], address);
  for (const address of addresses) assert.deepEqual(await federation.source(edge, token, { address }), ["isolate", 0], address);

  const requests = await federation.relayed(since);
  assert.equal(new Set(requests.map(({ authorization }) => authorization.name)).size, addresses.length);
  assert.deepEqual(
    requests.slice(4).map(({ authorization }) => authorization.name),
    requests.slice(0, 4).map(({ authorization }) => authorization.name),
  );
  const asked = (await federation.calls(since)).map(({ role, policy }) => `${role} ${JSON.stringify(policy)}`);
  assert.equal(new Set(asked).size, addresses.length);
  assert.equal((await entriesOf(edge, addresses.length)).length, addresses.length);
});

/** Changes to an entry's body; `other` is the body of another entry. */
const TAMPERINGS = {
  "as it was": (body) => body,
  "with another token's body": (_, other) => other,
  "cut by a byte": (body) => body.subarray(0, -1),
  "cut to its nonce": (body) => body.subarray(0, 12),
  "cut to nonce and tag": (body) => body.subarray(0, 28),
  "emptied": () => Buffer.alloc(0),
  "longer by a byte": (body) => Buffer.concat([body, Buffer.alloc(1)]),
  "twice": (body) => Buffer.concat([body, body]),
  "of noise": (body) => randomBytes(body.length),
  "of zeros": (body) => Buffer.alloc(body.length),
  "of JSON": () => Buffer.from('{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"x","SessionToken":"y"}'),
  ...Object.fromEntries(
    [0, 6, 11, 12, 13, 32, 60, 0.5, 0.75, -17, -16, -8, -1].map((at) => [
      `with a bit turned at ${at}`,
      (body) => {
        const changed = Buffer.from(body);
        const index = Number.isInteger(at) ? at : Math.floor(body.length * at);
        changed[(index + body.length) % body.length] ^= 1;
        return changed;
      },
    ]),
  ),
};

test("an entry of the shared cache that was tampered with is not used", async () => {
  const edge = await federation.coldEdge({ isolates: 2 });
  const entries = [];
  for (const name of Object.keys(TAMPERINGS)) {
    const token = await federation.tokenOf(`t-${entries.length}`);
    await federation.source(edge, token);
    const all = await entriesOf(edge, entries.length + 1);
    const entry = all.find(({ url }) => !entries.some((known) => known.entry.url === url));
    entries.push({ name, token, entry, issued: sts.issued.at(-1)[0] });
  }
  await edge.cache.replace(
    entries.map(({ name, entry }, index) => ({
      ...entry,
      body: TAMPERINGS[name](entry.body, entries[(index + 1) % entries.length].entry.body),
    })),
  );

  const old = new Set(entries.map(({ issued }) => issued));
  for (const [index, { name, token, issued }] of entries.entries()) {
    const since = await aws.mark();
    const found = await federation.source(edge, token, { isolate: 1 });
    const [{ principal, authorization }] = await federation.relayed(since);
    assert.equal(principal, `arn:aws:sts::123456789012:assumed-role/reader/t-${index}`, name);
    if (index === 0) {
      assert.deepEqual([found, authorization.name], [["cache", 0], issued], name);
    } else {
      assert.deepEqual(found, ["sts", 1], name);
      assert.ok(!old.has(authorization.name), name);
    }
  }
  assertQuiet(edge);
});

test("an entry of the shared cache cannot be decrypted under another key", async () => {
  const edge = await federation.coldEdge({ isolates: 2 });
  const [alice, bob] = [await federation.tokenOf("alice"), await federation.tokenOf("bob")];
  const addresses = ["team/eu-west-1/app", "team/eu-west-1/other", "read/eu-west-1/app", "writers/eu-west-1/app"];
  const wanted = [...addresses.map((address) => [alice, address]), [bob, addresses[0]]];
  const entries = [];
  for (const [token, address] of wanted) {
    await federation.source(edge, token, { address });
    const all = await entriesOf(edge, entries.length + 1);
    entries.push(all.find(({ url }) => !entries.some((known) => known.url === url)));
  }
  const old = new Set((await federation.relayed(0)).map(({ authorization }) => authorization.name));
  // The keys stay, and the rest of each entry is replaced by the next one's.
  await edge.cache.replace(
    entries.map(({ key, url }, index) => ({ ...entries[(index + 1) % entries.length], key, url })),
  );
  for (const [token, address] of wanted) {
    const since = await aws.mark();
    assert.deepEqual(await federation.source(edge, token, { address, isolate: 1 }), ["sts", 1]);
    assert.ok(!old.has((await federation.relayed(since))[0].authorization.name));
  }
});

test("a changed token finds no cached credentials", async () => {
  const edge = await federation.coldEdge({ isolates: 2 });
  const token = await federation.tokenOf("alice");
  await federation.source(edge, token);
  await entriesOf(edge, 1);
  const [header, payload, signature] = token.split(".");
  const changed = [
    tamperSignature(token),
    `${header}.${payload}.${signature.slice(0, -4)}`,
    `${header}.${Buffer.from(`${Buffer.from(payload, "base64url")} `).toString("base64url")}.${signature}`,
  ];
  for (const other of changed) {
    for (const isolate of [0, 1]) {
      const { line } = await federation.discover(edge, other, { isolate });
      assert.deepEqual([line.status, line.upstream_status], [401, null]);
    }
  }
});
