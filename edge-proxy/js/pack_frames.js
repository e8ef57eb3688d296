/**
 * Follows the pkt-lines of the response to a fetch, to recognise truncated responses and those that report an error.
 *
 * Source: git `Documentation/gitprotocol-pack.txt`, "Packfile Data".
 */
export class PackFrames {
  /** Whether the response has ended: a flush packet after the pack, and nothing else. */
  isComplete = false;
  /** Whether the pack has begun. */
  hasPack = false;
  /** Whether the response must not be cached, because it reports an error or is malformed. */
  isRefused = false;
  /** The digits of the next line's length that have arrived. */
  #digits = "";
  /** The bytes of the current line that have not arrived. */
  #left = 0;
  #isAtStart = false;
  #band = 0;
  #onPack;

  /** @param {(bytes: Uint8Array) => void} [onPack] called with the pack's bytes, as they arrive */
  constructor(onPack = () => {}) {
    this.#onPack = onPack;
  }

  /** @param {Uint8Array} piece */
  read(piece) {
    for (let at = 0; at < piece.length && !this.isRefused; ) {
      if (this.isComplete) this.isRefused = true;
      else if (this.#left > 0) at = this.#readLine(piece, at);
      else this.#readDigit(piece[at++]);
    }
    if (this.isRefused) this.isComplete = false;
  }

  #readLine(piece, at) {
    let from = at;
    if (this.#isAtStart) {
      this.#isAtStart = false;
      const band = (this.#band = piece[at]);
      from++;
      if (band === PACK) this.hasPack = true;
      // Before the pack there may be other lines, such as `NAK`.
      else if (band === ERROR || band === ERR || (this.hasPack && band !== PROGRESS)) this.isRefused = true;
    }
    const read = Math.min(this.#left, piece.length - at);
    this.#left -= read;
    if (this.#band === PACK && from < at + read) this.#onPack(piece.subarray(from, at + read));
    return at + read;
  }

  #readDigit(code) {
    this.#digits += String.fromCharCode(code);
    if (this.#digits.length < 4) return;
    const length = /^[0-9a-f]{4}$/i.test(this.#digits) ? Number.parseInt(this.#digits, 16) : 1;
    this.#digits = "";
    if (length >= 4) {
      this.#left = length - 4;
      this.#isAtStart = this.#left > 0;
    } else if (length > 0) {
      this.isRefused = true;
    } else if (this.hasPack) {
      this.isComplete = true;
    }
  }
}

/** The side-bands. */
const PACK = 1;
const PROGRESS = 2;
const ERROR = 3;
/** The first byte of an `ERR` packet, with which no other line begins. */
const ERR = 0x45;
