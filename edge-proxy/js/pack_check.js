// Checks whether cached packs are intact, each time that one is served.

import { BoundedMap } from "./bounded_map.js";
import { hex, openBytes } from "./pack_entry.js";
import { pause } from "./pause.js";
import { within } from "./within.js";

/**
 * Whether the bytes of a cached pack are complete and unchanged. Of concurrent requests one reads them, and the others
 * wait for its result.
 *
 * @param {import("./pack_entry.js").Entry} entry
 * @returns {Promise<boolean>}
 */
export async function isIntact(entry) {
  const { bytes } = entry;
  const asked = Date.now();
  for (;;) {
    const check = checks.get(bytes);
    if (check?.ended >= asked) return check.isIntact;
    // The request that checks is never resumed after its client has disconnected.
    const isRunning = check !== undefined && check.ended === undefined && check.seen + LEASE_MS > Date.now();
    if (!isRunning) break;
    // Requests poll, because the runtime does not let one resume another.
    await pause(POLL_MS * (0.5 + Math.random()));
  }
  const own = { seen: Date.now(), ended: undefined, isIntact: false };
  checks.set(bytes, own);
  try {
    own.isIntact = await isWhole(entry, () => (own.seen = Date.now()));
  } catch {
    // An unreadable pack is not intact.
  }
  own.ended = Date.now();
  return own.isIntact;
}

async function isWhole(entry, progress) {
  const body = await openBytes(entry);
  if (body === undefined) return false;
  const sink = new crypto.DigestStream("SHA-256");
  sink.digest.catch(() => {});
  const digested = sink.getWriter();
  const source = body.getReader({ mode: "byob" });
  // One buffer for all pieces: `pipeTo` would allocate one for each, in all as much as the pack.
  for (let buffer = new ArrayBuffer(PIECE); ; ) {
    const read = await within(STALL_MS, () => source.read(new Uint8Array(buffer), { min: PIECE }));
    if (read === undefined) {
      // A stalled stream may never finish cancelling, so this is not awaited.
      source.cancel().catch(() => {});
      return false;
    }
    progress();
    const { done, value } = read;
    if (value?.byteLength > 0) await digested.write(value);
    if (done) break;
    buffer = value.buffer;
  }
  await digested.close();
  return Number(sink.bytesWritten) === entry.length && hex(await sink.digest) === entry.digest;
}

/** The latest check of each pack in this isolate: when it last made progress, when it ended, and its result. */
const checks = new BoundedMap(500);
const PIECE = 256 << 10;
const POLL_MS = 25;
/** How long the cache may take for the next piece of a pack. */
const STALL_MS = 3_000;
/** How long a check counts as running without progress. */
const LEASE_MS = 4_000;
