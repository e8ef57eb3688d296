// A pack is served from the cache only if CodeCommit, in this very request, lets this caller discover the repository
// and advertises every object that the caller wants.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";

import { accessKeys, basic, expiredPassword, gitPassword } from "../support/credentials.mjs";
import { CAPABILITIES, FLUSH, cloneOf, fillCache, hasPack, line } from "../support/pack-requests.mjs";
import { PackWorld } from "../support/pack-world.mjs";

const FOREIGN = "210987654321";
const HIT = ["GET 200"];

const world = await PackWorld.start({
  roles: {
    crew: {},
    foreign: { account: FOREIGN },
    elsewhere: { allow: [{ actions: ["codecommit:GitPull"], repositories: ["other"] }] },
    doomed: {},
  },
});
after(() => world.close());
const { aws, git, edge } = world;

/** Asserts that a request got nothing of a cached pack, and returns it. */
async function assertRefused(asked, status) {
  const answer = await asked;
  assert.notEqual(answer.cache, "hit");
  assert.equal(answer.status, status, answer.body.toString("latin1", 0, 200));
  assert.ok(!hasPack(answer), "no pack");
  return answer;
}

/** Asserts that CodeCommit itself sent the pack. */
async function assertFromCodeCommit(ask, cache) {
  const since = await aws.mark();
  const answer = await ask();
  assert.equal(answer.cache, cache);
  assert.ok(hasPack(answer), answer.body.toString("latin1", 0, 200));
  assert.ok((await world.seen(since)).includes("POST 200"), "CodeCommit sent it");
}

test("a hit costs CodeCommit one discovery, signed for this caller, and git can use it", async () => {
  const { name, bare, main } = await world.repository();
  const path = `team/eu-west-1/${name}`;
  const body = cloneOf([main]);
  const kept = await world.fill(path, body);
  const since = await aws.mark();
  const answer = await world.ask(path, body);
  assert.equal(answer.cache, "hit");
  assert.deepEqual(answer.body, kept.body);
  assert.deepEqual(await world.seen(since), HIT);
  const discovery = (await aws.requests(since)).at(-1);
  assert.equal(discovery.authorization.name, world.sts.issued.at(-1)[0], "the last session that STS issued");
  assert.equal(discovery.authorization.verified, true);

  const clone = world.environment.directory();
  const options = ["-c", `http.extraHeader=Authorization: ${await world.token()}`];
  for (let round = 0; round < 3; round++) await git.ok([...options, "clone", "--mirror", `${edge.url}/${path}`, `${clone}-${round}`]);
  assert.equal(await git.refs(`${clone}-2`), await git.refs(bare));
  await git.ok(["fsck", "--strict", "--full"], { cwd: `${clone}-2` });
  assert.equal(edge.logs().findLast(({ service }) => service === "git-upload-pack").pack_cache, "hit");
});

test("callers of one account share, whatever their role, token and program", async () => {
  const { name, main } = await world.repository();
  const body = cloneOf([main]);
  await world.fill(`team/eu-west-1/${name}`, body);
  for (const [path, options] of [
    ["crew", {}],
    ["team", { headers: { "user-agent": "JGit/7.0" } }],
  ]) {
    const answer = await world.ask(`${path}/eu-west-1/${name}`, body, options);
    assert.equal(answer.cache, "hit");
  }
  const since = await aws.mark();
  const other = await world.ask(`team/eu-west-1/${name}`, cloneOf([main], { capabilities: "side-band-64k thin-pack agent=git/2.50" }));
  assert.deepEqual([other.cache, await world.seen(since)], ["hit", HIT]);
});

test("requests whose answers differ do not share", async () => {
  const { name, bare, main } = await world.repository();
  const path = `team/eu-west-1/${name}`;
  const other = await git.ok(["rev-parse", "release/1.x"], { cwd: bare });
  await world.fill(path, cloneOf([main]));
  const bodies = [
    ...["side-band-64k", ...["ofs-delta", "filter", "no-progress", "deepen-relative", "unheard-of"].map((it) => `${CAPABILITIES} ${it}`)].map(
      (capabilities) => cloneOf([main], { capabilities }),
    ),
    ...["deepen 1", "deepen 2", "deepen-since 1", "filter blob:none", `shallow ${other}`].map((limit) => cloneOf([main], { limits: [limit] })),
    cloneOf([main, other]),
    cloneOf([other]),
  ];
  for (const body of bodies) {
    const since = await aws.mark();
    assert.equal((await world.ask(path, body)).cache, "miss: first", body);
    assert.ok((await world.seen(since)).includes("POST 200"), body);
  }
});

