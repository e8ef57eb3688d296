import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, test } from "node:test";

import { BreakingProxy } from "../support/breaking-proxy.mjs";
import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { boundaries, cuts, endOfBand1, nestedCuts } from "../support/pkt-lines.mjs";

/** How a response can be cut off, with the description. */
const ENDINGS = { close: "breaks off", reset: "is reset", end: "ends too early" };

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const proxy = await BreakingProxy.start(aws.url);
after(() => proxy.close());
const edge = await world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: proxy.url });
const credentials = await aws.credentials();
await aws.repository("eu-west-1", "app");
const bare = world.bare("eu-west-1", "app");
const url = withUserinfo(`${edge.url}/eu-west-1/app`, gitPassword(credentials, "eu-west-1/app"));

afterEach(() => {
  assert.ok(proxy.broken, "nothing was left unbroken");
  const plain = edge.logs().filter((line) => typeof line === "string");
  assert.deepEqual(plain, [], "the worker only writes lines of JSON");
});

const fsck = (cwd) => git.ok(["fsck", "--strict", "--full"], { cwd });

/** git's messages: if the edge passes on that the response was cut off, and if git itself finds it too short. */
const BROKEN = /transfer closed with outstanding read data remaining/;
const SHORT =
  /hung up (unexpectedly|upon initial contact)|expected flush after|expected response end packet|early EOF|expected '|error processing acks|bad pack header|Could not read from remote/;
const says = (ending) => (ending === "end" ? SHORT : BROKEN);

/**
 * Cuts for responses of the same kind, one for each: at every boundary, and for cut-off connections also within every packet.
 * After use `missing` is the number of bytes that were cut off, and `trailer` the number after the last packet of side band 1.
 * The number of packets varies.
 */
function* everyCut(ending, places = ending === "close" ? cuts : boundaries) {
  for (let index = 0, more = true; more; index++) {
    const cut = (body) => {
      const inside = places(body).slice(0, -1);
      more = index + 1 < inside.length;
      const place = inside[Math.min(index, inside.length - 1)];
      cut.missing = body.length - place;
      cut.trailer = body.length - endOfBand1(body);
      return place;
    };
    yield cut;
    assert.ok(cut.missing > 0, "something was cut off");
  }
}

/** A clone whose repository has since received several packets' worth of commits, and its refs before and after them. */
async function stale() {
  const [clone, publisher] = [world.directory(), world.directory()];
  await git.ok(["clone", "--mirror", bare, clone]);
  await git.ok(["clone", bare, publisher]);
  const noise = randomBytes(100_000).toString("base64");
  await git.commit(publisher, `noise-${clone.at(-1)}.txt`, noise);
  await git.ok(["push", "origin", "main"], { cwd: publisher });
  await git.ok(["remote", "set-url", "origin", url], { cwd: clone });
  return { clone, before: await git.refs(clone), now: await git.refs(bare) };
}

/** The responses to a fetch, by protocol: the request's path, and how many requests for that path precede it. */
const FETCHES = {
  "codecommit": {
    "discovery before a fetch": ["/info/refs", 0],
    "a pack": ["/git-upload-pack", 0],
  },
  "http-backend": {
    "discovery before a fetch": ["/info/refs", 0],
    "the list of refs": ["/git-upload-pack", 0],
    "a pack": ["/git-upload-pack", 1],
  },
};

const FETCH_CUTS = Object.entries(FETCHES).flatMap(([gitServer, answers]) =>
  Object.entries(answers).flatMap(([what, request]) =>
    Object.entries(ENDINGS)
      // With version 0, git waits indefinitely if a pack ends too early with an orderly end, even without an edge.
      .filter(([ending]) => gitServer === "http-backend" || what !== "a pack" || ending !== "end")
      .map(([ending, does]) => ({ gitServer, what, request, ending, does })),
  ),
);

