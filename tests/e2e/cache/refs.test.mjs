// REFS_CACHE_SECONDS: the same credential gets the list that CodeCommit sent it a moment ago; nobody else does, and a
// push through the edge ends it.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { AlteringProxy } from "../support/altering-proxy.mjs";
import { accessKeys, basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { eventually } from "../support/eventually.mjs";
import { exchange } from "../support/http.mjs";
import { FLUSH, line, logLine } from "../support/pack-requests.mjs";
import { PackWorld } from "../support/pack-world.mjs";

const SECONDS = 3;
/** After a push, lists are not kept for a second: the clocks of a data centre differ. */
const SKEW_MS = 1_050;

const world = await PackWorld.start({ roles: { crew: {} } });
after(() => world.close());
const { aws, git, environment } = world;
const upstream = await AlteringProxy.start(aws.url);
after(() => upstream.close());
const edge = await environment.edge(
  { ...world.vars, PACK_CACHE: false, REFS_CACHE_SECONDS: SECONDS, AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream.url },
  { isolates: 2 },
);
const alice = await aws.user({ name: "alice" });
afterEach(async () => {
  upstream.alter = () => undefined;
  await Promise.all([aws.clearFaults(), aws.settings({ git_server: "codecommit" })]);
  assert.deepEqual(edge.logs().filter((text) => typeof text === "string"), [], "the runtime warned of nothing");
});

/** Asks for a list of refs: the response, and whether it was a hit or a miss. */
async function list(path, authorization, { isolate = 0, service = "git-upload-pack", headers = {} } = {}) {
  const url = `${edge.urls[isolate]}/${path}/info/refs?service=${service}`;
  const answer = await exchange(url, { headers: { authorization, ...headers } });
  return { ...answer, cache: (await logLine(edge, answer)).refs_cache };
}

/** A repository of a test's own: its path, directory and commit, and Alice's password for it. */
async function repository() {
  const { name, bare, main } = await world.repository();
  const password = gitPassword(alice, `eu-west-1/${name}`);
  const path = `eu-west-1/${name}`;
  return { name, bare, main, path, password, authorization: basic(password), url: withUserinfo(`${edge.url}/${path}`, password) };
}

test("the same credential gets one list from CodeCommit, in all isolates, for some seconds", async () => {
  const { path, authorization, url } = await repository();
  const [since, before] = [await aws.mark(), (await edge.cache.entries()).length];
  const first = await list(path, authorization);
  assert.deepEqual([first.status, first.cache], [200, "miss"]);
  // The client does not wait for the cache.
  await eventually("the list is kept", async () => (await edge.cache.entries()).length > before);
  for (const isolate of [0, 1, 0]) {
    const { cache, status, headers, body } = await list(path, authorization, { isolate });
    assert.deepEqual([cache, status, headers["content-type"]], ["hit", 200, "application/x-git-upload-pack-advertisement"]);
    assert.ok(body.equals(first.body));
  }
  assert.match(await git.ok(["-c", "protocol.version=0", "ls-remote", url]), /refs\/heads\/main/);
  assert.ok((await world.seen(since)).length <= 2, "git names no protocol, as the others did");
  // Even if the cache keeps it for longer.
  await edge.cache.replace((await edge.cache.entries()).map((entry) => ({ ...entry, expires: entry.expires + 60_000 })));
  await pause(SECONDS * 1000);
  assert.equal((await list(path, authorization)).cache, "miss");
});

test("no other credential, profile, repository or protocol gets a list", async () => {
  const { name, path, authorization } = await repository();
  const other = await repository();
  const token = await world.token();
  await Promise.all([list(path, authorization), list(`team/${path}`, token)]);
  const bob = await aws.user({ name: "bob" });
  const again = gitPassword(alice, path, Date.now() - 5_000);
  for (const [at, by, options] of [
    [path, basic(gitPassword(bob, path))],
    [path, basic(accessKeys(bob))],
    [path, basic(accessKeys(alice))],
    [path, basic(again)],
    [`team/${path}`, await world.token()],
    [`crew/${path}`, token],
    [other.path, other.authorization],
    [path, authorization, { headers: { "git-protocol": "version=2" } }],
  ]) {
    const since = await aws.mark();
    const { status, cache } = await list(at, by, options);
    assert.deepEqual([status, cache], [200, "miss"]);
    assert.deepEqual(await world.seen(since), ["GET 200"]);
  }
  assert.equal((await list(path, authorization)).cache, "hit", "Alice's is still there");
  const refused = [];
  for (const by of [basic(gitPassword({ ...alice, secretAccessKey: "x".repeat(40) }, path)), basic(accessKeys({ ...bob, secretAccessKey: "x".repeat(40) }))]) {
    refused.push((await list(`eu-west-1/${name}`, by)).status);
  }
  assert.deepEqual(refused, [401, 401]);
});

test("a push through the edge ends the use of the list, for all callers and in all isolates", async () => {
  const { path, bare, authorization, url } = await repository();
  const bobs = basic(gitPassword(await aws.user({ name: "bob" }), path));
  const directory = environment.directory();
  await git.ok(["clone", "--quiet", bare, directory]);
  const id = await git.commit(directory, "new.txt", "new\n");
  for (const by of [authorization, bobs]) await eventually("a hit", async () => (await list(path, by)).cache === "hit");
  await git.ok(["push", "--quiet", url, "main"], { cwd: directory });
  for (const [isolate, by] of [[0, authorization], [1, authorization], [0, bobs], [1, bobs]]) {
    const { cache, body } = await list(path, by, { isolate });
    assert.equal(cache, "miss");
    assert.ok(body.includes(`${id} refs/heads/main`));
  }
  await pause(SKEW_MS);
  assert.equal((await list(path, authorization)).cache, "miss");
  await eventually("a hit", async () => (await list(path, authorization)).cache === "hit");
});

test("a list that was on its way during a push is not used after it", async () => {
  const { path, bare, authorization, url } = await repository();
  const directory = environment.directory();
  await git.ok(["clone", "--quiet", bare, directory]);
  const id = await git.commit(directory, "new.txt", "new\n");
  let arrived;
  let release;
  const [waits, goes] = [new Promise((resolve) => (arrived = resolve)), new Promise((resolve) => (release = resolve))];
  upstream.alter = async ({ url: asked }) => {
    if (!asked.includes("git-upload-pack")) return;
    arrived();
    await goes;
  };
  const old = list(path, authorization);
  await waits;
  await git.ok(["push", "--quiet", url, "main"], { cwd: directory });
  release();
  assert.ok(!(await old).body.includes(id));
  const { cache, body } = await list(path, authorization);
  assert.equal(cache, "miss");
  assert.ok(body.includes(id));
});

test("the list for a push always comes from CodeCommit", async () => {
  const { path, authorization } = await repository();
  for (let round = 0; round < 2; round++) {
    const since = await aws.mark();
    const { status, cache, body } = await list(path, authorization, { service: "git-receive-pack" });
    assert.deepEqual([status, cache, await world.seen(since)], [200, undefined, ["GET 200"]]);
    assert.ok(body.includes("report-status"));
  }
});

test("many pollers with one credential cost one discovery", async () => {
  const { path, authorization } = await repository();
  const since = await aws.mark();
  const answers = await Promise.all(Array.from({ length: 20 }, () => list(path, authorization)));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  assert.deepEqual(await world.seen(since), ["GET 200"]);
});

test("lists over a megabyte arrive whole, and are not kept", async () => {
  const { path, bare, main, authorization } = await repository();
  const refs = Array.from({ length: 20_000 }, (_, at) => `${main} refs/heads/branch-${String(at).padStart(6, "0")}\n`);
  writeFileSync(join(bare, "packed-refs"), `# pack-refs with: peeled fully-peeled sorted \n${refs.join("")}`);
  for (let round = 0; round < 3; round++) {
    const { cache, whole, body } = await list(path, authorization);
    assert.deepEqual([cache, whole], ["miss", true]);
    assert.ok(body.length > 1 << 20 && body.includes("branch-019999") && body.toString("latin1").endsWith(FLUSH));
  }
});

const broken = (bytes) => bytes.subarray(0, bytes.length >> 1);

/** The answers to a discovery that must not be kept. */
const ANSWERS = {
  "an ERR packet": () => ({ body: Buffer.from(line("ERR please wait")) }),
  "an ERR packet in the list": () => ({ body: Buffer.from(`${line("# service=git-upload-pack\n")}0000${line("ERR please wait")}0000`) }),
  "half of the list": ({ body }) => ({ body: broken(body) }),
  "the list without its end": ({ body }) => ({ body: body.subarray(0, -4) }),
  "only the name of the service": () => ({ body: Buffer.from(`${line("# service=git-upload-pack\n")}0000`) }),
  "more than the list": ({ body }) => ({ body: Buffer.concat([body, Buffer.from("0008more")]) }),
  "no pkt-lines": () => ({ body: Buffer.from("please wait") }),
  "nothing": () => ({ body: Buffer.alloc(0) }),
  "another status": () => ({ status: 206 }),
  "a refusal": () => ({ status: 403 }),
  "not found": () => ({ status: 404 }),
  "a fault": () => ({ status: 500 }),
  "another content type": ({ headers }) => ({ headers: { ...headers, "content-type": "text/html" } }),
  "a connection that breaks off": ({ body }) => ({ body: broken(body), ends: "close" }),
  "less than its Content-Length": ({ headers, body }) => ({ headers: { ...headers, "content-length": String(body.length) }, body: broken(body), ends: "close" }),
};

test("errors and parts of lists are not kept", async () => {
  const { path } = await repository();
  let signed = Date.now();
  for (const [what, change] of Object.entries(ANSWERS)) {
    const authorization = basic(gitPassword(alice, path, (signed -= 1_000)));
    let altered = 0;
    upstream.alter = (_, answer) => {
      altered++;
      const { "content-length": _length, ...headers } = answer.headers;
      return { headers, ...change(answer) };
    };
    const { status, cache } = await list(path, authorization);
    assert.notEqual(cache, "hit", what);
    assert.notEqual(status, 500, `${what}: it is not the edge's fault`);
    assert.equal(altered, 1, what);
    upstream.alter = () => undefined;
    const next = await list(path, authorization);
    assert.deepEqual([next.status, next.cache], [200, "miss"], what);
  }
});

test("a list that the cache has cut off or changed into garbage is not served", async () => {
  const { path } = await repository();
  let signed = Date.now();
  const changes = [
    (entry) => ({ ...entry, body: broken(entry.body) }),
    (entry) => ({ ...entry, body: Buffer.alloc(0) }),
    (entry) => ({ ...entry, headers: [["content-type", "text/html"]] }),
  ];
  for (const change of changes) {
    const authorization = basic(gitPassword(alice, path, (signed -= 1_000)));
    await eventually("a hit", async () => (await list(path, authorization)).cache === "hit");
    await edge.cache.replace((await edge.cache.entries()).map((entry) => (entry.url.includes("/refs/") ? change(entry) : entry)));
    const { status, cache, body } = await list(path, authorization);
    assert.deepEqual([status, cache], [200, "miss"]);
    assert.ok(body.toString("latin1").endsWith(FLUSH));
  }
});

test("gets lists from CodeCommit without delay if the cache does not answer", async () => {
  const { path, authorization } = await repository();
  for (const faults of [() => "fail", () => new Promise(() => {})]) {
    edge.cache.faults = faults;
    const started = Date.now();
    assert.equal((await list(path, authorization)).status, 200);
    assert.ok(Date.now() - started < 5_000);
  }
  edge.cache.faults = () => undefined;
});

test("protocol 2 asks for lists by POST, which are reused too, and nothing else is", async () => {
  await aws.settings({ git_server: "http-backend" });
  const { url, main } = await repository();
  const since = await aws.mark();
  for (let round = 0; round < 3; round++) assert.match(await git.ok(["-c", "protocol.version=2", "ls-remote", url, "main"]), new RegExp(main));
  assert.deepEqual(await world.seen(since), ["GET 200", "POST 200"]);
  assert.doesNotMatch(await git.ok(["-c", "protocol.version=2", "ls-remote", url, "release/*"]), new RegExp(`${main}\trefs/heads/main`));
  for (let round = 0; round < 2; round++) await git.ok(["-c", "protocol.version=2", "clone", "--quiet", "--bare", url, environment.directory()]);
  const posts = (await aws.requests(since)).filter(({ method }) => method === "POST");
  assert.ok(posts.length >= 4, "both packs come from CodeCommit");
});