test("requests that only CodeCommit can answer go there, and none of them is kept", async () => {
  const { name, bare, main } = await world.repository();
  const path = `team/eu-west-1/${name}`;
  const parent = await git.ok(["rev-parse", "main^"], { cwd: bare });
  await world.fill(path, cloneOf([main]));
  const have = line(`have ${parent}\n`);
  const bodies = {
    haves: cloneOf([main], { end: have + line("done\n") }),
    no_done: cloneOf([main], { limits: ["deepen 1"], end: "" }),
    depends_on_refs: cloneOf([main], { capabilities: `${CAPABILITIES} include-tag` }),
    protocol: line("command=fetch\n") + "0001" + line(`want ${main}\n`) + line("done\n") + FLUSH,
    too_large: cloneOf(Array.from({ length: 1_000 }, (_, at) => at.toString(16).padStart(40, "0"))) + "0".repeat(32 << 10),
  };
  for (const [reason, body] of Object.entries(bodies)) {
    for (let round = 0; round < 3; round++) {
      const since = await aws.mark();
      const { cache } = await world.ask(path, body);
      // Larger requests are not read at all.
      assert.equal(cache, reason === "too_large" ? "" : `bypass: ${reason}`);
      assert.match((await world.seen(since)).join(), /^POST/);
    }
  }
});

test("treats a compressed request like its decompressed form", async () => {
  const { name, main } = await world.repository();
  const path = `team/eu-west-1/${name}`;
  await world.fill(path, cloneOf([main]));
  const headers = { "content-encoding": "gzip" };
  assert.equal((await world.ask(path, gzipSync(cloneOf([main])), { headers })).cache, "hit");
  for (const bomb of [gzipSync("0".repeat(1 << 20)), gzipSync(cloneOf([main])).subarray(0, 60)]) {
    assert.equal((await world.ask(path, bomb, { headers })).cache, "bypass: too_large");
  }
});

test("another account with the same repository, of the same objects, does not share", async () => {
  const { name, main } = await world.repository();
  const theirs = await world.repository({ account: FOREIGN, name });
  assert.equal(theirs.main, main);
  await world.fill(`team/eu-west-1/${name}`, cloneOf([main]));
  await assertFromCodeCommit(() => world.ask(`foreign/eu-west-1/${name}`, cloneOf([main])), "miss: first");
});

test("another account gets nothing of a repository that only the first one has", async () => {
  const { name, main } = await world.repository();
  const body = cloneOf([main]);
  await world.fill(`team/eu-west-1/${name}`, body);
  for (let round = 0; round < 3; round++) await assertRefused(world.ask(`foreign/eu-west-1/${name}`, body), 404);
});

test("another repository and another region with the same objects do not share", async () => {
  const [first, second] = [await world.repository(), await world.repository()];
  const body = cloneOf([first.main]);
  await world.repository({ region: "us-east-1", name: first.name });
  await world.fill(`team/eu-west-1/${first.name}`, body);
  for (const path of [`eu-west-1/${second.name}`, `us-east-1/${first.name}`]) {
    await assertFromCodeCommit(() => world.ask(`team/${path}`, body), "miss: first");
  }
});

test("a role without access to the repository gets CodeCommit's refusal", async () => {
  const { name, main } = await world.repository();
  const body = cloneOf([main]);
  await world.fill(`team/eu-west-1/${name}`, body);
  for (let round = 0; round < 3; round++) {
    const { cache } = await assertRefused(world.ask(`elsewhere/eu-west-1/${name}`, body), 403);
    assert.equal(cache, "bypass: not_confirmed");
  }
});

test("a role that was revoked after the pack was kept gets CodeCommit's refusal", async () => {
  const { name, main } = await world.repository();
  const body = cloneOf([main]);
  const authorization = await world.token();
  await world.fill(`doomed/eu-west-1/${name}`, body, { authorization });
  // Its sessions end, and new ones may do nothing.
  await world.role("doomed", { allow: [] });
  await world.expireSessions();
  for (const options of [{ authorization }, {}]) await assertRefused(world.ask(`doomed/eu-west-1/${name}`, body, options), 403);
});

test("a user whose permission was withdrawn after the pack was kept gets CodeCommit's refusal", async () => {
  const { name, main } = await world.repository();
  const body = cloneOf([main]);
  const authorization = basic(accessKeys(await aws.user({ name: "leaver" })));
  await world.fill(`eu-west-1/${name}`, body, { authorization });
  await aws.user({ name: "leaver", allow: [{ actions: ["codecommit:GitPush"] }] });
  const since = await aws.mark();
  const { cache } = await assertRefused(world.ask(`eu-west-1/${name}`, body, { authorization }), 403);
  assert.equal(cache, "bypass: not_confirmed");
  assert.deepEqual(await world.seen(since), ["GET 403", "POST 403"]);
});

