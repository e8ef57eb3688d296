import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";

import { accessKeys, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { againstEachGitServer } from "../support/git-servers.mjs";

const MEBIBYTE = 1 << 20;

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const testEach = againstEachGitServer(aws, test);
const edge = await world.edge({
  ACCEPT_ACCESS_KEYS: "true",
  DEFAULT_REGION: "eu-west-1",
  PROFILES: { payments: { regions: ["eu-west-1"], repositories: ["app*"] } },
});
await Promise.all(["eu-west-1", "us-east-1", "cn-north-1"].map((region) => aws.repository(region, "app")));
const session = await aws.credentials();

/** Asserts that the repository cloned through the edge is complete, and identical to AWS's. */
async function assertSame(mirror, region, name) {
  assert.equal(await git.refs(mirror), await git.refs(world.bare(region, name)));
  await git.ok(["fsck", "--strict", "--full"], { cwd: mirror });
}

let repositories = 0;

/** A test's own repository: its name, its URL with a signed password, and its directory. */
async function repository(content) {
  const name = `own-${++repositories}`;
  await aws.repository("eu-west-1", name, content);
  const url = withUserinfo(`${edge.url}/eu-west-1/${name}`, gitPassword(session, `eu-west-1/${name}`));
  return { name, url, bare: world.bare("eu-west-1", name) };
}

const IDENTITIES = {
  "a password signed with temporary credentials": async () => gitPassword(session, "eu-west-1/app"),
  "a password signed with a user's own key": async () =>
    gitPassword(await aws.credentials({ session: false }), "eu-west-1/app"),
  "a password signed with a session token of 4 KiB": async () =>
    gitPassword(await aws.credentials({ session_token_bytes: 4096 }), "eu-west-1/app"),
  "temporary access keys": async () => accessKeys(session),
  "a user's own access keys": async () => accessKeys(await aws.credentials({ session: false })),
  "an IAM user's static Git credentials": () => aws.gitCredentials(),
};

for (const [identity, credential] of Object.entries(IDENTITIES)) {
  testEach(`${identity} clones and pushes, from the URL and from a credential helper`, async () => {
    const url = `${edge.url}/eu-west-1/app`;
    const { username, password } = await credential();

    const mirror = world.directory();
    await git.ok(["clone", "--mirror", withUserinfo(url, { username, password }), mirror]);
    await assertSame(mirror, "eu-west-1", "app");

    const helper = git.helper().set({ username, password });
    const clone = world.directory();
    await git.ok([...helper.options, "clone", url, clone]);
    assert.deepEqual(helper.operations(), ["get", "store"], "what worked is kept");

    const id = await git.commit(clone, "identity.txt", `${randomBytes(8).toString("hex")}\n`);
    await git.ok([...helper.options, "push", "origin", "main"], { cwd: clone });
    assert.equal(await git.ok(["rev-parse", "main"], { cwd: world.bare("eu-west-1", "app") }), id);
  });
}

const HOST = "git-codecommit.eu-west-1.amazonaws.com";
const FIPS = "git-codecommit-fips.us-east-1.amazonaws.com";
const ADDRESSES = [
  ["/eu-west-1/app", "eu-west-1/app"],
  ["/eu-west-1/app.git", "eu-west-1/app"],
  ["/eu-west-1/app/", "eu-west-1/app"],
  ["/eu-west-1/app.git/", "eu-west-1/app"],
  ["/us-east-1/app", "us-east-1/app"],
  ["/cn-north-1/app", "cn-north-1/app"],
  ["/payments/eu-west-1/app", "eu-west-1/app"],
  ["/payments/eu-west-1/app.git", "eu-west-1/app"],
  ["/v1/repos/app", "eu-west-1/app"],
  ["/v1/repos/app.git", "eu-west-1/app"],
  [`/${HOST}/v1/repos/app`, "eu-west-1/app"],
  [`/${HOST}/v1/repos/app.git/`, "eu-west-1/app"],
  [`/${FIPS}/v1/repos/app`, `https://${FIPS}/v1/repos/app`, "us-east-1"],
];

for (const [path, signed, region = signed.split("/")[0]] of ADDRESSES) {
  test(`accepts the address ${path}`, async () => {
    const mirror = world.directory();
    await git.ok(["clone", "--mirror", withUserinfo(edge.url + path, gitPassword(session, signed)), mirror]);
    await assertSame(mirror, region, "app");
  });
}

for (const [name, base, host] of [
  ["the default region", "/", `https://${HOST}/`],
  ["the region in the host", "/git-codecommit", "https://git-codecommit"],
]) {
  test(`insteadOf sends CodeCommit's own URLs through the edge, with ${name}`, async () => {
    const helper = git.helper().set(gitPassword(session, "eu-west-1/app"));
    const mirror = world.directory();
    const instead = ["-c", `url.${edge.url}${base}.insteadOf=${host}`];
    await git.ok([...helper.options, ...instead, "clone", "--mirror", `https://${HOST}/v1/repos/app`, mirror]);
    await assertSame(mirror, "eu-west-1", "app");
  });
}

for (const version of ["0", "2"]) {
  testEach(`fetches and pushes with protocol version ${version}`, async () => {
    const { name, url } = await repository();
    const protocol = ["-c", `protocol.version=${version}`];
    const [publisher, reader] = [world.directory(), world.directory()];
    const since = await aws.mark();
    await git.ok([...protocol, "clone", url, publisher]);
    await git.ok([...protocol, "clone", "--mirror", url, reader]);

    await git.commit(publisher, "version.txt", version);
    await git.ok([...protocol, "push", "origin", "main"], { cwd: publisher });
    await git.ok([...protocol, "fetch"], { cwd: reader });
    await assertSame(reader, "eu-west-1", name);

    const asked = (await aws.requests(since)).map(({ headers }) => new Map(headers).get("git-protocol"));
    assert.equal(asked.includes("version=2"), version === "2");
  });
}

testEach("creates, force-pushes and deletes branches and tags", async () => {
  const { url, bare } = await repository();
  const clone = world.directory();
  await git.ok(["clone", url, clone]);
  const at = (ref) => git.run(["rev-parse", "--verify", "--quiet", ref], { cwd: bare });

  const id = await git.commit(clone, "a.txt", "a");
  await git.ok(["tag", "--annotate", "--message", "Two", "v2"], { cwd: clone });
  await git.ok(["push", "origin", "HEAD:refs/heads/feature/new", "v2"], { cwd: clone });
  assert.equal((await at("feature/new")).stdout.trim(), id);
  assert.equal((await at("v2^{commit}")).stdout.trim(), id);

  await git.ok(["commit", "--amend", "--quiet", "--message", "Again"], { cwd: clone });
  assert.notEqual((await git.run(["push", "origin", "HEAD:feature/new"], { cwd: clone })).code, 0);
  await git.ok(["push", "--force", "origin", "HEAD:feature/new"], { cwd: clone });
  assert.notEqual((await at("feature/new")).stdout.trim(), id);

  await git.ok(["push", "origin", "--delete", "feature/new", "v2"], { cwd: clone });
  assert.equal((await at("feature/new")).code, 1);
  assert.equal((await at("v2")).code, 1);
});

testEach("a push over a megabyte is sent as a probe and then in chunks", async () => {
  const { url, bare } = await repository();
  const clone = world.directory();
  await git.ok(["clone", url, clone]);
  const id = await git.commit(clone, "noise.bin", randomBytes(3 * MEBIBYTE));

  const since = await aws.mark();
  await git.ok(["push", "origin", "main"], { cwd: clone });
  assert.equal(await git.ok(["rev-parse", "main"], { cwd: bare }), id);
  await git.ok(["fsck", "--strict"], { cwd: bare });

  const posts = (await aws.requests(since)).filter(({ method }) => method === "POST");
  assert.deepEqual(
    posts.map(({ status }) => status),
    [200, 200],
  );
  assert.equal(posts[0].request_bytes, 4);
  assert.ok(posts[1].request_bytes > 3 * MEBIBYTE);
  const headers = new Map(posts[1].headers);
  assert.deepEqual([headers.get("transfer-encoding"), headers.get("content-length")], ["chunked", undefined]);
});

testEach("clones one branch shallowly, and deepens it", async () => {
  const { url, bare } = await repository();
  const clone = world.directory();
  await git.ok(["clone", "--depth", "1", "--branch", "release/1.x", "--single-branch", url, clone]);
  assert.equal(await git.ok(["rev-list", "--count", "HEAD"], { cwd: clone }), "1");
  assert.equal(await git.ok(["branch", "--remotes"], { cwd: clone }), "origin/release/1.x");

  await git.ok(["fetch", "--unshallow"], { cwd: clone });
  const count = await git.ok(["rev-list", "--count", "release/1.x"], { cwd: bare });
  assert.equal(await git.ok(["rev-list", "--count", "HEAD"], { cwd: clone }), count);
  await git.ok(["fsck", "--strict"], { cwd: clone });
});

testEach("clones an empty repository, and accepts its first push", async () => {
  const { url, bare } = await repository({ sample: "empty" });
  const clone = world.directory();
  await git.ok(["clone", url, clone]);
  const id = await git.commit(clone, "first.txt", "first");
  await git.ok(["push", "origin", "HEAD:main"], { cwd: clone });
  assert.equal(await git.ok(["rev-parse", "main"], { cwd: bare }), id);
});

test("a password for one repository opens no other", async () => {
  const { username, password } = gitPassword(session, "eu-west-1/app");
  const { name } = await repository();
  const url = withUserinfo(`${edge.url}/eu-west-1/${name}`, { username, password });
  const { code, stderr } = await git.run(["ls-remote", url]);
  assert.equal(code, 128);
  assert.match(stderr, /Authentication failed/);
});
