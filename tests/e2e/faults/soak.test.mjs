import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { accessKeys, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { residentMib } from "../support/memory.mjs";

/** The number of operations; a long run has 2,000 at a concurrency of 16. */
const OPERATIONS = Number(process.env.SOAK_OPERATIONS ?? 60);
const CONCURRENCY = Number(process.env.SOAK_CONCURRENCY ?? 8);
/** One operation in this many meets a fault of CodeCommit, and as many have their client killed. */
const PERIOD = 20;
const TIMEOUT_MS = 60_000 + OPERATIONS * 1_000;
/** The memory that the runtime may need for this many connections. */
const GROWTH_MIB = 48;

/** The faults at CodeCommit. Each can fail one operation. */
const FAULTS = [
  { status: 429, headers: { "retry-after": "1" } },
  { status: 500 },
  { status: 503 },
  { reset: true },
  { cut_after_bytes: 0 },
  { cut_after_bytes: 100 },
  { cut_after_bytes: 10_000 },
  { delay_ms: 300 },
];

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const edge = await world.edge({ ACCEPT_ACCESS_KEYS: true });
const credentials = await aws.credentials();
await aws.repository("eu-west-1", "app");
const bare = world.bare("eu-west-1", "app");

const fsck = (cwd) => git.ok(["fsck", "--strict", "--full"], { cwd });
const contains = async (cwd, descendant, ancestor) =>
  (await git.run(["merge-base", "--is-ancestor", ancestor, descendant], { cwd })).code === 0;

/** Signed again each time, because a long run outlasts a password. */
function url(worker) {
  const credential = worker % 2 === 0 ? gitPassword(credentials, "eu-west-1/app") : accessKeys(credentials);
  return withUserinfo(`${edge.url}/eu-west-1/app`, credential);
}

/** A developer with their own branch. `pushed`: the last commit that git reported as pushed. */
class Worker {
  pushed;
  commits = 0;

  static async start(index) {
    const worker = new Worker();
    worker.index = index;
    worker.branch = `worker-${index}`;
    worker.directory = world.directory();
    await git.ok(["clone", bare, worker.directory]);
    await git.ok(["checkout", "--quiet", "-b", worker.branch], { cwd: worker.directory });
    return worker;
  }

  async push() {
    const { directory: cwd, branch, index } = this;
    const id = await git.commit(cwd, `${branch}.txt`, `${++this.commits}\n`.repeat(2_000));
    const { code, stderr } = await git.run(["push", url(index), branch], { cwd });
    if (code === 0) this.pushed = id;
    return { code, stderr };
  }

  fetch() {
    return git.run(["fetch", url(this.index), "+refs/heads/*:refs/remotes/origin/*"], { cwd: this.directory });
  }

  /** Asserts that a clone has everything that was on the server when it began, or does not exist. */
  async clone(all) {
    const directory = world.directory();
    const before = all.filter(({ pushed }) => pushed).map(({ branch, pushed }) => ({ branch, pushed }));
    const result = await git.run(["clone", "--mirror", url(this.index), directory]);
    if (result.code === 0) {
      await fsck(directory);
      for (const { branch, pushed } of before) assert.ok(await contains(directory, branch, pushed), `${branch} is whole`);
      rmSync(directory, { recursive: true });
    }
    return result;
  }

  /** Kills git in the middle of a clone. */
  async leave() {
    const clone = git.start(["clone", "--mirror", url(this.index), world.directory()]);
    await pause(Math.random() * 100);
    clone.kill();
    await clone.ended;
  }
}

test(`${OPERATIONS} operations, some of which meet faults, lose and corrupt nothing`, { timeout: TIMEOUT_MS }, async (t) => {
  const workers = await Promise.all([...Array(CONCURRENCY).keys()].map((index) => Worker.start(index)));
  const counts = { push: 0, fetch: 0, clone: 0, leave: 0, faults: 0, failed: 0 };
  let begun = 0;
  let warm;
  const resident = [];

  async function work(worker) {
    while (begun < OPERATIONS) {
      const number = begun++;
      if (number % Math.ceil(OPERATIONS / 10) === 0) resident.push(Math.round(residentMib(edge.pid)));
      // Memory that the first requests allocate permanently is not measured.
      if (number === Math.floor(OPERATIONS / 2)) warm = residentMib(edge.pid);
      if (number % PERIOD === 5) await aws.fault(FAULTS[counts.faults++ % FAULTS.length]);
      if (number % PERIOD === 15) {
        counts.leave++;
        await worker.leave();
      }
      const operation = ["push", "fetch", "clone"][number % 3];
      counts[operation]++;
      const { code, stderr } = await worker[operation](workers);
      if (code === 0) continue;
      counts.failed++;
      assert.match(stderr, /returned error: (429|502)|transfer closed|RPC failed/);
    }
  }
  await Promise.all(workers.map(work));
  await aws.clearFaults();

  const growth = residentMib(edge.pid) - warm;
  t.diagnostic(`${JSON.stringify(counts)}, ${growth.toFixed(1)} MiB more in the second half`);
  t.diagnostic(`MiB resident, tenth by tenth: ${resident.join(" ")}`);
  assert.ok(counts.failed <= counts.faults, "nothing failed without a fault");
  assert.ok(growth < GROWTH_MIB, `the worker grew by ${growth.toFixed(1)} MiB`);

  for (const { branch, pushed, directory, commits } of workers) {
    await fsck(directory);
    if (commits === 0) continue;
    const { code, stdout } = await git.run(["rev-parse", "--verify", `refs/heads/${branch}`], { cwd: bare });
    if (code !== 0) assert.equal(pushed, undefined, `${branch} is on the server`);
    else {
      if (pushed) assert.ok(await contains(bare, stdout.trim(), pushed), `${branch} has all that was pushed`);
      assert.ok(await contains(directory, branch, stdout.trim()), `${branch} has nothing else`);
    }
  }
  await fsck(bare);
  const plain = edge.logs().filter((line) => typeof line === "string");
  assert.deepEqual(plain, [], "the worker only writes lines of JSON");
});
