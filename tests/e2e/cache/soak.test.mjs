// Fetches and clones with the cache on, while others push, force-push, lose and regain their permission, clients leave, and
// CodeCommit and the cache fail. Nothing is served that CodeCommit would not have served at that moment, and nothing corrupt.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { accessKeys, basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { open } from "../support/http.mjs";
import { residentMib } from "../support/memory.mjs";
import { cloneOf, fetchHeaders, isWholePack, packIn } from "../support/pack-requests.mjs";
import { PackWorld } from "../support/pack-world.mjs";
import { Timeline } from "../support/timeline.mjs";

/** The number of operations; a long run has 2,000 at a concurrency of 16. */
const OPERATIONS = Number(process.env.SOAK_OPERATIONS ?? 120);
const CONCURRENCY = Number(process.env.SOAK_CONCURRENCY ?? 6);
const SEED = Number(process.env.SOAK_SEED ?? 20261128);
const TIMEOUT_MS = 60_000 + OPERATIONS * 1_000;
const REPOSITORIES = 3;
const FAULT_SHARE = 0.05;

/** The faults at CodeCommit. */
const FAULTS = [
  { status: 429 },
  { status: 503 },
  { status: 500 },
  { reset: true },
  { cut_after_bytes: 100 },
  { cut_after_bytes: 10_000 },
  { git_error: "please wait" },
  { delay_ms: 300 },
];
/** The faults of the cache. */
const CACHE_FAULTS = ["fail", "miss", "miss", { after: 10_000, ends: "cut" }, { after: 10_000, ends: "stall" }];

let state = SEED;
const random = () => (state = (state * 48_271) % 0x7fffffff) / 0x7fffffff;
const choice = (list) => list[Math.floor(random() * list.length)];

const world = await PackWorld.start({ roles: { crew: {} }, options: { isolates: 2 } });
after(() => world.close());
const { aws, git, edge, environment } = world;
const admin = await aws.credentials();
const counts = { fetch: 0, clone: 0, shallow: 0, removed: 0, push: 0, force: 0, revoke: 0, restore: 0, leave: 0, faults: 0, evicted: 0, failed: 0, refused: 0 };

/** A repository: its main branch, what was on it, and a developer who pushes to it. */
class Repository {
  /** When each commit was at the end of the branch. */
  advertised = new Map();
  /** How many pushes have begun or ended: odd while one runs. */
  moves = 0;
  #commits = 0;
  #turn = Promise.resolve();

  static async start() {
    const { name, bare, main } = await world.repository();
    const repository = new Repository();
    Object.assign(repository, { name, bare, main, first: main, directory: environment.directory() });
    await git.ok(["clone", "--quiet", bare, repository.directory]);
    repository.at(main).begin();
    return repository;
  }

  at(id) {
    if (!this.advertised.has(id)) this.advertised.set(id, new Timeline());
    return this.advertised.get(id);
  }

  /** A commit that was on the branch, and no longer is. */
  get removed() {
    return choice([...this.advertised.keys()].filter((id) => id !== this.main)) ?? this.main;
  }

  /** Pushes a commit; with `isForced`, in place of all others since the first one. */
  push(isForced) {
    return (this.#turn = this.#turn.then(async () => {
      const { directory: cwd, name } = this;
      await git.ok(["reset", "--quiet", "--hard", isForced ? this.first : this.main], { cwd });
      const id = await git.commit(cwd, "soak.txt", `${++this.#commits} ${random()}\n`.repeat(400));
      const url = withUserinfo(`${choice(edge.urls)}/eu-west-1/${name}`, gitPassword(admin, `eu-west-1/${name}`));
      this.at(id).begin();
      this.moves++;
      const { code } = await git.run(["push", "--quiet", "--force", url, "HEAD:main"], { cwd });
      // A push whose answer was lost may have succeeded.
      const now = await git.ok(["rev-parse", "main"], { cwd: this.bare });
      if (now !== this.main) this.at(this.main).end();
      if (now !== id) this.at(id).end();
      this.main = now;
      this.moves++;
      return code === 0;
    }));
  }
}

/** A caller, who may lose and regain their permission. */
class Caller {
  permitted = new Timeline().begin();
  #isPermitted = true;
  #turn = Promise.resolve();

  constructor({ path, authorization, change }) {
    Object.assign(this, { path, authorization, change });
  }

