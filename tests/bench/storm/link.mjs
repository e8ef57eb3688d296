import { setTimeout as pause } from "node:timers/promises";

/** How much data may wait for its turn on the link, in milliseconds of sending: enough that a late timer wastes nothing. */
const AHEAD_MS = 20;
/** The share of the link that a connection sends before another one's turn, in bytes. */
const TURN = 8 << 10;
/** The most bytes in transit on a connection: more than the link's rate needs. */
const WINDOW = 1 << 20;

/** One direction of a link, which all connections share: a rate, and then the way to the other end. */
export class Link {
  #bytesPerMs;
  #delayMs;
  #turn;
  #freeAt = 0;

  /** @param {{ delayMs: number, bitsPerSecond?: number }} options without a rate, data only takes its time */
  constructor({ delayMs, bitsPerSecond = Number.POSITIVE_INFINITY }) {
    this.#bytesPerMs = bitsPerSecond / 8000;
    this.#delayMs = delayMs;
    this.#turn = Number.isFinite(bitsPerSecond) ? TURN : Number.POSITIVE_INFINITY;
  }

  /**
   * Forwards data from one socket to another. It reads only as fast as the link and the receiver accept data.
   *
   * @param {import("node:net").Socket} from
   * @param {import("node:net").Socket} to
   * @param {number} notBefore when the first byte can be sent
   */
  async carry(from, to, notBefore) {
    const arrivals = new Arrivals(to);
    try {
      for await (const data of from) {
        for (let at = 0; at < data.length; at += this.#turn) {
          const piece = data.subarray(at, at + this.#turn);
          const sent = this.#send(piece.length, notBefore);
          arrivals.add(piece, sent + this.#delayMs);
          const early = sent - AHEAD_MS - performance.now();
          if (early >= 1) await pause(early);
          await arrivals.ready();
        }
      }
      arrivals.end(performance.now() + this.#delayMs);
    } catch {
      // A broken connection reaches the other end with the same delay as data.
      setTimeout(() => to.destroy(), this.#delayMs);
    }
  }

  /** When the link has sent so many bytes. */
  #send(bytes, notBefore) {
    this.#freeAt = Math.max(this.#freeAt, performance.now(), notBefore) + bytes / this.#bytesPerMs;
    return this.#freeAt;
  }
}

/** Data in transit to a socket. */
class Arrivals {
  #to;
  #pieces = [];
  #bytes = 0;
  #timer;
  #resume = () => {};

  constructor(to) {
    this.#to = to;
    to.on("drain", () => this.#resume());
    to.on("close", () => this.#resume());
  }

  add(piece, at) {
    this.#pieces.push({ piece, at });
    this.#bytes += piece?.length ?? 0;
    this.#schedule();
  }

  end(at) {
    this.add(undefined, at);
  }

  /** Waits while too much data is in transit, or the receiver does not read. */
  async ready() {
    while ((this.#bytes > WINDOW || this.#to.writableNeedDrain) && !this.#to.destroyed) {
      await new Promise((resolve) => (this.#resume = resolve));
    }
    if (this.#to.destroyed) throw new Error("the receiver has left");
  }

  #schedule() {
    if (this.#timer !== undefined || this.#pieces.length === 0) return;
    this.#timer = setTimeout(() => this.#deliver(), Math.max(0, this.#pieces[0].at - performance.now()));
  }

  #deliver() {
    this.#timer = undefined;
    // A timer may be early by less than a millisecond.
    while (this.#pieces.length > 0 && this.#pieces[0].at < performance.now() + 1) {
      const { piece } = this.#pieces.shift();
      this.#bytes -= piece?.length ?? 0;
      if (piece === undefined) this.#to.end();
      else if (!this.#to.destroyed) this.#to.write(piece);
    }
    this.#resume();
    this.#schedule();
  }
}
