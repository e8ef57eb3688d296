import { inRounds } from "../measure.mjs";
import { clone } from "./clones.mjs";
import { CACHED, STORM, UNCACHED } from "./settings.mjs";

/** A first clone, which only marks the pack, and a second one, which fills the cache. */
export const FIRST = "first";
export const SECOND = "second";

/**
 * The time of clones that need CodeCommit's packs, in seconds, each of a new repository.
 *
 * @returns {Promise<Record<string, Record<string, number>[]>>} by edge and round
 */
export async function firstClones(world, { uncached, cached }) {
  const edges = { [UNCACHED]: uncached, [CACHED]: cached };
  return inRounds(STORM.rounds, Object.keys(edges), async (which, round) => {
    const name = `first-${round}-${which === CACHED ? "with" : "without"}`;
    await world.copy(name);
    const seconds = {};
    for (const nth of [FIRST, SECOND]) seconds[nth] = await timed(world, edges[which], name);
    return seconds;
  });
}

async function timed(world, edge, name) {
  const { seconds, failures } = await clone(world, () => world.pipeline(edge, name));
  if (failures > 0) throw new Error("a first clone was not measured, because it failed");
  return seconds;
}
