// What CodeCommit answers wrongly is never kept, and what the cache holds wrongly is never served.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, test } from "node:test";

import { AlteringProxy } from "../support/altering-proxy.mjs";
import { cloneOf, line, reuse } from "../support/pack-requests.mjs";
import { PackWorld } from "../support/pack-world.mjs";
import { endOfBand1 } from "../support/pkt-lines.mjs";

const world = await PackWorld.start();
after(() => world.close());
const { aws, git, environment } = world;
const upstream = await AlteringProxy.start(aws.url);
after(() => upstream.close());
const edge = (world.edge = await environment.edge({ ...world.vars, AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream.url }));
afterEach(async () => {
  upstream.alter = () => undefined;
  await edge.cache.clear();
});

const isPack = ({ method }) => method === "POST";
const isDiscovery = ({ url }) => url.includes("/info/refs");
const { name, bare, main } = await world.repository();
const path = `team/eu-west-1/${name}`;
const body = cloneOf([main]);

/** Clones with git, which asks for what \`body\` asks for, asserts that the clone is whole, and returns what became of the fetch. */
async function clone() {
  const before = edge.logs().length;
  const directory = environment.directory();
  await git.ok(["-c", `http.extraHeader=Authorization: ${await world.token()}`, "clone", "--bare", "--branch=main", "--single-branch", "--no-tags", `${edge.url}/${path}`, directory]);
  await git.ok(["fsck", "--strict", "--full"], { cwd: directory });
  assert.equal(await git.ok(["rev-parse", "main"], { cwd: directory }), main);
  return reuse(edge.logs().slice(before).find(({ service }) => service === "git-upload-pack"));
}

/** Asserts that packs are kept and served again. */
async function assertMended() {
  await world.fill(path, body);
  assert.equal(await clone(), "hit");
}

/** A packet in a side-band. */
const inBand = (band, text) => line(String.fromCharCode(band) + text);
const replaceEnd = (bytes, end) => Buffer.concat([bytes.subarray(0, -4), Buffer.from(end, "latin1")]);
/** The offset of the last byte of the pack's own digest, after which git may still report its progress. */
const lastOfPack = (bytes) => endOfBand1(bytes) - 1;

/** The answers to a fetch that must not be kept. */
const ANSWERS = {
  "cut off, with the connection": ({ body }) => ({ body: body.subarray(0, body.length >> 1), ends: "close" }),
  "cut off, although HTTP says that it ends there": ({ body }) => ({ body: body.subarray(0, body.length >> 1) }),
  "cut off before its last packet": ({ body }) => ({ body: body.subarray(0, -4) }),
  "shorter than its Content-Length": ({ headers, body }) => ({ headers: { ...headers, "content-length": String(body.length + 1) }, ends: "close" }),
  "longer than its Content-Length": ({ headers, body }) => ({ headers: { ...headers, "content-length": String(body.length - 4) } }),
  "with more after its end": ({ body }) => ({ body: Buffer.concat([body, Buffer.from("0000")]) }),
  "with another status": () => ({ status: 206 }),
  "with another content type": ({ headers }) => ({ headers: { ...headers, "content-type": "text/html" } }),
  "with an encoding": ({ headers }) => ({ headers: { ...headers, "content-encoding": "br" } }),
  "an ERR packet": () => ({ body: Buffer.from(`${line("ERR please wait")}0000`) }),
  "an ERR packet after the pack": ({ body }) => ({ body: replaceEnd(body, `${line("ERR the disk is full")}0000`) }),
  "an error in side-band 3": ({ body }) => ({ body: replaceEnd(body, `${inBand(3, "the disk is full")}0000`) }),
  "without a pack": () => ({ body: Buffer.from(`${line("NAK\n")}0000`) }),
  "with an empty pack": () => ({ body: Buffer.from(`${line("NAK\n")}${inBand(1, "")}0000`) }),
  "with half of a pack in whole packets": () => ({ body: Buffer.from(`${line("NAK\n")}${inBand(1, "PACK0002")}0000`) }),
  "with a changed bit in the pack": ({ body }) => ({ body: Buffer.from(body).fill(body[lastOfPack(body)] ^ 1, lastOfPack(body), lastOfPack(body) + 1) }),
  "without pkt-lines": () => ({ body: Buffer.from("PACK without lines") }),
  "empty": () => ({ body: Buffer.alloc(0) }),
};

for (const [what, change] of Object.entries(ANSWERS)) {
  test(`does not keep an answer of CodeCommit: ${what}`, async () => {
    upstream.alter = (request, answer) => (isPack(request) ? { headers: withoutLength(answer), ...change(answer) } : undefined);
    for (let round = 0; round < 3; round++) assert.notEqual((await world.ask(path, body)).cache, "hit");
    upstream.alter = () => undefined;
    assert.equal((await world.ask(path, body)).cache, "fill", "nothing is kept");
    await assertMended();
  });
}

function withoutLength({ headers: { "content-length": _, ...headers } }) {
  return headers;
}

const advertised = (...lines) => Buffer.from(`${line("# service=git-upload-pack\n")}0000${lines.map((text) => line(`${text}\n`)).join("")}0000`);
const OTHER = "1".repeat(40);

