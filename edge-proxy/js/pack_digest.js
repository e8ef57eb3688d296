import { Batches } from "./batches.js";

/**
 * Compares a pack with the SHA-1 at its end.
 *
 * Source: git `Documentation/gitformat-pack.txt`.
 */
export class PackDigest {
  #digest = new crypto.DigestStream("SHA-1");
  #sink = this.#digest.getWriter();
  /** The latest 20 bytes are held back: they may be the digest at the end of the pack. */
  #batches = new Batches((batch) => this.#sink.write(batch), LENGTH);

  constructor() {
    this.#digest.digest.catch(() => {});
  }

  /** @param {Uint8Array} bytes of the pack */
  write(bytes) {
    this.#batches.add(bytes);
  }

  /** Whether the written bytes are a complete pack. */
  async isWhole() {
    this.#batches.flush();
    await this.#sink.close();
    const digest = new Uint8Array(await this.#digest.digest);
    const end = this.#batches.rest;
    return digest.every((byte, at) => byte === end[at]);
  }

  giveUp() {
    this.#sink.abort().catch(() => {});
  }
}

/** The length of a SHA-1 in bytes. */
const LENGTH = 20;
