import { mkdtempSync } from "node:fs";
import { join } from "node:path";

import { inRounds, pick, QUICK } from "./measure.mjs";
import { inChromium } from "./passwords/chromium.mjs";
import { inRust } from "./passwords/native.mjs";
import { inNode } from "./passwords/node.mjs";
import { programs } from "./passwords/programs.mjs";

const ROUNDS = QUICK ? 3 : 21;
const PROGRAM_ROUNDS = QUICK ? 1 : 7;
/** Long enough for a web page's coarse clock. */
const BATCH_MICROS = 10_000;

/**
 * The time of one git password, in microseconds, by candidate and round.
 *
 * @param {{ rust: string, aws?: string, helpers?: string, directory: string }} options `rust`: the native program; `aws` and
 * `helpers`: the directories of AWS's programs and of this project's
 * @returns {Promise<{ micros: Record<string, number[]>, chromium: string }>}
 */
export async function passwords({ rust, aws, helpers, directory }) {
  const ends = [];
  const t = { after: (end) => ends.push(end) };
  try {
    const { candidates: chromium, version } = await inChromium(t);
    const candidates = { ...(await inRust(rust, t)), ...(await inNode()), ...chromium };
    const counts = Object.fromEntries(await inTurn(Object.entries(candidates), calibrated));
    await agree(candidates);
    const libraries = await inRounds(ROUNDS, Object.keys(candidates), (name) => candidates[name](counts[name]));

    const known = programs({ aws, helpers }, mkdtempSync(join(directory, "home-")));
    for (const [name, sign] of Object.entries(known)) await confirm(name, await sign());
    const processes = await inRounds(PROGRAM_ROUNDS, Object.keys(known), (name) => known[name]());
    return { micros: pick({ ...libraries, ...processes }, "micros"), chromium: version };
  } finally {
    await inTurn(ends.reverse(), (end) => end());
  }
}

/** Determines how many passwords a round needs, and warms the candidate up. */
async function calibrated([name, batch]) {
  let count = 16;
  while ((await batch(count)).micros * count < BATCH_MICROS) count *= 2;
  return [name, count];
}

/** All candidates must compute the same passwords. */
async function agree(candidates) {
  const [expected, ...others] = await inTurn(Object.entries(candidates), async ([name, batch]) => ({
    name,
    password: (await batch(3)).password,
  }));
  for (const { name, password } of others) confirm(name, { password, expected: expected.password });
}

function confirm(name, { password, expected }) {
  if (password !== expected) throw new Error(`${name} signs ${password}, not ${expected}`);
}

async function inTurn(items, work) {
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
}
