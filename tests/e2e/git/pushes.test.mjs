import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";

import { basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { againstEachGitServer } from "../support/git-servers.mjs";
import { exchange, open, startUpstream } from "../support/http.mjs";

const MEBIBYTE = 1 << 20;
const LIMIT = 2 * MEBIBYTE;
const TYPE = "application/x-git-receive-pack-request";

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const testEach = againstEachGitServer(aws, test);
const [readOnly, limited] = await Promise.all([
  world.edge({ READ_ONLY: "true" }),
  world.edge({ MAX_PUSH_BYTES: String(LIMIT), PROFILES: { audit: { access: "read" } } }),
]);
const credentials = await aws.credentials();

let repositories = 0;

/** A new repository with a clone of it, so that only `edge` affects its push. */
async function cloned(edge, prefix = "") {
  const name = `own-${++repositories}`;
  const bare = world.bare("eu-west-1", name);
  const clone = world.directory();
  const url = `${edge.url}${prefix}/eu-west-1/${name}`;
  const credential = gitPassword(credentials, `eu-west-1/${name}`);
  await aws.repository("eu-west-1", name);
  await git.ok(["clone", withUserinfo(url, credential), clone]);
  return {
    bare,
    clone,
    refs: await git.refs(bare),
    push: (...args) => git.run(["push", ...args], { cwd: clone }),
    url,
    credential,
  };
}

const REJECTED = (ref, why) => new RegExp(`^ ! \\[remote rejected\\] .*${ref}.* \\(${why}\\)$`, "m");

for (const [size, bytes] of [
  ["small", 100],
  ["chunked", 3 * MEBIBYTE],
]) {
  testEach(`a ${size} push to a read-only edge is rejected with the reason`, async () => {
    const { bare, clone, refs, push } = await cloned(readOnly);
    await git.commit(clone, "change.bin", randomBytes(bytes));
    const since = await aws.mark();

    const { code, stderr } = await push("origin", "main");
    assert.equal(code, 1);
    assert.match(stderr, REJECTED("main -> main", "this edge is read-only"));
    assert.equal(await git.refs(bare), refs);
    assert.deepEqual(
      (await aws.requests(since)).filter(({ method }) => method === "POST"),
      [],
      "nothing was sent on",
    );
  });
}

testEach("every ref of a push to a read-only edge is rejected", async () => {
  const { bare, clone, refs, push } = await cloned(readOnly);
  await git.commit(clone, "change.txt", "change");
  await git.ok(["tag", "v9"], { cwd: clone });

  const { code, stderr } = await push("--porcelain", "origin", "main", "HEAD:feature/x", "v9", ":release/1.x");
  assert.equal(code, 1, stderr);
  const { stdout } = await push("--porcelain", "origin", "main", "HEAD:feature/x", "v9", ":release/1.x");
  const rejected = stdout.split("\n").filter((line) => line.startsWith("!"));
  assert.equal(rejected.length, 4, stdout);
  for (const line of rejected) assert.match(line, /\[remote rejected\] \(this edge is read-only\)/);
  assert.equal(await git.refs(bare), refs);
});

test("a read-only edge rejects a gzipped push in the same words", async () => {
  const { bare, refs, url, credential } = await cloned(readOnly);
  const id = (await git.ok(["rev-parse", "main"], { cwd: bare })).trim();
  const command = `${"0".repeat(40)} ${id} refs/heads/new\0 report-status side-band-64k`;
  const body = gzipSync(`${(command.length + 4).toString(16).padStart(4, "0")}${command}0000`);
  const headers = { authorization: basic(credential), "content-type": TYPE, "content-encoding": "gzip" };

  const answer = await exchange(`${url}/git-receive-pack`, { method: "POST", headers, body });
  assert.equal(answer.status, 200);
  assert.match(answer.body.toString("latin1"), /ng refs\/heads\/new this edge is read-only/);
  assert.equal(answer.headers["x-codecommit-edge-code"], "read_only");
  assert.equal(await git.refs(bare), refs);
});

testEach("a read-only profile rejects pushes, and the same repository outside it accepts them", async () => {
  const { bare, clone, refs, push, url, credential } = await cloned(limited, "/audit");
  const id = await git.commit(clone, "change.txt", "change");

  assert.match((await push("origin", "main")).stderr, REJECTED("main -> main", "your access is read-only"));
  assert.equal(await git.refs(bare), refs);

  const outside = withUserinfo(url.replace("/audit", ""), credential);
  assert.equal((await push(outside, "main")).code, 0);
  assert.equal(await git.ok(["rev-parse", "main"], { cwd: bare }), id);
});

/** A body that never arrives: an edge that waited for it would not respond. */
async function* withheld() {
  await new Promise(() => {});
}

test("rejects a push by its Content-Length before reading its body", async () => {
  const { url, credential } = await cloned(limited);
  const since = await aws.mark();
  const headers = { authorization: basic(credential), "content-type": TYPE, "content-length": String(LIMIT + 1) };
  const response = await open(`${url}/git-receive-pack`, { method: "POST", headers, body: withheld() });
  response.destroy();

  assert.equal(response.statusCode, 413);
  assert.equal(response.headers["x-codecommit-edge-code"], "push_too_large");
  assert.deepEqual(await aws.requests(since), []);
});

test("accepts a push of exactly the limit", async () => {
  const { url, credential } = await cloned(limited);
  const since = await aws.mark();
  const headers = { authorization: basic(credential), "content-type": TYPE };
  await exchange(`${url}/git-receive-pack`, { method: "POST", headers, body: Buffer.alloc(LIMIT, "0") });
  assert.equal((await aws.requests(since)).length, 1);
});

testEach("a chunked push over the limit fails, and changes nothing", async () => {
  const { bare, clone, refs, push } = await cloned(limited);
  await git.commit(clone, "noise.bin", randomBytes(2 * LIMIT));
  const objects = await git.ok(["count-objects", "-v"], { cwd: bare });
  const since = await aws.mark();

  const { code, stderr } = await push("origin", "main");
  assert.notEqual(code, 0);
  assert.match(stderr, /413/);

  const [, posted] = await eventually("the upstream request to end", async () => {
    const posts = (await aws.requests(since)).filter(({ method }) => method === "POST");
    return posts.length === 2 && posts[1].request_end !== "reading" && posts;
  });
  assert.equal(posted.request_end, "broken", "a clean end would have had a cut-off push look whole");
  assert.ok(posted.request_bytes <= LIMIT);
  assert.equal(await git.refs(bare), refs);
  assert.equal(await git.ok(["count-objects", "-v"], { cwd: bare }), objects);

  await git.ok(["reset", "--quiet", "--hard", "HEAD~"], { cwd: clone });
  await git.commit(clone, "small.txt", "small");
  assert.equal((await push("origin", "main")).code, 0, "what fits still goes through");
});

test("rejects a push that grows over the limit even though CodeCommit has not responded", async () => {
  const silent = await startUpstream({ after }, (request) => request.on("error", () => {}).resume());
  const edge = await world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: silent, MAX_PUSH_BYTES: "1000" });
  const headers = {
    authorization: basic(gitPassword(credentials, "eu-west-1/app")),
    "content-type": TYPE,
    "transfer-encoding": "chunked",
  };
  const answer = await exchange(`${edge.url}/eu-west-1/app/git-receive-pack`, {
    method: "POST",
    headers,
    body: Buffer.alloc(5000),
  });
  assert.equal(answer.status, 413);
  assert.match(answer.body.toString(), /larger than the 1000 bytes/);
});
