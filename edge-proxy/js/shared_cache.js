// The Cache API, which all isolates of a data centre share. If it is missing or fails, it counts as empty.

/**
 * @param {string} url the entry's key
 * @returns {Promise<Uint8Array | undefined>}
 */
export async function readCache(url) {
  try {
    const response = await caches.default.match(url);
    return response && new Uint8Array(await response.arrayBuffer());
  } catch {
    return undefined;
  }
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
    // The next isolate calls STS.
  }
}
