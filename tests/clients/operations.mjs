import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";

import { accessKeys } from "../e2e/support/credentials.mjs";
import { UNWARNED, WARNED, WORKS } from "./outcomes.mjs";

const MEBIBYTE = 1 << 20;
const MAIN = "refs/heads/main";
const NEW = { from: "refs/heads/feature/new", to: "refs/heads/feature/new" };
const TAG = { from: "refs/tags/v9", to: "refs/tags/v9" };

async function clone(trial, args = {}) {
  const result = await trial.run("clone", { url: trial.repository.url(), ...args });
  return trial.success(result, () => trial.assertCloned());
}

async function push(trial, bytes) {
  await trial.cloned();
  const id = await trial.commit("feature/new", bytes);
  return trial.success(await trial.run("push", NEW), async () => {
    assert.equal(await trial.there("feature/new"), id);
    await trial.assertWhole();
  });
}

async function refusedPush(trial, { edge, credential = trial.repository.signed, bytes = "change\n", reason, status }) {
  await trial.cloned();
  await trial.commit("feature/new", bytes);
  await trial.reroute(edge);
  return trial.pushRefusal(() => trial.run("push", { ...NEW, credential }), reason, status);
}

/** Each operation by its name in the tables: runs it, and returns the outcome. */
export const OPERATIONS = {
  "clone": (trial) => clone(trial),

  "clone with access keys": (trial) => clone(trial, { credential: accessKeys(trial.world.credentials) }),

  "clone with a token as password": async (trial) => {
    const credential = { username: "token", password: await trial.world.token() };
    return clone(trial, { url: trial.repository.profiled, credential });
  },

  "clone with a bearer token": async (trial) =>
    clone(trial, { url: trial.repository.profiled, credential: { bearer: await trial.world.token() } }),

  "fetch": async (trial) => {
    await trial.cloned();
    await trial.commitMany(60);
    const id = await trial.commitUpstream();
    return trial.success(await trial.run("fetch"), async () => {
      assert.equal(await trial.here("refs/remotes/origin/main"), id);
      await trial.assertWhole();
    });
  },

  "shallow clone": async (trial) => {
    const result = await trial.run("clone-shallow", { url: trial.repository.url(), depth: 1 });
    return trial.success(result, async () => {
      assert.equal(await trial.depth(), 1);
      await trial.assertWhole();
    });
  },

  "deepen": async (trial) => {
    const shallow = await trial.run("clone-shallow", { url: trial.repository.url(), depth: 1 });
    if (shallow.end !== "done") await trial.cloneByGit("--depth=1");
    return trial.success(await trial.run("deepen", { depth: 3 }), async () => {
      const expected = await trial.git.ok(["rev-list", "--count", MAIN], { cwd: await reference(trial, 3) });
      assert.equal(await trial.depth(), Number(expected));
      assert.ok(Number(expected) > 1);
      await trial.assertWhole();
    });
  },

  "partial clone": async (trial) => {
    const result = await trial.run("clone-filtered", { url: trial.repository.url(), filter: "blob:none" });
    const outcome = await trial.success(result, () => trial.assertCloned());
    if (outcome !== WORKS) return outcome;
    return /filter/i.test(result.said ?? "") ? WARNED : UNWARNED;
  },

  "push": (trial) => push(trial, "change\n"),

  "large push": (trial) => push(trial, randomBytes(6 * MEBIBYTE)),

  "push a tag": async (trial) => {
    await trial.cloned();
    await trial.git.ok(["tag", "--annotate", "--message", "Nine", "v9"], { cwd: trial.directory });
    return trial.success(await trial.run("push", TAG), async () => {
      assert.equal(await trial.there(TAG.to), await trial.here(TAG.from));
      await trial.assertWhole();
    });
  },

  "delete a branch": async (trial) => {
    await trial.cloned();
    await trial.git.ok(["branch", "doomed", "main"], { cwd: trial.repository.bare });
    return trial.success(await trial.run("delete", { ref: "refs/heads/doomed" }), async () => {
      await assert.rejects(trial.there("doomed"));
      await trial.assertWhole();
    });
  },

  "non-fast-forward push": async (trial) => {
    await trial.cloned();
    await trial.commit("main", "mine\n");
    await trial.commitUpstream();
    const run = () => trial.run("push", { from: MAIN, to: MAIN });
    return trial.pushRefusal(run, /non-?fast-?forward|not a simple fast-forward|fetch first|not present locally|diverged/i);
  },

  "a wrong signature (401)": async (trial) => {
    const result = await trial.run("clone", { url: trial.repository.url(), credential: trial.repository.wrong });
    return trial.refusal(result, /secret key/, 401);
  },

  "a push that IAM denies (403)": (trial) =>
    refusedPush(trial, { credential: trial.repository.pulling, reason: /codecommit:GitPush/, status: 403 }),

  "a push to a read-only edge": (trial) => refusedPush(trial, { edge: "readOnly", reason: /this edge is read-only/ }),

  "a push over the limit (413)": (trial) =>
    refusedPush(trial, { edge: "limited", bytes: randomBytes(3 * MEBIBYTE), reason: /at most|larger than|over the/, status: 413 }),
};

/** A clone with this depth, by real git from the repository's own directory. */
async function reference(trial, depth) {
  const directory = trial.world.world.directory();
  const url = `file://${trial.repository.bare}`;
  await trial.git.ok(["clone", "--quiet", "--bare", `--depth=${depth}`, "--branch=main", url, directory]);
  return directory;
}
