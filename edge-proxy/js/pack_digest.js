/**
 * Compares a pack with the SHA-1 at its end.
 *
 * Source: git `Documentation/gitformat-pack.txt`.
 */
export class PackDigest {
  #digest = new crypto.DigestStream("SHA-1");
  #sink = this.#digest.getWriter();
  /** What may be the end of the pack. */
  #last = new Uint8Array();

  constructor() {
    this.#digest.digest.catch(() => {});
  }

  /** @param {Uint8Array} bytes of the pack, which must not change afterwards */
  write(bytes) {
    const rest = bytes.byteLength < LENGTH ? joined(this.#last, bytes) : bytes;
    if (rest === bytes) this.#write(this.#last);
    const end = Math.max(rest.byteLength - LENGTH, 0);
    this.#write(rest.subarray(0, end));
    this.#last = rest.subarray(end);
  }

  /** Whether what has been written is a whole pack. */
  async isWhole() {
    await this.#sink.close();
    const digest = new Uint8Array(await this.#digest.digest);
    return digest.every((byte, at) => byte === this.#last[at]);
  }

  giveUp() {
    this.#sink.abort().catch(() => {});
  }

  #write(bytes) {
    if (bytes.byteLength > 0) this.#sink.write(bytes).catch(() => {});
  }
}

function joined(start, end) {
  const bytes = new Uint8Array(start.byteLength + end.byteLength);
  bytes.set(start);
  bytes.set(end, start.byteLength);
  return bytes;
}

/** The bytes of a SHA-1. */
const LENGTH = 20;
