import type { GitProgressEvent } from "isomorphic-git";

import type { Progress } from "../git-api.ts";

/** Phases that a server reports before it sends the pack. */
const PACKING: readonly string[] = ["Enumerating objects", "Counting objects", "Compressing objects"];
// Milliseconds between reports; more frequent ones would not be visible.
const INTERVAL = 100;

/** Combines git's counts with the bytes received, and adds a rate and the time left in the phase. */
export class Meter {
  readonly #report: (progress: Progress) => void;
  readonly #clock: () => number;
  readonly #began: number;
  #phaseBegan: number;
  #phase = "Connecting";
  #done = 0;
  #total: number | undefined;
  #bytes = 0;
  /** When the latest bytes arrived. */
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
      // The pack is arriving; the server does not say how many objects have been sent.
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
