// While CodeCommit throttles, what can be repeated is, within a deadline; the rest goes to the client with Retry-After.
// MAX_UPSTREAM_REQUESTS keeps the edge below CodeCommit's own limit.

import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { gzipSync } from "node:zlib";

import { basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { eventually } from "../support/eventually.mjs";
import { exchange } from "../support/http.mjs";
import { cloneOf, fetchPack, hasPack, logLine } from "../support/pack-requests.mjs";
import { PackWorld } from "../support/pack-world.mjs";
import { Gate, WatchedProxy } from "../support/watched-proxy.mjs";

/** How long a request is repeated and waits for its turn. */
const WAIT_SECONDS = 4;
/** Much longer, for a busy machine, and less than the default of 30 seconds. */
const DEADLINE_MS = 20_000;

const world = await PackWorld.start({ roles: { foreign: { account: "210987654321" } }, vars: { THROTTLE_WAIT_SECONDS: WAIT_SECONDS } });
after(() => world.close());
const { aws, git, environment } = world;
const plain = await environment.edge({ ...world.vars, PACK_CACHE: false });
const limited = await environment.edge({ ...world.vars, PACK_CACHE: false, MAX_UPSTREAM_REQUESTS: 2 });
const single = await environment.edge({ ...world.vars, PACK_CACHE: false, MAX_UPSTREAM_REQUESTS: 1 });
const gate = new Gate();
const proxy = await WatchedProxy.start(aws.url, { onRequest: gate.pass });
after(() => proxy.close());
const gated = await environment.edge({ ...world.vars, PACK_CACHE: false, MAX_UPSTREAM_REQUESTS: 2, AWS_ENDPOINT_URL_CODECOMMIT_GIT: proxy.url });
const credentials = await aws.credentials();
afterEach(async () => {
  await Promise.all([aws.clearFaults(), aws.settings({ concurrent_requests: null })]);
  for (const edge of [world.edge, plain, limited, single, gated]) {
    assert.deepEqual(edge.logs().filter((line) => typeof line === "string"), [], "the runtime warned of nothing");
  }
});

/** A repository of a test's own. */
async function repository(edge = plain) {
  const { name, bare, main } = await world.repository();
  const path = `eu-west-1/${name}`;
  const password = gitPassword(credentials, path);
  return { name, bare, main, path, body: cloneOf([main]), authorization: basic(password), url: withUserinfo(`${edge.url}/${path}`, password) };
}

/** Asks for a list of refs: the response, and the log's line. */
async function discover(edge, path, authorization, service = "git-upload-pack") {
  const answer = await exchange(`${edge.url}/${path}/info/refs?service=${service}`, { headers: { authorization } });
  return { ...answer, log: await logLine(edge, answer) };
}

for (const status of [429, 503]) {
  test(`a discovery that CodeCommit answers with ${status} is repeated`, async () => {
    const { path, authorization } = await repository();
    for (const service of ["git-upload-pack", "git-receive-pack"]) {
      await aws.fault({ status }, { path_contains: "/info/refs", times: 2 });
      const since = await aws.mark();
      const answer = await discover(plain, path, authorization, service);
      assert.deepEqual([answer.status, answer.log.retries], [200, 2]);
      assert.deepEqual(await world.seen(since), [`GET ${status}`, `GET ${status}`, "GET 200"]);
    }
  });

  test(`a short fetch that CodeCommit answers with ${status} is repeated as it was sent`, async () => {
    const { path, authorization, body } = await repository();
    for (const [sent, headers] of [
      [body, {}],
      [gzipSync(body), { "content-encoding": "gzip" }],
    ]) {
      await aws.fault({ status }, { service: "git-upload-pack", times: 3 });
      const since = await aws.mark();
      const answer = await fetchPack(plain, path, authorization, sent, { headers });
      assert.deepEqual([answer.status, answer.log.retries, hasPack(answer)], [200, 3, true]);
      const lengths = (await aws.requests(since)).map(({ request_bytes }) => request_bytes);
      assert.deepEqual(lengths.at(-1), sent.length);
    }
  });

  test(`a push that CodeCommit answers with ${status} is never repeated`, async () => {
    const { bare, main, url } = await repository();
    const directory = environment.directory();
    await git.ok(["clone", "--quiet", bare, directory]);
    await git.commit(directory, "new.txt", "new\n");
    await aws.fault({ status }, { path_contains: "/git-receive-pack", times: 1 });
    const since = await aws.mark();
    const { code } = await git.run(["push", url, "main"], { cwd: directory });
    assert.notEqual(code, 0);
    assert.deepEqual((await world.seen(since)).filter((request) => request.startsWith("POST")), [`POST ${status}`]);
    assert.equal(await git.ok(["rev-parse", "main"], { cwd: bare }), main, "nothing was pushed");
  });
}

test("a fetch whose request is too long to keep is not repeated", async () => {
  const { path, authorization, main } = await repository();
  const body = cloneOf([main, ...Array.from({ length: 1_500 }, (_, at) => at.toString(16).padStart(40, "0"))]);
  assert.ok(body.length > 64 << 10);
  await aws.fault({ status: 429 }, { service: "git-upload-pack" });
  const since = await aws.mark();
  const { status, headers } = await fetchPack(plain, path, authorization, body);
  assert.equal(status, 429);
  assert.match(headers["retry-after"], /^\d+$/);
  assert.deepEqual(await world.seen(since), ["POST 429"]);
});

test("what CodeCommit throttles for longer goes to the client after THROTTLE_WAIT_SECONDS, with Retry-After", async () => {
  const { path, authorization, body } = await repository();
  await aws.fault({ status: 429 }, { times: 100 });
  const started = Date.now();
  const answers = await Promise.all([discover(plain, path, authorization), fetchPack(plain, path, authorization, body)]);
  const waited = Date.now() - started;
  assert.ok(waited > 500 && waited < DEADLINE_MS, `${waited} ms`);
  for (const { status, headers, log } of answers) {
    assert.deepEqual([status, log.code], [429, "throttled"]);
    assert.match(headers["retry-after"], /^\d+$/);
    assert.ok(log.retries >= 2, "it was repeated");
  }
});

test("a Retry-After that the deadline does not allow goes to the client at once, as it is", async () => {
  const { path, authorization, body } = await repository();
  await aws.fault({ status: 429, headers: { "retry-after": "40" } }, { times: 2 });
  const since = await aws.mark();
  for (const { status, headers } of [await discover(plain, path, authorization), await fetchPack(plain, path, authorization, body)]) {
    assert.deepEqual([status, headers["retry-after"]], [429, "40"]);
  }
  assert.deepEqual(await world.seen(since), ["GET 429", "POST 429"]);
});

test("no other status is repeated", async () => {
  const { path, authorization, body } = await repository();
  for (const status of [400, 403, 404, 500, 502, 504]) {
    await aws.fault({ status }, { times: 2 });
    const since = await aws.mark();
    await discover(plain, path, authorization);
    await fetchPack(plain, path, authorization, body);
    assert.deepEqual(await world.seen(since), [`GET ${status}`, `POST ${status}`]);
  }
});

test("keeps a pack whose confirmation is throttled for a moment", async () => {
  const { name, main } = await repository();
  const [path, body] = [`team/eu-west-1/${name}`, cloneOf([main])];
  await world.fill(path, body);
  await aws.fault({ status: 429 }, { path_contains: "/info/refs", times: 2 });
  const { cache, log } = await world.ask(path, body);
  assert.deepEqual([cache, log.retries], ["hit", 2]);
});

test("a pack whose confirmation is throttled for longer is not asked for instead", async () => {
  const { name, main } = await repository();
  const [path, body] = [`team/eu-west-1/${name}`, cloneOf([main])];
  await world.fill(path, body);
  await aws.fault({ status: 429 }, { path_contains: "/info/refs", times: 100 });
  const since = await aws.mark();
  const { status, headers, log } = await world.ask(path, body);
  assert.deepEqual([status, log.code, log.pack_cache, log.pack_cache_reason], [429, "throttled", "bypass", "not_confirmed"]);
  assert.match(headers["retry-after"], /^\d+$/);
  assert.deepEqual([...new Set(await world.seen(since))], ["GET 429"]);
});

test("a request that is repeated comes before those that came later", async () => {
  const [first, second] = [await repository(single), await repository(single)];
  await aws.fault({ status: 429 }, { path_contains: `${first.name}/info/refs`, times: 3 });
  const since = await aws.mark();
  const asked = discover(single, first.path, first.authorization);
  await eventually("a throttled request", async () => (await aws.requests(since)).length > 0);
  const answers = await Promise.all([asked, discover(single, second.path, second.authorization)]);
  assert.deepEqual(answers.map(({ status, log }) => [status, log.retries]), [[200, 3], [200, 0]]);
  const seen = (await aws.requests(since)).map(({ path, status }) => `${path.includes(`/${first.name}/`) ? "first" : "second"} ${status}`);
  assert.deepEqual(seen, ["first 429", "first 429", "first 429", "first 200", "second 200"]);
});

test("clones in a crowd stay below CodeCommit's limit, and all succeed", async () => {
  const { url, main } = await repository(limited);
  // CodeCommit may count a request for a moment longer than the edge.
  await aws.settings({ concurrent_requests: 3 });
  const since = await aws.mark();
  const clones = Array.from({ length: 10 }, async () => {
    const directory = environment.directory();
    await git.ok(["clone", "--quiet", "--bare", url, directory]);
    return git.ok(["rev-parse", "main"], { cwd: directory });
  });
  assert.deepEqual([...new Set(await Promise.all(clones))], [main]);
  assert.ok(!(await world.seen(since)).some((request) => request.endsWith("429")), "CodeCommit throttled nothing");
});

/** Takes both places with requests that wait before CodeCommit. Returns the function that lets them finish, and returns their statuses. */
async function takeBothPlaces(t, path, authorization) {
  gate.close(2);
  t.after(() => gate.open());
  const slow = [0, 1].map(() => discover(gated, path, authorization));
  await eventually("both requests at the gate", () => gate.full);
  return async () => {
    gate.open();
    return (await Promise.all(slow)).map(({ status }) => status);
  };
}

test("another account, access key or region has places of its own", async (t) => {
  const { name, path, authorization } = await repository(gated);
  await Promise.all([world.repository({ account: "210987654321", name }), world.repository({ region: "us-east-1", name })]);
  const others = [
    [path, world.signed(await aws.credentials(), name)],
    [`us-east-1/${name}`, world.signed(credentials, name, "us-east-1")],
    [`team/eu-west-1/${name}`, await world.token()],
    [`foreign/eu-west-1/${name}`, await world.token()],
  ];
  const finish = await takeBothPlaces(t, path, authorization);
  for (const [at, by] of others) assert.equal((await discover(gated, at, by)).status, 200, "it did not wait for the slow requests");
  assert.deepEqual(await finish(), [200, 200]);
});

test("answers 429 with Retry-After to a request that gets no place within THROTTLE_WAIT_SECONDS", async (t) => {
  const { path, authorization } = await repository(gated);
  const finish = await takeBothPlaces(t, path, authorization);
  const started = Date.now();
  const { status, headers, log } = await discover(gated, path, authorization);
  assert.deepEqual([status, log.code, log.upstream_status], [429, "throttled", null]);
  assert.match(headers["retry-after"], /^\d+$/);
  const waited = Date.now() - started;
  assert.ok(waited > 3_800 && waited < DEADLINE_MS, `${waited} ms`);
  assert.deepEqual(await finish(), [200, 200]);
});
