/**
 * Decompresses no further than it is read: a few bytes can expand a thousandfold, and a `DecompressionStream`
 * decompresses everything that it is given.
 */
export class Gunzip {
  #packed;
  #sink;
  #unpacked;
  #left = new Uint8Array();
  #ended = false;

  /** @param {{ read: () => Promise<{ done: boolean, value?: Uint8Array }> }} packed */
  constructor(packed) {
    const { readable, writable } = new DecompressionStream("gzip");
    this.#packed = packed;
    this.#sink = writable.getWriter();
    this.#unpacked = readable.getReader();
  }

  /** The next bytes; undefined at the end. */
  async next() {
    const unpacked = this.#unpacked.read();
    let arrived = false;
    const arrival = unpacked.finally(() => (arrived = true));
    // A chunk may decompress to nothing, as the header does.
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

/**
 * The decompressed bytes of a short body.
 *
 * @param {Uint8Array} bytes
 * @param {number} limit in bytes
 * @returns {Promise<Uint8Array | undefined>} undefined if they exceed the limit or are damaged
 */
export async function gunzip(bytes, limit) {
  const parts = [bytes];
  const gunzip = new Gunzip({ read: async () => ({ done: parts.length === 0, value: parts.pop() }) });
  const unpacked = [];
  let total = 0;
  try {
    for (let piece; (piece = await gunzip.next()); ) {
      unpacked.push(piece);
      if ((total += piece.byteLength) > limit) return undefined;
    }
  } catch {
    return undefined;
  }
  return new Uint8Array(await new Blob(unpacked).arrayBuffer());
}

/** The bytes to decompress at once, which yield at most a megabyte. */
const PIECE = 1 << 10;
