/**
 * Gathers bytes into large batches, because each write to a stream allocates objects, and the runtime collects garbage
 * seldom.
 */
export class Batches {
  #use;
  #keep;
  #batch = new Uint8Array(SIZE);
  #filled = 0;
  /** Used buffers, for the next batches. */
  #free = [];

  /**
   * @param {(batch: Uint8Array) => Promise<unknown>} use receives a batch, which it may read until its promise resolves
   * @param {number} [keep] how many of the latest bytes to hold back
   */
  constructor(use, keep = 0) {
    this.#use = use;
    this.#keep = keep;
  }

  /** @param {Uint8Array} bytes to copy into the batch */
  add(bytes) {
    for (let at = 0; at < bytes.byteLength; ) {
      const part = bytes.subarray(at, at + SIZE - this.#filled);
      this.#batch.set(part, this.#filled);
      this.#filled += part.byteLength;
      at += part.byteLength;
      if (this.#filled === SIZE) this.flush();
    }
  }

  /** Passes on all added bytes except for those held back. */
  flush() {
    const batch = this.#batch;
    const end = this.#filled - this.#keep;
    if (end <= 0) return;
    this.#batch = this.#free.pop() ?? new Uint8Array(SIZE);
    this.#batch.set(batch.subarray(end, this.#filled));
    this.#filled = this.#keep;
    this.#use(batch.subarray(0, end)).then(
      () => this.#free.push(batch),
      () => {},
    );
  }

  /** The bytes that have not been passed on. */
  get rest() {
    return this.#batch.subarray(0, this.#filled);
  }
}

/** Bytes in a batch. */
const SIZE = 256 << 10;
