import { memoryMib } from "../processes.mjs";
import { clone, inParallel } from "./clones.mjs";
import { STORM } from "./settings.mjs";

/**
 * The resident memory of the edge's process after the storm, in MiB, and of the bare worker's after as many clones, as many at
 * a time, without CodeCommit's limits and with a link that is as fast as the edge's cache.
 *
 * @returns {Promise<Record<"edge" | "bare", { after: number, most: number }>>}
 */
export async function memoryAfterClones(world, cached) {
  await world.limit(false);
  const bare = await world.bareWorker();
  await inParallel(STORM.clones, STORM.atATime, () => clone(world, async () => world.bare(bare)));
  return { edge: measured(cached), bare: measured(bare) };
}

function measured({ pid }) {
  const { now, most } = memoryMib(pid);
  return { after: now, most };
}
