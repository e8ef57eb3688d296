import { inRounds } from "../measure.mjs";
import { clone } from "./clones.mjs";
import { CACHED, STORM, UNCACHED } from "./settings.mjs";

/** A first clone, after which the edge knows that the pack is asked for, and a second one, whose pack it keeps. */
export const FIRST = "first";
export const SECOND = "second";

/**
 * The time of the clones that CodeCommit's packs are needed for, in seconds, each of a repository that has not been asked for.
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