/** The answers to the discovery that confirms nothing. */
const CONFIRMATIONS = {
  "another status": () => ({ status: 203 }),
  "a redirect": ({ headers }) => ({ status: 302, headers: { ...headers, location: "/" } }),
  "not found": () => ({ status: 404 }),
  "another content type": ({ headers }) => ({ headers: { ...headers, "content-type": "text/plain" } }),
  "the list for a push": () => ({ body: Buffer.from(`${line("# service=git-receive-pack\n")}0000${line(`${main} refs/heads/main\n`)}0000`) }),
  "an ERR packet": () => ({ body: Buffer.from(line("ERR access denied")) }),
  "a list without its end": ({ body }) => ({ body: body.subarray(0, -4) }),
  "a list that breaks off": ({ body }) => ({ body: body.subarray(0, -4), ends: "close" }),
  "a list with more after its end": ({ body }) => ({ body: Buffer.concat([body, body]) }),
  "a list of other objects": () => ({ body: advertised(`${OTHER} HEAD\0side-band-64k`, `${OTHER} refs/heads/main`) }),
  "a list that names it only in a ref's name": () => ({ body: advertised(`${OTHER} refs/heads/${main}\0side-band-64k`) }),
  "a list that names it only behind a tag": () => ({ body: advertised(`${OTHER} refs/tags/v1\0side-band-64k`, `${main} refs/tags/v1^{}`) }),
  "a list that names it only as shallow": () => ({ body: advertised(`${OTHER} refs/heads/main\0side-band-64k`, `shallow ${main}`) }),
  "an empty repository's list": () => ({ body: advertised(`${"0".repeat(40)} capabilities^{}\0side-band-64k`) }),
  "a list of protocol 2": () => ({ body: advertised("version 2", "ls-refs", "fetch") }),
};

test("serves no cached pack unless the caller's discovery names what it wants", async () => {
  await world.fill(path, body);
  for (const [what, change] of Object.entries(CONFIRMATIONS)) {
    upstream.alter = (request, answer) => (isDiscovery(request) ? { headers: withoutLength(answer), ...change(answer) } : undefined);
    upstream.requests = [];
    const { cache } = await world.ask(path, body);
    assert.match(cache, /^bypass: not_(confirmed|advertised)$/, what);
    assert.deepEqual(upstream.requests, [`GET /v1/repos/${name}/info/refs`, `POST /v1/repos/${name}/git-upload-pack`]);
  }
  upstream.alter = () => undefined;
  assert.equal(await clone(), "hit");
});

const flipped = (bytes, at) => Buffer.from(bytes).fill(bytes[at] ^ 1, at, at + 1);
const json = (entry, change) => ({ body: Buffer.from(JSON.stringify({ ...JSON.parse(entry.body), ...change })) });

/** What a cache may hold in place of an entry. */
const ENTRIES = {
  "garbage": () => ({ body: randomBytes(300) }),
  "nothing": () => ({ body: Buffer.alloc(0) }),
  "half of it": ({ body }) => ({ body: body.subarray(0, body.length >> 1) }),
  "eight megabytes": () => ({ body: Buffer.alloc(8 << 20, " ") }),
  "an entry of another version": () => ({ body: Buffer.from(`{"version":2,"state":"stored"}`) }),
  "null": () => ({ body: Buffer.from("null") }),
  "another length": (entry) => json(entry, { length: JSON.parse(entry.body).length - 1 }),
  "a length that is no number": (entry) => json(entry, { length: "1e3" }),
  "another digest": (entry) => json(entry, { digest: "0".repeat(64) }),
  "an address outside its key": (entry, other) => json(entry, { bytes: JSON.parse(other.body).bytes }),
  "another key's entry": (_, other) => ({ body: other.body }),
  "a fill that never ends": () => ({ body: Buffer.from(`{"state":"filling","until":9e15,"by":"someone"}`) }),
};

/** What a cache may hold in place of a pack. */
const PACKS = {
  "garbage": () => ({ body: randomBytes(5_000) }),
  "nothing": () => ({ body: Buffer.alloc(0) }),
  "half of it": ({ body }) => ({ body: body.subarray(0, body.length >> 1) }),
  "all but its last byte": ({ body }) => ({ body: body.subarray(0, -1) }),
  "more than it": ({ body }) => ({ body: Buffer.concat([body, Buffer.from("0000")]) }),
  "a changed bit at its start": ({ body }) => ({ body: flipped(body, 20) }),
  "a changed bit in its middle": ({ body }) => ({ body: flipped(body, body.length >> 1) }),
  "a changed bit at its end": ({ body }) => ({ body: flipped(body, body.length - 1) }),
  "another pack": (_, other) => ({ body: other.body }),
  "a page with status 404": () => ({ status: 404, body: Buffer.from("<html>") }),
};

const isBytes = ({ url }) => /\/packs\/[0-9a-f]{64}\/./.test(url);
const isEntry = ({ url }) => /\/packs\/[0-9a-f]{64}$/.test(url);
const otherCommit = await git.ok(["rev-parse", "release/1.x"], { cwd: bare });

for (const [kind, changes, is] of [
  ["entry", ENTRIES, isEntry],
  ["pack", PACKS, isBytes],
]) {
  for (const [what, change] of Object.entries(changes)) {
    test(`clones are whole if the cache holds, in place of the ${kind}, ${what}`, async () => {
      await world.fill(path, body);
      const [mine] = (await edge.cache.entries()).filter(is);
      await world.fill(path, cloneOf([otherCommit]));
      const entries = await edge.cache.entries();
      const other = entries.find((entry) => is(entry) && entry.key !== mine.key);
      await edge.cache.replace(entries.map((entry) => (entry.key === mine.key ? { ...entry, ...change(entry, other) } : entry)));
      assert.notEqual(await clone(), "hit");
      await assertMended();
    });
  }
}
