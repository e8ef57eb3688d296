import { firstClones } from "./first.mjs";
import { edgeLog } from "./log.mjs";
import { measured, memoryAfterClones } from "./memory.mjs";
import { poll } from "./pollers.mjs";
import { clone, inParallel } from "./clones.mjs";
import { CACHED, DIRECT, STORM } from "./settings.mjs";
import { Witness } from "./witness.mjs";
import { World } from "./world.mjs";

/**
 * Many clones and pollers, directly and through the edge.
 *
 * @param {{ localAws: string, directory: string }} options `localAws`: its optimised program
 */
export async function storm(options) {
  const world = await World.start(options);
  try {
    const limit = { MAX_UPSTREAM_REQUESTS: String(STORM.maxUpstreamRequests) };
    const [uncached, cached] = [await world.edge(limit), await world.edge({ ...limit, ...STORM.caches })];
    const first = await step("first clones", () => firstClones(world, { uncached, cached }));
    await world.limit(true);
    const callers = { [DIRECT]: async () => world.direct(), [CACHED]: () => world.pipeline(cached) };
    const clones = {};
    for (const [name, depth] of [["whole", undefined], ["depth 1", 1]]) {
      clones[name] = {
        single: await step(`${name}, one at a time`, () => inTurns(world, callers, depth)),
        many: await step(`${name}, ${STORM.atATime} at a time`, () => atATime(world, callers, depth)),
      };
    }
    const token = await world.pipeline(cached);
    const polls = await step("pollers", () => inSequence(world, { [DIRECT]: world.direct(), [CACHED]: token }, (caller) => poll(world, caller)));
    const memory = { edge: measured(cached), ...(await step("memory", () => memoryAfterClones(world))) };
    return { settings: STORM, repository: world.repository, first, clones, polls, memory, edge: edgeLog(cached.log) };
  } finally {
    await world.close();
  }
}

/** One clone after another; directly and through the edge in between, so that what slows the machine slows both. */
async function inTurns(world, callers, depth) {
  const witness = await Witness.start(world.aws);
  const results = Object.fromEntries(Object.keys(callers).map((name) => [name, []]));
  for (let count = 0; count < STORM.clones; count++) {
    for (const [name, caller] of Object.entries(callers)) {
      if (name === DIRECT && count % STORM.forEachDirect > 0) continue;
      results[name].push(await clone(world, caller, { depth }));
    }
  }
  const { busyCores, of } = await witness.stop();
  const rows = Object.entries(results).map(([name, ended]) => [name, { ...summed(ended), busyCores, upstream: of(name === DIRECT) }]);
  return Object.fromEntries(rows);
}

function atATime(world, callers, depth) {
  return inSequence(world, callers, (caller) => inParallel(STORM.clones, STORM.atATime, () => clone(world, caller, { depth })));
}

/** The same for each caller, with what it took. */
async function inSequence(world, callers, work) {
  const rows = {};
  for (const [name, caller] of Object.entries(callers)) {
    const witness = await Witness.start(world.aws);
    const ended = await work(caller);
    const { seconds, busyCores, of } = await witness.stop();
    rows[name] = { ...summed(ended), allSeconds: seconds, busyCores, upstream: of(name === DIRECT) };
  }
  return rows;
}

function summed(ended) {
  const sum = (field) => ended.reduce((total, one) => total + one[field], 0);
  return { seconds: ended.map(({ seconds }) => seconds), failures: sum("failures"), throttled: sum("throttled") };
}

async function step(name, work) {
  const started = performance.now();
  const result = await work();
  console.log(`  ${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return result;
}
