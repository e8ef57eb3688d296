// Packs in the Cache API, which all isolates of a data centre share.
//
// A pack has two objects: its bytes, and an entry that names them, with their length and digest. The entry is written
// last, so that a pack is either complete or absent. A cache that is missing, fails or is slow counts as empty.

import { within } from "./within.js";

/**
 * @typedef {object} Entry
 * @property {"asked" | "filling" | "cached"} state
 * @property {number} [until] until when a fill counts as alive, in milliseconds
 * @property {string} [by] the isolate that fills it
 * @property {string} [bytes] the cache URL of a cached pack's bytes
 * @property {number} [length] the number of bytes
 * @property {string} [digest] the SHA-256 of the bytes, in hexadecimal
 */

/**
 * @param {string} key
 * @returns {Promise<Entry | undefined>}
 */
export async function readEntry(key) {
  const found = await within(READ_MS, async () => {
    const response = await caches.default.match(entryUrl(key));
    return response && response.json();
  });
  // The content of the cache is not trusted.
  if (!STATES.includes(found?.state)) return undefined;
  if (found.state !== "cached") return found;
  const isSound = Number.isSafeInteger(found.length) && typeof found.digest === "string" && typeof found.bytes === "string";
  return isSound && found.bytes.startsWith(`${entryUrl(key)}/`) ? found : undefined;
}

/**
 * Writes a key's entry.
 *
 * @param {string} key
 * @param {Entry} entry
 * @param {number} [seconds] how long it is cached
 * @returns {Promise<void>}
 */
export async function markEntry(key, entry, seconds = MARK_SECONDS) {
  await within(WRITE_MS, () => caches.default.put(entryUrl(key), new Response(JSON.stringify(entry), { headers: cacheFor(seconds) })));
}

/** A new address for the bytes of a pack. */
export function newBytesUrl(key) {
  return `${entryUrl(key)}/${crypto.randomUUID()}`;
}

/**
 * The bytes of a cached pack, to be sent; undefined if they are gone.
 *
 * @param {Entry} entry
 * @param {() => Promise<void>} broken called if they cannot be read to their end; the stream then fails
 * @returns {Promise<ReadableStream | undefined>}
 */
export async function openEntry(entry, broken) {
  const body = await openBytes(entry);
  if (body === undefined) return undefined;
  const { readable, writable } = new FixedLengthStream(entry.length);
  const sink = writable.getWriter();
  // It also fails if the client disconnects.
  send(entry, body, sink, broken).catch((error) => sink.abort(error).catch(() => {}));
  return readable;
}

/** Sends all bytes. A read that breaks off or stalls is started again, because the bytes at a URL never change. */
async function send(entry, body, sink, broken) {
  let sent = 0;
  for (let reads = 1; ; reads++) {
    sent = await sendFrom(sent, body, entry.length, sink);
    if (sent === entry.length) return sink.close();
    body = reads < MAX_READS ? await openBytes(entry) : undefined;
    if (body !== undefined) continue;
    await broken();
    throw new Error("the cache does not deliver the pack");
  }
}

/** Sends the bytes after the first `sent`, and returns how many have been sent in all. */
async function sendFrom(sent, body, length, sink) {
  const source = body.getReader({ mode: "byob" });
  let at = 0;
  for (let buffer = new ArrayBuffer(PIECE); sent < length; ) {
    const read = await within(STALL_MS, () => source.read(new Uint8Array(buffer), { min: PIECE }));
    if (read === undefined || read.done) {
      // A stalled stream may never finish cancelling, so this is not awaited.
      source.cancel().catch(() => {});
      break;
    }
    const { value } = read;
    const fresh = value.subarray(Math.max(sent - at, 0), length - at);
    at += value.byteLength;
    // Without a time limit, because a client may be slow.
    if (fresh.byteLength > 0) await sink.write(fresh);
    sent = Math.max(sent, Math.min(at, length));
    buffer = value.buffer;
  }
  return sent;
}

/**
 * The bytes of a cached pack, from their start; undefined if they are gone.
 *
 * @param {Entry} entry
 * @returns {Promise<ReadableStream | undefined>}
 */
export async function openBytes({ bytes }) {
  const response = await within(READ_MS, () => caches.default.match(bytes));
  return response?.body ?? undefined;
}

export function cacheFor(seconds) {
  return { "cache-control": `max-age=${seconds}` };
}

export function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function entryUrl(key) {
  return `https://codecommit-edge.invalid/packs/${key}`;
}

const STATES = ["asked", "filling", "cached"];
/** How long an entry remembers that a pack was requested. */
const MARK_SECONDS = 3600;
const READ_MS = 1_000;
const WRITE_MS = 10_000;
/** How long the cache may take for the next piece of a pack. */
const STALL_MS = 3_000;
/** How often a pack is read before it counts as broken. */
const MAX_READS = 3;
const PIECE = 256 << 10;
