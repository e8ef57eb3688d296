import { bestEnd } from "./indentation.ts";

/** For each line of two texts, whether the other text does not have it. */
export interface Changed {
  before: Uint8Array;
  after: Uint8Array;
}

/**
 * Slides groups of changed lines as git does: to the end, or beside a change of the other text. With `byIndentation`, groups that
 * could be anywhere go where the indentation suggests (`diff.indentHeuristic`).
 */
export function compact(before: readonly string[], after: readonly string[], changed: Changed, { byIndentation = false } = {}): void {
  slideAll(before, changed.before, changed.after, byIndentation);
  slideAll(after, changed.after, changed.before, byIndentation);
}

function slideAll(lines: readonly string[], changed: Uint8Array, otherChanged: Uint8Array, byIndentation: boolean): void {
  const group = new Group(changed, lines);
  const other = new Group(otherChanged);
  for (;;) {
    if (!group.isEmpty) {
      let size: number;
      let matching: boolean;
      let earliest: number;
      do {
        size = group.end - group.start;
        while (group.slideUp()) other.previous();
        earliest = group.end;
        matching = !other.isEmpty;
        while (group.slideDown()) {
          other.next();
          if (!other.isEmpty) matching = true;
        }
      } while (size !== group.end - group.start);
      if (group.end !== earliest && matching) {
        while (other.isEmpty) {
          group.slideUp();
          other.previous();
        }
      } else if (group.end !== earliest && byIndentation) {
        for (let surplus = group.end - bestEnd(lines, earliest, group.end, size); surplus > 0; surplus--) {
          group.slideUp();
          other.previous();
        }
      }
    }
    if (!group.next()) return;
    other.next();
  }
}

/** A group of changed lines, possibly empty, between two lines that are not changed. */
class Group {
  start = 0;
  end = 0;
  readonly #changed: Uint8Array;
  readonly #lines: readonly string[];

  constructor(changed: Uint8Array, lines: readonly string[] = []) {
    this.#changed = changed;
    this.#lines = lines;
    this.#extend();
  }

  get isEmpty(): boolean {
    return this.start === this.end;
  }

  #extend(): void {
    while (this.#changed[this.end]) this.end++;
  }

  next(): boolean {
    if (this.end === this.#changed.length) return false;
    this.start = this.end = this.end + 1;
    this.#extend();
    return true;
  }

  previous(): void {
    this.end = this.start = this.start - 1;
    while (this.start > 0 && this.#changed[this.start - 1]) this.start--;
  }

  slideDown(): boolean {
    if (this.end >= this.#changed.length || this.#lines[this.start] !== this.#lines[this.end]) return false;
    this.#changed[this.start++] = 0;
    this.#changed[this.end++] = 1;
    this.#extend();
    return true;
  }

  slideUp(): boolean {
    if (this.start === 0 || this.#lines[this.start - 1] !== this.#lines[this.end - 1]) return false;
    this.#changed[--this.start] = 1;
    this.#changed[--this.end] = 0;
    while (this.start > 0 && this.#changed[this.start - 1]) this.start--;
    return true;
  }
}
