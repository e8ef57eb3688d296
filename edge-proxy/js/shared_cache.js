// The Cache API, which all isolates of a data centre share. If it is missing, fails or is slow, it counts as empty.

import { within } from "./within.js";

/**
 * @param {string} url the entry's key
 * @returns {Promise<Uint8Array | undefined>}
 */
export function readCache(url) {
  return within(READ_MS, async () => {
    const response = await caches.default.match(url);
    return response && new Uint8Array(await response.arrayBuffer());
  });
}

/**
 * @param {string} url the entry's key
 * @param {Uint8Array} bytes
 * @param {number} seconds how long to keep it
 * @returns {Promise<void>}
 */
export async function writeCache(url, bytes, seconds) {
  try {
    await caches.default.put(url, new Response(bytes, { headers: { "cache-control": `max-age=${seconds}` } }));
  } catch {
    // Without a cached entry, the next isolate calls STS.
  }
}

/** How far the clocks of a data centre's machines may differ. */
export const CLOCK_SKEW_MS = 1_000;
/** The time limit of a read: less than a slow call of STS takes. */
const READ_MS = 1_000;