for (const { gitServer, what, request, ending, does } of FETCH_CUTS) {
  const [path, skip] = request;
  test(`a fetch from ${gitServer} is complete or changes nothing, wherever ${what} ${does}`, async () => {
    await aws.settings({ git_server: gitServer });
    const { clone, before, now } = await stale();
    let missing;
    let trailer;
    for (const cut of everyCut(ending)) {
      proxy.breakAnswer(path, { skip, ending, cut });
      // As a pack, because loose objects of a broken fetch would remain, and the next fetch would not request them.
      const { code, stderr } = await git.run(["-c", "fetch.unpackLimit=1", "fetch", "origin"], { cwd: clone });
      // If only the bytes after the pack were missing, git may have kept it, and then requests nothing more.
      missing = cut.missing ?? missing;
      trailer = cut.trailer ?? trailer;
      const where = `${missing} bytes are missing: ${stderr}`;
      if (code === 0) {
        assert.ok(what === "a pack" && missing <= trailer, where);
        proxy.mend();
        assert.equal(await git.refs(clone), now, where);
        break;
      }
      assert.equal(code, 128, where);
      // The reader of the pack may give up before git checks the connection.
      if (what !== "a pack" || !SHORT.test(stderr)) assert.match(stderr, says(ending), where);
      assert.equal(await git.refs(clone), before, where);
    }
    await fsck(clone);
    await git.ok(["fetch", "origin"], { cwd: clone });
    assert.equal(await git.refs(clone), now);
    await fsck(clone);
    await fsck(bare);
  });
}

/** A clone to push from. */
async function ahead() {
  await aws.settings({ git_server: "codecommit" });
  const clone = world.directory();
  await git.ok(["clone", bare, clone]);
  await git.ok(["remote", "set-url", "origin", url], { cwd: clone });
  return clone;
}

let commits = 0;

/** Commits, pushes while something is broken, and returns the outcome. */
async function pushWith(clone, path, plan) {
  const before = await git.refs(bare);
  const id = await git.commit(clone, "pushed.txt", `${++commits}`);
  proxy.breakAnswer(path, plan);
  const { code, stderr } = await git.run(["push", "origin", "main"], { cwd: clone });
  const refs = await git.refs(bare);
  return { code, stderr, refs, before, now: before.replace(/^[0-9a-f]+(?= refs\/heads\/main$)/m, id) };
}

for (const [ending, does] of Object.entries(ENDINGS)) {
  test(`a push changes nothing wherever the discovery before it ${does}`, async () => {
    const clone = await ahead();
    for (const cut of everyCut(ending)) {
      const { code, stderr, refs, before } = await pushWith(clone, "service=git-receive-pack", { ending, cut });
      const where = `${cut.missing} bytes are missing: ${stderr}`;
      assert.equal(code, 128, where);
      assert.match(stderr, says(ending), where);
      assert.equal(refs, before, where);
    }
    await git.ok(["push", "origin", "main"], { cwd: clone });
    const head = (cwd) => git.ok(["rev-parse", "main"], { cwd });
    assert.equal(await head(bare), await head(clone));
    await fsck(bare);
  });

  // git waits indefinitely if a report ends too early with an orderly end, even without an edge.
  if (ending === "end") continue;

  test(`git reports only what was pushed, wherever the report ${does}`, async () => {
    const clone = await ahead();
    for (const cut of everyCut(ending, nestedCuts)) {
      const { code, stderr, refs, now } = await pushWith(clone, "/git-receive-pack", { ending, cut });
      const where = `${cut.missing} bytes are missing: ${stderr}`;
      // CodeCommit has accepted the push, whether or not git learns of it.
      assert.equal(refs, now, where);
      assert.equal(code, 1, where);
      assert.match(stderr, says(ending), where);
    }
    const { stderr } = await git.run(["push", "origin", "main"], { cwd: clone });
    assert.match(stderr, /Everything up-to-date/);
    await fsck(bare);
    await fsck(clone);
  });
}
