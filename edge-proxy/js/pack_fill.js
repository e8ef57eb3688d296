import { Batches } from "./batches.js";
import { hex, cacheFor, markEntry, newBytesUrl } from "./pack_entry.js";
import { PackDigest } from "./pack_digest.js";
import { PackFrames } from "./pack_frames.js";
import { within } from "./within.js";

/**
 * Caches a response while it is sent. The client never waits for the cache: a copy that falls behind is given up.
 *
 * @param {Response} response
 * @param {string} key
 * @param {{ maxBytes: number, seconds: number }} limits
 * @param {ExecutionContext} context
 * @param {() => void} progress called while bytes arrive
 * @param {() => void} ended called once the copy is complete or given up
 * @returns {Response}
 */
export function cacheWhileSending(response, key, limits, context, progress, ended) {
  const length = response.headers.get("content-length");
  const { readable, writable } = length === null ? new IdentityTransformStream() : new FixedLengthStream(Number(length));
  const copy = new Copy(key, limits);
  const sent = pump(response.body, writable.getWriter(), copy, progress)
    .then(() => within(FINISH_MS, () => copy.finish()))
    .catch(() => {})
    .then(() => {
      ended();
      // Does nothing if the copy is complete.
      return copy.giveUp();
    });
  context.waitUntil(sent);
  const { status, headers } = response;
  return new Response(readable, { status, headers });
}

async function pump(body, sink, copy, progress) {
  const source = body.getReader({ mode: "byob" });
  try {
    for (let buffer = new ArrayBuffer(PIECE); ; ) {
      // Messages to the user before the pack are sent at once.
      const { done, value } = await source.read(new Uint8Array(buffer), { min: copy.isInPack ? PACK_READ : 1 });
      if (value?.byteLength > 0) {
        progress();
        copy.write(value);
        await sink.write(value);
      }
      if (done) return await sink.close();
      buffer = value.buffer;
    }
  } catch (error) {
    // One of the two has failed; the other must end, too.
    sink.abort(error).catch(() => {});
    source.cancel(error).catch(() => {});
    throw error;
  }
}

/** The copy for the cache. */
class Copy {
  #key;
  #limits;
  #url;
  #sink;
  #stored;
  #digest = new crypto.DigestStream("SHA-256");
  #digested = this.#digest.getWriter();
  #pack = new PackDigest();
  #frames = new PackFrames((bytes) => this.#pack.write(bytes));
  #batches = new Batches((batch) => this.#store(batch));
  #length = 0;
  #pending = 0;
  #isGivenUp = false;
  #isFinished = false;

  constructor(key, limits) {
    this.#key = key;
    this.#limits = limits;
    this.#url = newBytesUrl(key);
    const { readable, writable } = new IdentityTransformStream();
    this.#sink = writable.getWriter();
    this.#digest.digest.catch(() => {});
    const cached = new Response(readable, { headers: { "content-type": "application/octet-stream", ...cacheFor(limits.seconds) } });
    this.#stored = caches.default.put(this.#url, cached).then(
      () => true,
      () => this.giveUp(),
    );
  }

  get isInPack() {
    return this.#frames.hasPack;
  }

  /** Copies a piece, because its buffer is used again. */
  write(piece) {
    if (!this.#isGivenUp) this.#batches.add(piece);
  }

  async #store(batch) {
    if (this.#isGivenUp) return;
    this.#frames.read(batch);
    this.#length += batch.byteLength;
    this.#pending += batch.byteLength;
    if (this.#pending > MAX_PENDING || this.#length > this.#limits.maxBytes || this.#frames.isRefused) return void this.giveUp();
    try {
      await Promise.all([this.#sink.write(batch), this.#digested.write(batch)]);
      this.#pending -= batch.byteLength;
    } catch {
      this.giveUp();
    }
  }

  /** Stores the entry, if the response and the pack in it were complete. */
  async finish() {
    if (this.#isGivenUp) return;
    this.#batches.flush();
    // Flushing may have exceeded a limit.
    if (this.#isGivenUp) return;
    if (!this.#frames.isComplete) return this.giveUp();
    try {
      await Promise.all([this.#sink.close(), this.#digested.close()]);
      if (!(await this.#stored)) return;
      if (!(await this.#pack.isWhole())) return await this.giveUp();
      const digest = hex(await this.#digest.digest);
      // The time for finishing may be over.
      if (this.#isGivenUp) return;
      this.#isFinished = true;
      const entry = { state: "cached", bytes: this.#url, length: this.#length, digest };
      await markEntry(this.#key, entry, this.#limits.seconds);
    } catch {
      await this.giveUp();
    }
  }

  async giveUp() {
    if (this.#isGivenUp || this.#isFinished) return false;
    this.#isGivenUp = true;
    // An object without an entry is never read, and expires.
    this.#sink.abort().catch(() => {});
    this.#digested.abort().catch(() => {});
    this.#pack.giveUp();
    await markEntry(this.#key, { state: "asked" });
    return false;
  }
}

const PIECE = 256 << 10;
/** The fewest bytes of a pack to read at a time: each read takes processor time, and a slow link brings only a few. */
const PACK_READ = 64 << 10;
/** How many bytes a copy may fall behind. */
const MAX_PENDING = 2 << 20;
/** How long the cache may take after the client has received everything. */
const FINISH_MS = 5_000;
