import { setTimeout as pause } from "node:timers/promises";

import { isThrottled } from "./clones.mjs";
import { STORM } from "./settings.mjs";

/**
 * Runs pollers, each with `git ls-remote` again and again; all have the same credential.
 *
 * @param {import("./world.mjs").World} world
 * @param {import("./world.mjs").Caller} caller
 * @returns {Promise<{ seconds: number, failures: number, throttled: number }[]>} by poll
 */
export async function poll(world, { options, url }) {
  const { pollers, pollSeconds, pollEvery } = STORM;
  const end = performance.now() + pollSeconds * 1000;
  const polls = [];
  const poller = async () => {
    await pause(Math.random() * pollEvery * 1000);
    while (performance.now() < end) {
      const started = performance.now();
      const { code, stdout, stderr } = await world.git.run([...options, "ls-remote", url, "refs/heads/main"]);
      const seconds = (performance.now() - started) / 1000;
      if (code === 0 && !stdout.startsWith(world.repository.head)) throw new Error(`a poller saw ${stdout}`);
      polls.push({ seconds, failures: Number(code !== 0), throttled: Number(isThrottled(stderr)) });
      await pause(Math.max(0, pollEvery * 1000 - (performance.now() - started)));
    }
  };
  await Promise.all(Array.from({ length: pollers }, poller));
  return polls;
}
