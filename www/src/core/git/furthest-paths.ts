/** The shortest common run that speaks for a path, when a search has become expensive. */
const SNAKE = 20;

/** A part of both texts that is still to be compared. */
export interface Box {
  a: number;
  aEnd: number;
  b: number;
  bEnd: number;
  /** Whether the shortest result must be found, whatever it costs. */
  minimal: boolean;
}

/** How far a path has come, counted from its own corner. */
export interface Reached {
  x: number;
  y: number;
}

/**
 * The furthest paths from one corner of a box, on each diagonal x − y. The two fronts are mirror images: one counts from the start
 * of the texts, the other one from their ends.
 */
export class Front {
  readonly #direction: 1 | -1;
  /** x on each diagonal; outside of the range, -1. */
  readonly #furthest: Int32Array;
  readonly #middle: number;
  #texts: [a: Int32Array, b: Int32Array] = [new Int32Array(), new Int32Array()];
  #corner = { a: 0, b: 0 };
  #low = 0;
  #high = 0;
  width = 0;
  height = 0;
  /** Whether the last step went along a long common run. */
  hasSnake = false;

  constructor(direction: 1 | -1, diagonals: number) {
    this.#direction = direction;
    this.#middle = diagonals + 1;
    this.#furthest = new Int32Array(2 * diagonals + 3);
  }

  start(a: Int32Array, b: Int32Array, box: Box): void {
    this.#texts = [a, b];
    this.#corner = this.#direction === 1 ? { a: box.a, b: box.b } : { a: box.aEnd, b: box.bEnd };
    [this.width, this.height] = [box.aEnd - box.a, box.bEnd - box.b];
    this.#low = this.#high = 0;
    this.#furthest[this.#middle] = 0;
  }

  placeOf({ x, y }: Reached): { a: number; b: number } {
    return { a: this.#corner.a + this.#direction * x, b: this.#corner.b + this.#direction * y };
  }

  /** Whether the lines after this many from the corner are the same. */
  #isCommon(x: number, y: number): boolean {
    const [a, b] = this.#texts;
    const { a: atA, b: atB } = this.#corner;
    return this.#direction === 1 ? a[atA + x] === b[atB + y] : a[atA - x - 1] === b[atB - y - 1];
  }

  /** The diagonals of the last step, in the order of git: those with more of the first text's lines first. */
  #diagonals(): { first: number; end: number; step: number } {
    return this.#direction === 1 ? { first: this.#high, end: this.#low - 2, step: -2 } : { first: this.#low, end: this.#high + 2, step: 2 };
  }

  /** One change more on each path. Returns where a path meets one of the other front. */
  advance(other: Front | undefined): Reached | undefined {
    const at = this.#furthest;
    const middle = this.#middle;
    // Beyond the box the range shrinks again.
    if (this.#low > -this.height) at[middle + --this.#low - 1] = -1;
    else this.#low++;
    if (this.#high < this.width) at[middle + ++this.#high + 1] = -1;
    else this.#high--;
    this.hasSnake = false;
    const { first, end, step } = this.#diagonals();
    for (let diagonal = first; step < 0 ? diagonal > end : diagonal < end; diagonal += step) {
      const [left, right] = [at[middle + diagonal - 1] as number, at[middle + diagonal + 1] as number];
      let x = left >= right ? left + 1 : right;
      const from = x;
      while (x < this.width && x - diagonal < this.height && this.#isCommon(x, x - diagonal)) x++;
      if (x - from > SNAKE) this.hasSnake = true;
      at[middle + diagonal] = x;
      if (other?.meets(this.width - this.height - diagonal, this.width - x)) return { x, y: x - diagonal };
    }
    return undefined;
  }

  /** Whether the path on a diagonal has come as far as `x`. */
  meets(diagonal: number, x: number): boolean {
    return diagonal >= this.#low && diagonal <= this.#high && (this.#furthest[this.#middle + diagonal] as number) >= x;
  }

  #paths(): Reached[] {
    const { first, end, step } = this.#diagonals();
    const paths: Reached[] = [];
    for (let diagonal = first; step < 0 ? diagonal > end : diagonal < end; diagonal += step) {
      const x = this.#furthest[this.#middle + diagonal] as number;
      paths.push({ x, y: x - diagonal });
    }
    return paths;
  }

  /** The path that has come furthest, if it has come further than `least` and ends with a long common run. */
  good(least: number): Reached | undefined {
    let best: Reached | undefined;
    let most = least;
    for (const { x, y } of this.#paths()) {
      const far = x + y - Math.abs(x - y);
      const isInside = x >= SNAKE && x < this.width && y >= SNAKE && y < this.height;
      if (far <= most || !isInside) continue;
      let run = 0;
      while (run < SNAKE && this.#isCommon(x - run - 1, y - run - 1)) run++;
      if (run === SNAKE) [best, most] = [{ x, y }, far];
    }
    return best;
  }

  furthest(): Reached {
    let best = { x: -1, y: 0 };
    for (const path of this.#paths()) {
      let x = Math.min(path.x, this.width);
      const diagonal = path.x - path.y;
      if (x - diagonal > this.height) x = this.height + diagonal;
      if (best.x + best.y < 2 * x - diagonal) best = { x, y: x - diagonal };
    }
    return best;
  }
}
