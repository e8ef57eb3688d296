import { Gunzip } from "./gunzip.js";

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
