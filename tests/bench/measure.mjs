/** Whether a short run was asked for, to see that everything works. */
export const QUICK = process.env.BENCH_QUICK === "1";

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The median of the ratios of two candidates' values in the same round: what slows the machine for a while slows both.
 */
export function ratio(values, others) {
  return median(values.map((value, round) => value / others[round]));
}

/**
 * Measures each candidate once a round, every other round in the reverse order, so that no candidate is always the one
 * that comes after another.
 *
 * @template T
 * @param {number} rounds
 * @param {string[]} names
 * @param {(name: string, round: number) => Promise<T>} measure
 * @returns {Promise<Record<string, T[]>>} of each candidate what was measured, by round
 */
export async function inRounds(rounds, names, measure) {
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) measured[name].push(await measure(name, round));
  }
  return measured;
}

/** A field of what was measured of each candidate. */
export function pick(measured, field) {
  return Object.fromEntries(Object.entries(measured).map(([name, rounds]) => [name, rounds.map((one) => one[field])]));
}

/** The medians of what was measured by name and round. */
export function medians(values) {
  return Object.fromEntries(Object.entries(values).map(([name, rounds]) => [name, median(rounds)]));
}
