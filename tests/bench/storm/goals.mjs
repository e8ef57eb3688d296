import { median } from "../measure.mjs";
import { FIRST } from "./first.mjs";
import { CACHED, DIRECT, UNCACHED } from "./settings.mjs";

const MOST_PACKS = 3;
const TIMES_FASTER = 5;
const DOZENS = 24;
const SLOWER_PERCENT = 3;
const MEMORY_MIB = 32;

/** The goals of the caches, and whether this storm reached them. */
export function goals({ settings, first, clones, polls, memory }) {
  const whole = Object.values(clones.whole);
  const rows = [...Object.values(clones).flatMap(Object.values), polls];
  const seen = (name) => rows.reduce((sum, row) => sum + row[name].throttled, 0);
  const packs = Math.max(...whole.map((row) => row[CACHED].upstream.packs));
  const faster = median(clones.whole.single[DIRECT].seconds) / median(clones.whole.single[CACHED].seconds);
  const slower = (median(firstRatios(first, FIRST)) - 1) * 100;
  const above = (edge) => edge.most - memory.bare.most;
  return [
    goal(`packs that CodeCommit sent for ${settings.clones} clones of one commit`, packs, MOST_PACKS, packs <= MOST_PACKS, "≤", String),
    goal("a cached clone, against direct", faster, TIMES_FASTER, faster >= TIMES_FASTER, "≥", (value) => `${value.toFixed(1)} × as fast`),
    goal("429 seen by clients of the edge", seen(CACHED), 0, seen(CACHED) === 0, "=", String),
    goal("429 seen by clients without the edge", seen(DIRECT), DOZENS, seen(DIRECT) >= DOZENS, "≥", String),
    goal("a first clone, slower than without the cache", slower, SLOWER_PERCENT, slower <= SLOWER_PERCENT, "≤", (value) => `${value.toFixed(1)} %`),
    memoryGoal("memory at most in the storm, above the bare worker's", above(memory.edge)),
    memoryGoal("memory at most under the bare worker's load, above its", above(memory.loaded)),
  ];
}

/** How long a clone took with the cache, against without, in each round. */
export function firstRatios(first, which) {
  return first[CACHED].map((seconds, round) => seconds[which] / first[UNCACHED][round][which]);
}

function memoryGoal(what, above) {
  return goal(what, above, MEMORY_MIB, above <= MEMORY_MIB, "≤", (value) => `${value.toFixed(1)} MiB`);
}

function goal(what, measured, bound, reached, relation, spelled) {
  return { what, measured: spelled(measured), target: `${relation} ${spelled(bound)}`, reached };
}
