// What becomes of pushes with a pipeline's token that has only read access.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { bearer, reached } from "../support/discovery.mjs";
import { pipelineToken } from "../support/tokens.mjs";
import { policy, READ, WebIdentityWorld } from "../support/web-identity-world.mjs";

const identity = await WebIdentityWorld.start();
after(() => identity.close());
const { world, aws, git, provider, everything } = identity;
const PROFILES = {
  team: { role_arn: everything },
  audit: { role_arn: everything, access: "read" },
  pull: { role_arn: await identity.role("pull", { allow: [{ actions: READ, repositories: ["*"] }] }) },
};
const [edge, readOnly] = await Promise.all([world.edge({ PROFILES }), world.edge({ PROFILES, READ_ONLY: "true" })]);

/** A test's own repository, and a clone of it through an edge. */
async function cloned(at, name, { profile, content }) {
  await aws.repository("eu-west-1", name, content);
  const bare = world.bare("eu-west-1", name);
  const clone = world.directory();
  const options = bearer(await pipelineToken(provider));
  await git.ok([...options, "clone", `${at.url}/${profile}/eu-west-1/${name}`, clone]);
  const push = (...args) => git.run([...options, "push", ...args], { cwd: clone });
  return { bare, clone, refs: await git.refs(bare), push };
}

test("a push that the role's own policy does not allow is denied by IAM, in its words", async () => {
  const { clone, bare, refs, push } = await cloned(edge, "pull-only", { profile: "pull" });
  await git.commit(clone, "change.txt", "change");
  const { code, stderr } = await push("origin", "main");
  assert.notEqual(code, 0);
  assert.match(stderr, /^remote: CodeCommit refused: .*not authorized to perform: codecommit:GitPush/m);
  assert.match(stderr, /error: 403/);
  assert.equal(await git.refs(bare), refs);
});

const REJECTED = (ref, why) => new RegExp(`^ ! \\[remote rejected\\] ${ref} \\(${why}\\)$`, "m");

for (const [what, at, profile, why] of [
  ["a profile that reads", edge, "audit", "your access is read-only"],
  ["an edge that reads", readOnly, "team", "this edge is read-only"],
]) {
  test(`${what} rejects a push to each ref, and requests only read access from STS`, async () => {
    const since = await aws.mark();
    const { bare, clone, refs, push } = await cloned(at, `rejected-${profile}`, { profile });
    await git.commit(clone, "change.txt", "change");

    const one = await push("origin", "main");
    assert.equal(one.code, 1);
    assert.match(one.stderr, REJECTED("main -> main", why));

    const { code, stderr } = await push(
      "origin",
      "main",
      "HEAD:refs/heads/feature/new",
      "HEAD:refs/tags/v9",
      ":release/1.x",
    );
    assert.equal(code, 1);
    for (const ref of ["main -> main", "HEAD -> feature/new", "HEAD -> v9", "release/1.x"]) {
      assert.match(stderr, REJECTED(ref, why));
    }
    assert.equal(await git.refs(bare), refs);

    const { sts, git: requests } = await reached(aws, since);
    assert.deepEqual(
      sts.map(({ policy }) => policy),
      [policy(READ, "eu-west-1", `rejected-${profile}`)],
    );
    assert.deepEqual(
      requests.filter(({ service }) => service === "git-receive-pack"),
      [],
    );

    const discovery = await fetch(`${at.url}/${profile}/eu-west-1/rejected-${profile}/info/refs?service=git-receive-pack`, { headers: { authorization: `Bearer ${await pipelineToken(provider)}` } });
    assert.deepEqual([discovery.status, discovery.headers.get("x-codecommit-edge-code")], [200, "read_only"]);
    await discovery.body.cancel();
  });
}

test("a read-only profile rejects the first push to an empty repository", async () => {
  const { bare, clone, refs, push } = await cloned(edge, "rejected-empty", {
    profile: "audit",
    content: { sample: "empty" },
  });
  await git.commit(clone, "first.txt", "first");
  const { code, stderr } = await push("origin", "HEAD:main");
  assert.equal(code, 1);
  assert.match(stderr, REJECTED("HEAD -> main", "your access is read-only"));
  assert.equal(refs, "");
  assert.equal(await git.refs(bare), "");
});
