// Tests the real git-lfs with a server without Git LFS.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { basic, gitPassword } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { exchange } from "../support/http.mjs";

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
await aws.repository("eu-west-1", "app");
const edge = await world.edge({ DEFAULT_REGION: "eu-west-1", PROFILES: { payments: {} } });
const credentials = await aws.credentials();

/** A clone with a credential in its configuration, whose `*.bin` files use Git LFS. */
async function cloneWithLfs() {
  const work = world.directory();
  const authorization = basic(gitPassword(credentials, "eu-west-1/app"));
  await git.ok(["clone", "--quiet", "--config", `http.extraHeader=Authorization: ${authorization}`, `${edge.url}/eu-west-1/app`, work]);
  await git.ok(["lfs", "install", "--local"], { cwd: work });
  await git.ok(["lfs", "track", "*.bin"], { cwd: work });
  await git.ok(["add", ".gitattributes"], { cwd: work });
  await git.commit(work, "large.bin", "large");
  return work;
}

test("a push of a Git LFS object says what to do instead, without a second sign-in", async () => {
  const work = await cloneWithLfs();
  const { code, stderr } = await git.run(["push", "origin", "HEAD"], { cwd: work });
  assert.notEqual(code, 0);
  assert.match(stderr, /AWS CodeCommit has no Git LFS/);
  assert.match(stderr, /\.lfsconfig/);
  assert.doesNotMatch(stderr, /Authentication required|Username/);
  const lines = edge.logs().filter(({ code }) => code === "lfs_unsupported");
  assert.ok(lines.length > 0 && lines.every(({ status }) => status === 501));
});

test("the push succeeds with the objects in git itself, as the message says", async () => {
  const work = await cloneWithLfs();
  await git.ok(["lfs", "migrate", "export", "--everything", "--include=*"], { cwd: work });
  await git.ok(["push", "origin", "HEAD:refs/heads/exported"], { cwd: work });
  assert.equal(await git.ok(["show", "exported:large.bin"], { cwd: world.bare("eu-west-1", "app") }), "large");
});

for (const address of ["/eu-west-1/app", "/payments/eu-west-1/app", "/v1/repos/app", "/?https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app"]) {
  test(`recognises the Git LFS API at ${address} before asking for a credential`, async () => {
    const { status, headers, body } = await exchange(`${edge.url}${address}.git/info/lfs/objects/batch`, {
      method: "POST",
      headers: { accept: "application/vnd.git-lfs+json", "content-type": "application/vnd.git-lfs+json", "content-length": "2" },
      body: "{}",
    });
    assert.deepEqual([status, headers["content-type"], headers["www-authenticate"]], [501, "application/vnd.git-lfs+json", undefined]);
    assert.match(JSON.parse(body).message, /has no Git LFS/);
  });
}
