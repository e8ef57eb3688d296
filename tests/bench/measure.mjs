/** Whether a short run was requested, to see that everything works. */
export const QUICK = process.env.BENCH_QUICK === "1";

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The median of the ratios of two candidates' values in the same round: a slow phase of the machine slows both.
 */
export function ratio(values, others) {
  return median(values.map((value, round) => value / others[round]));
}

/**
 * Measures each candidate once per round, with the order reversed in every other round, so that no candidate always runs after
 * the same one.
 *
 * @template T
 * @param {number} rounds
 * @param {string[]} names
 * @param {(name: string, round: number) => Promise<T>} measure
 * @returns {Promise<Record<string, T[]>>} each candidate's measurements, by round
 */
export async function inRounds(rounds, names, measure) {
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) measured[name].push(await measure(name, round));
  }
  return measured;
}

/** One field of each candidate's measurements. */
export function pick(measured, field) {
  return Object.fromEntries(Object.entries(measured).map(([name, rounds]) => [name, rounds.map((one) => one[field])]));
}

/** The medians of the measurements, by name. */
export function medians(values) {
  return Object.fromEntries(Object.entries(values).map(([name, rounds]) => [name, median(rounds)]));
}
