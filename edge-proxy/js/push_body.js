/** The body of a push, of which only the start is read. */
export class PushBody {
  #packed;
  #gunzip;

  /**
   * @param {ReadableStream} body
   * @param {boolean} gzipped
   */
  constructor(body, gzipped) {
    this.#packed = body.getReader();
    if (gzipped) this.#gunzip = new Gunzip(this.#packed);
  }

  /** Releases the unread rest. */
  release() {
    this.#packed.releaseLock();
  }

  /**
   * @returns {Promise<Uint8Array | undefined>} the next bytes, decompressed; undefined at the end
   */
  async next() {
    return this.#gunzip ? this.#gunzip.next() : (await this.#packed.read()).value;
  }

  /**
   * Discards the rest without decompressing it.
   *
   * @param {number} limit in bytes
   * @returns {Promise<boolean>} whether it was within the limit
   */
  async discard(limit) {
    for (let left = limit; ; ) {
      const { done, value } = await this.#packed.read();
      if (done) return true;
      if ((left -= value.byteLength) < 0) return false;
    }
  }
}

/**
 * Decompresses no further than it is read: a few bytes can expand a thousandfold, and a `DecompressionStream`
 * decompresses everything that it is given.
 */
class Gunzip {
  #packed;
  #sink;
  #unpacked;
  #left = new Uint8Array();
  #ended = false;

  constructor(packed) {
    const { readable, writable } = new DecompressionStream("gzip");
    this.#packed = packed;
    this.#sink = writable.getWriter();
    this.#unpacked = readable.getReader();
  }

  async next() {
    const unpacked = this.#unpacked.read();
    let arrived = false;
    const arrival = unpacked.finally(() => (arrived = true));
    // A chunk may yield nothing, for example the header.
    while (!arrived && !this.#ended) await Promise.race([arrival, this.#feed()]);
    return (await unpacked).value;
  }

  async #feed() {
    if (this.#left.length === 0) {
      const { done, value } = await this.#packed.read();
      if (done) {
        this.#ended = true;
        return this.#sink.close();
      }
      this.#left = value;
    }
    const piece = this.#left.subarray(0, PIECE);
    this.#left = this.#left.subarray(PIECE);
    await this.#sink.write(piece);
  }
}

/** Bytes to decompress at once: they yield at most a megabyte. */
const PIECE = 1 << 10;
