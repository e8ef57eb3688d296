import type { GitProgressEvent } from "isomorphic-git";

import type { Progress } from "../api.ts";

/** What a server tells of before it sends. */
const PACKING: readonly string[] = ["Enumerating objects", "Counting objects", "Compressing objects"];
// More often than this nobody sees.
const INTERVAL = 100;

/** Puts git's counts and the bytes together, with a rate and the time that is left of the phase. */
export class Meter {
  readonly #report: (progress: Progress) => void;
  readonly #clock: () => number;
  readonly #began: number;
  #phaseBegan: number;
  #phase = "Connecting";
  #done = 0;
  #total: number | undefined;
  #bytes = 0;
  /** When the latest of them came. */
  #received: number;
  #reported = -Infinity;

  constructor(report: (progress: Progress) => void, clock: () => number = Date.now) {
    this.#report = report;
    this.#clock = clock;
    this.#began = this.#phaseBegan = this.#received = clock();
  }

  bytes(bytes: number): void {
    this.#bytes = bytes;
    this.#received = this.#clock();
    if (this.#total !== undefined && this.#done >= this.#total && PACKING.includes(this.#phase)) {
      // The pack is on its way, and nobody says how many objects of it.
      this.#phase = "Receiving objects";
      this.#done = 0;
      this.#total = undefined;
    }
    this.#tell();
  }

  event({ phase, loaded, total }: GitProgressEvent): void {
    const changed = phase !== this.#phase;
    if (changed) this.#phaseBegan = this.#clock();
    this.#phase = phase;
    this.#done = loaded;
    this.#total = total || undefined;
    this.#tell(changed);
  }

  #tell(now = false): void {
    const time = this.#clock();
    if (!now && time - this.#reported < INTERVAL) return;
    this.#reported = time;
    const rate = this.#bytes / Math.max((this.#received - this.#began) / 1000, 0.001);
    const share = this.#total === undefined ? 0 : this.#done / this.#total;
    const secondsLeft = share > 0 && share <= 1 ? (((time - this.#phaseBegan) / 1000) * (1 - share)) / share : undefined;
    this.#report({
      phase: this.#phase,
      done: this.#done,
      bytes: this.#bytes,
      rate,
      ...(this.#total !== undefined && { total: this.#total }),
      ...(secondsLeft !== undefined && { secondsLeft }),
    });
  }
}
