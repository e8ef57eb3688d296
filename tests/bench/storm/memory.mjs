import { memoryMib } from "../processes.mjs";
import { clone, inParallel } from "./clones.mjs";
import { STORM } from "./settings.mjs";

/**
 * The resident memory of the edge's process after the storm, in MiB. Beside it that of the bare worker and of an edge without
 * caches, each after as many clones, as many at a time, without CodeCommit's limits and with a link that is as fast as the
 * edge's cache.
 *
 * @returns {Promise<Record<"edge" | "uncached" | "bare", { after: number, most: number }>>}
 */
export async function memoryAfterClones(world, cached) {
  await world.limit(false);
  const link = await world.fastLink();
  const [bare, uncached] = [await world.bareWorker(link), await world.edge({}, link)];
  for (const caller of [async () => world.bare(bare), () => world.pipeline(uncached)]) {
    await inParallel(STORM.clones, STORM.atATime, () => clone(world, caller));
  }
  return { edge: measured(cached), uncached: measured(uncached), bare: measured(bare) };
}

function measured({ pid }) {
  const { now, most } = memoryMib(pid);
  return { after: now, most };
}
