import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Among 50 clones that CodeCommit throttles, one may be refused a hundred times. */
const MOST_ATTEMPTS = 1000;
const TIMEOUT_MS = 900_000;

/**
 * Clones like a pipeline that repeats a failed clone after some seconds, and checks the result.
 *
 * @param {import("./world.mjs").World} world
 * @param {() => Promise<import("./world.mjs").Caller>} caller
 * @param {{ depth?: number }} [options]
 * @returns {Promise<{ seconds: number, failures: number, throttled: number }>}
 *   `failures`: git's, of which `throttled` named the status 429
 */
export async function clone(world, caller, { depth } = {}) {
  const started = performance.now();
  const { options, url } = await caller();
  const directory = world.directory();
  const shallow = depth === undefined ? [] : ["--depth", String(depth)];
  let throttled = 0;
  for (let failures = 0; failures < MOST_ATTEMPTS; failures++) {
    const args = [...options, "clone", "--quiet", ...shallow, url, directory];
    const { code, stderr } = await world.git.run(args, { timeout: TIMEOUT_MS });
    if (code === 0) {
      const seconds = (performance.now() - started) / 1000;
      await check(world, directory);
      rmSync(directory, { recursive: true });
      return { seconds, failures, throttled };
    }
    if (isThrottled(stderr)) throttled++;
    else console.log(`    a clone failed: ${stderr.trim().split(/[\r\n]/).at(-1).replaceAll(/\/\/[^@/ ]*@/g, "//")}`);
    await pause(1000 + 4000 * Math.random());
  }
  throw new Error(`a clone failed ${MOST_ATTEMPTS} times`);
}

/** Whether git's messages name the status with which CodeCommit throttles. */
export function isThrottled(stderr) {
  return /\b(?:error:|HTTP) 429\b/.test(stderr);
}

/** Runs so many tasks, some at a time, and returns their results. */
export async function inParallel(count, atATime, task) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next++ < count) results.push(await task());
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}

async function check(world, directory) {
  const head = readFileSync(join(directory, ".git/refs/heads/main"), "utf8").trim();
  if (head !== world.repository.head) throw new Error(`a clone is at ${head}, not ${world.repository.head}`);
}
