// Packs in the Cache API, which all isolates of a data centre share.
//
// A pack has two objects: its bytes, and an entry that names them, with their length and digest. The entry is written
// last, so that a pack is either complete or absent. A cache that is missing, fails or is slow counts as empty.

/**
 * @typedef {object} Entry
 * @property {"asked" | "filling" | "kept"} state
 * @property {number} [until] until when a fill counts as alive, in milliseconds
 * @property {string} [by] the isolate that fills it
 * @property {string} [bytes] the address of a kept pack's bytes
 * @property {number} [length] their number
 * @property {string} [digest] their SHA-256, in hexadecimal
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
  if (found === undefined || !STATES.includes(found.state)) return undefined;
  if (found.state !== "kept") return found;
  const isSound = Number.isSafeInteger(found.length) && typeof found.digest === "string" && typeof found.bytes === "string";
  return isSound && found.bytes.startsWith(`${entryUrl(key)}/`) ? found : undefined;
}

/**
 * Writes a key's entry.
 *
 * @param {string} key
 * @param {Entry} entry
 * @param {number} [seconds] how long it is kept
 * @returns {Promise<void>}
 */
export async function markEntry(key, entry, seconds = MARK_SECONDS) {
  await within(WRITE_MS, () => caches.default.put(entryUrl(key), new Response(JSON.stringify(entry), { headers: keptFor(seconds) })));
}

/** A new address for the bytes of a pack. */
export function newBytesUrl(key) {
  return `${entryUrl(key)}/${crypto.randomUUID()}`;
}

/** Whether the bytes of a kept pack are all there, and unchanged. */
export async function isIntact({ bytes, length, digest }) {
  const stop = new AbortController();
  const intact = await within(VERIFY_MS, async () => {
    const response = await caches.default.match(bytes);
    if (response === undefined) return false;
    const sink = new crypto.DigestStream("SHA-256");
    await response.body.pipeTo(sink, { signal: stop.signal });
    return Number(sink.bytesWritten) === length && hex(await sink.digest) === digest;
  });
  if (intact === undefined) stop.abort();
  return intact === true;
}

/** The bytes of a kept pack, to be sent; undefined if they are gone. The stream fails if it does not have their length. */
export async function openEntry({ bytes, length }) {
  const response = await within(READ_MS, () => caches.default.match(bytes));
  if (response === undefined) return undefined;
  const { readable, writable } = new FixedLengthStream(length);
  response.body.pipeTo(writable).catch(() => {});
  return readable;
}

export function keptFor(seconds) {
  return { "cache-control": `max-age=${seconds}` };
}

export function hex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The result, or undefined if it fails or takes longer. */
async function within(ms, act) {
  let timer;
  const expired = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  try {
    return await Promise.race([act(), expired]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function entryUrl(key) {
  return `https://codecommit-edge.invalid/packs/${key}`;
}

const STATES = ["asked", "filling", "kept"];
/** How long it is remembered that a pack was asked for. */
const MARK_SECONDS = 3600;
const READ_MS = 1_000;
const WRITE_MS = 10_000;
/** Far more than it takes to read the largest object from a data centre's cache. */
const VERIFY_MS = 20_000;
