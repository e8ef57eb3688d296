import { fileURLToPath } from "node:url";

import { answering, freePort, start } from "../processes.mjs";

const PROGRAM = fileURLToPath(new URL("distance.mjs", import.meta.url));

/**
 * Puts a distance in front of a server.
 *
 * @param {string} target its URL
 * @param {{ roundTripMs: number, bitsPerSecond?: number }} options
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startDistance(target, { roundTripMs, bitsPerSecond }) {
  const port = await freePort();
  const args = [PROGRAM, port, new URL(target).port, roundTripMs, ...(bitsPerSecond ? [bitsPerSecond] : [])];
  const server = start(process.execPath, args.map(String), { stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  await answering(url, server);
  return { url, close: server.close };
}