test("an invented signature, and an expired one, for a key whose packs are kept get nothing", async () => {
  const { name, main } = await world.repository();
  const body = cloneOf([main]);
  const credentials = await aws.user({ name: "owner" });
  await world.fill(`eu-west-1/${name}`, body, { authorization: world.signed(credentials, name) });
  const { username, password } = gitPassword(credentials, `eu-west-1/${name}`);
  const invented = basic({ username, password: password.slice(0, -64) + "0".repeat(64) });
  const expired = basic(expiredPassword(credentials, `eu-west-1/${name}`));
  const wrongKey = basic(accessKeys({ ...credentials, secretAccessKey: "x".repeat(40) }));
  for (const authorization of [invented, expired, wrongKey]) {
    const answer = await assertRefused(world.ask(`eu-west-1/${name}`, body, { authorization }), 401);
    assert.equal(answer.cache, "bypass: not_confirmed");
  }
});

test("callers whose account the edge does not know share only with their own access key", async () => {
  const { name, main } = await world.repository();
  const body = cloneOf([main]);
  const [alice, bob] = await Promise.all(["alice", "bob"].map((user) => aws.user({ name: user })));
  const ask = (authorization) => world.ask(`eu-west-1/${name}`, body, { authorization });
  await fillCache(() => ask(world.signed(alice, name)));
  assert.equal((await ask(basic(accessKeys(alice)))).cache, "hit", "the same key in another form");
  await assertFromCodeCommit(() => ask(basic(accessKeys(bob))), "miss: first");
  const gitCredentials = [await aws.gitCredentials(), await aws.gitCredentials()];
  await assertFromCodeCommit(() => ask(basic(gitCredentials[0])), "miss: first");
  await fillCache(() => ask(basic(gitCredentials[0])));
  await assertFromCodeCommit(() => ask(basic(gitCredentials[1])), "miss: first");
  await assertFromCodeCommit(() => world.ask(`team/eu-west-1/${name}`, body), "miss: first");
});

test("a deleted repository is gone, and so are its packs for a new one of the same name", async () => {
  const { name, main } = await world.repository();
  const path = `team/eu-west-1/${name}`;
  const body = cloneOf([main]);
  await world.fill(path, body);
  await world.deleteRepository(name);
  assert.equal((await assertRefused(world.ask(path, body), 404)).cache, "bypass: not_confirmed");
  await world.repository({ name, sample: "empty" });
  assert.equal((await assertRefused(world.ask(path, body), 200)).cache, "bypass: not_advertised");
});

test("a commit that a forced push removed is no longer served, however it is asked for", async () => {
  const { name, bare, main } = await world.repository();
  const path = `team/eu-west-1/${name}`;
  const directory = world.environment.directory();
  await git.ok(["clone", "--quiet", bare, directory]);
  const secret = await git.commit(directory, "secret.txt", "hunter2\n");
  await git.ok(["push", "--quiet", "origin", "main"], { cwd: directory });
  const bodies = [cloneOf([secret]), cloneOf([main, secret]), cloneOf([secret], { limits: ["deepen 1"] })];
  for (const body of [bodies[0], bodies[2]]) await world.fill(path, body);

  await git.ok(["push", "--quiet", "--force", "origin", `${main}:main`], { cwd: directory });
  for (const body of bodies) {
    for (let round = 0; round < 3; round++) await assertRefused(world.ask(path, body), 200);
  }
  assert.equal((await world.ask(path, bodies[0])).cache, "bypass: not_advertised");
});

test("asks CodeCommit for an object that only a tag or the history leads to", async () => {
  const { name, bare, main } = await world.repository();
  const path = `team/eu-west-1/${name}`;
  const directory = world.environment.directory();
  await git.ok(["clone", "--quiet", bare, directory]);
  const commit = await git.commit(directory, "tagged.txt", "only a tag leads here\n");
  await git.ok(["tag", "--annotate", "--message", "Inner", "inner"], { cwd: directory });
  await git.ok(["tag", "--annotate", "--message", "Outer", "outer", "inner"], { cwd: directory });
  await git.ok(["push", "--quiet", "origin", "outer"], { cwd: directory });
  const [outer, inner, parent] = await Promise.all(["outer", "inner", `${main}^`].map((of) => git.ok(["rev-parse", of], { cwd: directory })));
  assert.equal((await world.fill(path, cloneOf([outer]))).cache, "hit");
  for (const id of [commit, inner, parent]) {
    const body = cloneOf([id]);
    for (const cache of ["miss: first", "fill", "bypass: not_advertised", "bypass: not_advertised"]) {
      await assertFromCodeCommit(() => world.ask(path, body), cache);
    }
    await assertFromCodeCommit(() => world.ask(path, cloneOf([outer, id])), "miss: first");
  }
});
