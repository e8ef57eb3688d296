/**
 * Gathers bytes into large batches. What the runtime creates for each write to a stream stays in memory until it collects
 * garbage, which it does seldom.
 */
export class Batches {
  #use;
  #keep;
  #batch = new Uint8Array(SIZE);
  #filled = 0;
  /** Batches that have been used, for the next ones. */
  #free = [];

  /**
   * @param {(batch: Uint8Array) => Promise<unknown>} use uses a batch until its promise resolves
   * @param {number} [keep] how many of the latest bytes are not passed on
   */
  constructor(use, keep = 0) {
    this.#use = use;
    this.#keep = keep;
  }

  /** @param {Uint8Array} bytes of which it takes a copy */
  add(bytes) {
    for (let at = 0; at < bytes.byteLength; ) {
      const part = bytes.subarray(at, at + SIZE - this.#filled);
      this.#batch.set(part, this.#filled);
      this.#filled += part.byteLength;
      at += part.byteLength;
      if (this.#filled === SIZE) this.flush();
    }
  }

  /** Passes on what has been added, except for what is kept. */
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

  /** What has not been passed on. */
  get rest() {
    return this.#batch.subarray(0, this.#filled);
  }
}

/** Bytes in a batch. */
const SIZE = 256 << 10;
