import { Batches } from "./batches.js";
import { hex, keptFor, markEntry, newBytesUrl } from "./pack_entry.js";
import { PackDigest } from "./pack_digest.js";
import { PackFrames } from "./pack_frames.js";
import { within } from "./within.js";

/**
 * Keeps a response while it is sent. The client never waits for the cache: a copy that falls behind is given up.
 *
 * @param {Response} response
 * @param {string} key
 * @param {{ maxBytes: number, seconds: number }} limits
 * @param {ExecutionContext} context
 * @param {() => void} progress called while bytes arrive
 * @param {() => void} ended called once nothing more will be kept
 * @returns {Response}
 */
export function keepWhileSending(response, key, limits, context, progress, ended) {
  const length = response.headers.get("content-length");
  const { readable, writable } = length === null ? new IdentityTransformStream() : new FixedLengthStream(Number(length));
  const copy = new Copy(key, limits);
  const sent = pump(response.body, writable.getWriter(), copy, progress)
    .then(() => within(FINISH_MS, () => copy.finish()))
    .catch(() => {})
    .then(() => {
      ended();
      // What is finished is not given up.
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
      // What git tells the user before the pack goes out at once.
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
    // Whichever of the two failed.
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
    const kept = new Response(readable, { headers: { "content-type": "application/octet-stream", ...keptFor(limits.seconds) } });
    this.#stored = caches.default.put(this.#url, kept).then(
      () => true,
      () => this.giveUp(),
    );
  }

  get isInPack() {
    return this.#frames.hasPack;
  }

  /** Takes a copy of a piece, whose buffer is used again. */
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
    // The rest may have been too much.
    if (this.#isGivenUp) return;
    if (!this.#frames.isComplete) return this.giveUp();
    try {
      await Promise.all([this.#sink.close(), this.#digested.close()]);
      if (!(await this.#stored)) return;
      if (!(await this.#pack.isWhole())) return await this.giveUp();
      const digest = hex(await this.#digest.digest);
      // It may have taken too long.
      if (this.#isGivenUp) return;
      this.#isFinished = true;
      const entry = { state: "kept", bytes: this.#url, length: this.#length, digest };
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
/** How much of a pack is waited for at a time, in bytes. A slow link brings less, and every read takes processor time. */
const PACK_READ = 64 << 10;
/** How far a copy may fall behind, in bytes. */
const MAX_PENDING = 2 << 20;
/** How long the cache may take after the client has got all. */
const FINISH_MS = 5_000;
