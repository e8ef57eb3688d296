import { memoryMib } from "../processes.mjs";
import { clone, inParallel } from "./clones.mjs";
import { STORM } from "./settings.mjs";
import { World } from "./world.mjs";

/** Clones before the measurement: the second one fills the pack cache, if there is one. */
const FIRST_CLONES = 2;

/** The resident memory of a process, in MiB. */
export function measured({ pid }) {
  const { now, most } = memoryMib(pid);
  return { after: now, most };
}

/**
 * The resident memory of the bare worker's process, in MiB, and of an edge's without and with caches: each after as many clones,
 * as many at a time, without CodeCommit's limits and with a link that is as fast as the edge's cache.
 *
 * @param {World} world
 * @returns {Promise<Record<"bare" | "uncached" | "loaded", { after: number, most: number }>>}
 */
export async function memoryAfterClones(world) {
  await world.limit(false);
  const link = await world.fastLink();
  const after = async (server, caller) => {
    for (let count = 0; count < FIRST_CLONES; count++) await clone(world, caller);
    await inParallel(STORM.clones, STORM.atATime, () => clone(world, caller));
    const memory = measured(server);
    await server.close();
    return memory;
  };
  const edge = async (vars) => {
    const server = await world.edge(vars, link);
    return after(server, () => world.pipeline(server));
  };
  const bare = await world.bareWorker(link);
  return {
    bare: await after(bare, async () => world.bare(bare)),
    uncached: await edge({}),
    loaded: await edge(STORM.caches),
  };
}

/** The same in a world of its own. */
export async function memoryOnly(options) {
  const world = await World.start(options);
  try {
    return await memoryAfterClones(world);
  } finally {
    await world.close();
  }
}