  toggle() {
    return (this.#turn = this.#turn.then(async () => {
      this.#isPermitted = !this.#isPermitted;
      if (this.#isPermitted) this.permitted.begin();
      await this.change(this.#isPermitted);
      if (!this.#isPermitted) this.permitted.end();
      return this.#isPermitted;
    }));
  }
}

const READS = { actions: ["codecommit:GitPull"] };

async function callers() {
  const pipelines = await Promise.all(Array.from({ length: 4 }, () => world.token()));
  const user = await aws.user({ name: "alice", allow: [READS] });
  const crew = await world.token();
  return [
    ...pipelines.map((authorization) => new Caller({ path: "team/", authorization })),
    new Caller({
      path: "",
      authorization: basic(accessKeys(user)),
      change: (isPermitted) => aws.user({ name: "alice", allow: isPermitted ? [READS] : [] }),
    }),
    new Caller({
      path: "crew/",
      authorization: crew,
      change: async (isPermitted) => {
        await world.role("crew", { allow: isPermitted ? [READS] : [] });
        await world.expireSessions();
      },
    }),
  ];
}

/** Fetches, and asserts that what came is whole, and was CodeCommit's to give. */
async function fetch(kind, repository, caller) {
  const want = kind === "removed" ? repository.removed : repository.main;
  const body = cloneOf([want], kind === "shallow" ? { limits: ["deepen 1"] } : {});
  const isolate = random() < 0.5 ? 0 : 1;
  const { moves } = repository;
  const from = Date.now();
  const answer = await world.ask(`${caller.path}eu-west-1/${repository.name}`, body, { authorization: caller.authorization, isolate });
  const to = Date.now();
  const pack = answer.whole && answer.status === 200 ? packIn(answer) : undefined;
  const what = `${kind} of ${want} by ${caller.path}: ${answer.cache}`;
  if (pack !== undefined) {
    assert.ok(isWholePack(pack), `${what}: the pack is whole`);
    assert.ok(caller.permitted.wasSo(from, to), `${what}: the caller had the permission`);
    assert.ok(repository.at(want).wasSo(from, to) || answer.cache !== "hit", `${what}: the commit was advertised`);
    hits += answer.cache === "hit" ? 1 : 0;
    return true;
  }
  const isGone = kind === "removed" || moves % 2 === 1 || repository.moves !== moves;
  return isRefused(answer.status === 401 || answer.status === 403 || (answer.status === 200 && isGone));
}

/** Counts a refusal that CodeCommit was right to give; anything else has failed. */
function isRefused(is) {
  if (is) counts.refused++;
  return is;
}

/** Clones with git, and asserts that the clone is whole and was allowed. */
async function clone(repository, caller) {
  const directory = environment.directory();
  const from = Date.now();
  const options = ["-c", `http.extraHeader=Authorization: ${caller.authorization}`];
  const { code, stderr } = await git.run([...options, "clone", "--quiet", "--mirror", `${choice(edge.urls)}/${caller.path}eu-west-1/${repository.name}`, directory]);
  if (code === 0) {
    const to = Date.now();
    await git.ok(["fsck", "--strict", "--full"], { cwd: directory });
    assert.ok(caller.permitted.wasSo(from, to), "the caller had the permission");
    assert.ok(repository.at(await git.ok(["rev-parse", "main"], { cwd: directory })).wasSo(from, to), "the commit was on the branch");
    rmSync(directory, { recursive: true });
    return true;
  }
  // The branch may have been pushed between its list and its pack.
  return isRefused(/error: 40[13]|not our ref|Authentication failed/.test(stderr));
}

/** Begins to fetch, and leaves in the middle. */
async function leave(repository, caller) {
  const body = cloneOf([repository.main]);
  const url = `${choice(edge.urls)}/${caller.path}eu-west-1/${repository.name}/git-upload-pack`;
  const response = await open(url, { method: "POST", headers: fetchHeaders(caller.authorization, body), body });
  response.on("error", () => {});
  await pause(random() * 20);
  response.socket.resetAndDestroy();
  return true;
}

let hits = 0;

test(`${OPERATIONS} operations with the cache on serve nothing forbidden and nothing corrupt`, { timeout: TIMEOUT_MS }, async (t) => {
  const repositories = await Promise.all(Array.from({ length: REPOSITORIES }, () => Repository.start()));
  const everyone = await callers();
  const fickle = everyone.filter(({ change }) => change);
  const resident = [];
  let begun = 0;

  edge.cache.faults = () => {
    if (random() < 0.01) {
      counts.evicted++;
      edge.cache.evict(choice(edge.cache.keys()));
    }
    if (random() >= FAULT_SHARE / 4) return undefined;
    counts.faults++;
    return choice(CACHE_FAULTS);
  };

  /** What to do, in shares of all operations. */
  const OPERATIONS_BY_SHARE = [
    ["fetch", 0.45, fetch.bind(undefined, "fetch")],
    ["shallow", 0.1, fetch.bind(undefined, "shallow")],
    ["removed", 0.1, fetch.bind(undefined, "removed")],
    ["clone", 0.17, clone],
    ["push", 0.04, (repository) => repository.push(false)],
    ["force", 0.04, (repository) => repository.push(true)],
    ["leave", 0.05, leave],
    ["revoke", 0.05, async () => ((await choice(fickle).toggle()) && counts.restore++, true)],
  ];

  async function work() {
    while (begun < OPERATIONS) {
      if (begun++ % Math.ceil(OPERATIONS / 10) === 0) resident.push(Math.round(residentMib(edge.pid)));
      const repository = choice(repositories);
      if (random() < FAULT_SHARE) {
        counts.faults++;
        await aws.fault(choice(FAULTS), { path_contains: `/${repository.name}/` });
      }
      let share = random();
      const [name, , operate] = OPERATIONS_BY_SHARE.find(([, part]) => (share -= part) < 0) ?? OPERATIONS_BY_SHARE[0];
      counts[name]++;
      if (!(await operate(repository, choice(everyone)))) counts.failed++;
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work));

  t.diagnostic(`${JSON.stringify(counts)}, ${hits} hits`);
  t.diagnostic(`MiB resident, tenth by tenth: ${resident.join(" ")}`);
  assert.ok(hits > OPERATIONS / 20, "the cache served some");
  assert.ok(counts.failed <= counts.faults, "nothing failed without a fault");
  for (const { bare } of repositories) await git.ok(["fsck", "--strict", "--full", "--no-dangling"], { cwd: bare });
});
