import { diffArrays } from "diff";

/** For each line of two texts, whether the other text does not have it. */
export interface Changed {
  before: Uint8Array;
  after: Uint8Array;
}

/** Lines that occur more often than this do not anchor a diff, as in git. */
const LONGEST_CHAIN = 64;

/**
 * Compares lines with git's histogram algorithm (`xdiff/xhistogram.c`), which git uses to merge: with another algorithm the same
 * merge could conflict here and not there.
 */
export function histogram(before: readonly string[], after: readonly string[]): Changed {
  const changed = { before: new Uint8Array(before.length), after: new Uint8Array(after.length) };
  const waiting: [from: number, to: number, from: number, to: number][] = [[0, before.length, 0, after.length]];
  for (let range = waiting.pop(); range; range = waiting.pop()) {
    const [a, aEnd, b, bEnd] = range;
    const common = a < aEnd && b < bEnd ? longest(before, after, range) : undefined;
    if (common === "classic") classic(before, after, range, changed);
    else if (common) waiting.push([a, common.a, b, common.b], [common.aEnd, aEnd, common.bEnd, bEnd]);
    else {
      changed.before.fill(1, a, aEnd);
      changed.after.fill(1, b, bEnd);
    }
  }
  compact(before, changed.before, changed.after);
  compact(after, changed.after, changed.before);
  return changed;
}

interface Region {
  a: number;
  aEnd: number;
  b: number;
  bEnd: number;
}

/** The longest common region with the rarest line; "classic" if there are only lines that occur too often. */
function longest(before: readonly string[], after: readonly string[], [a, aEnd, b, bEnd]: [number, number, number, number]): Region | "classic" | undefined {
  const places = new Map<string, number[]>();
  for (let at = a; at < aEnd; at++) {
    const line = before[at] as string;
    const known = places.get(line);
    if (known) known.push(at);
    else places.set(line, [at]);
  }
  const occurrences = (at: number): number => places.get(before[at] as string)?.length ?? 0;
  let best: Region | undefined;
  let rarest = LONGEST_CHAIN + 1;
  let hasCommon = false;
  for (let at = b; at < bEnd; ) {
    let next = at + 1;
    const found = places.get(after[at] as string) ?? [];
    if (found.length > 0) hasCommon = true;
    if (found.length <= rarest) {
      let covered = -1;
      for (const place of found) {
        if (place < covered) continue;
        const region = { a: place, aEnd: place + 1, b: at, bEnd: at + 1 };
        let count = found.length;
        while (region.a > a && region.b > b && before[region.a - 1] === after[region.b - 1]) {
          region.a--;
          region.b--;
          if (count > 1) count = Math.min(count, occurrences(region.a));
        }
        while (region.aEnd < aEnd && region.bEnd < bEnd && before[region.aEnd] === after[region.bEnd]) {
          if (count > 1) count = Math.min(count, occurrences(region.aEnd));
          region.aEnd++;
          region.bEnd++;
        }
        covered = region.aEnd;
        next = Math.max(next, region.bEnd);
        if (!best || best.aEnd - best.a < region.aEnd - region.a || count < rarest) {
          best = region;
          rarest = count;
        }
      }
    }
    at = next;
  }
  return hasCommon && rarest > LONGEST_CHAIN ? "classic" : best;
}

/** Compares a range with Myers' algorithm. */
function classic(before: readonly string[], after: readonly string[], [a, aEnd, b, bEnd]: [number, number, number, number], changed: Changed): void {
  let [at, other] = [a, b];
  for (const { added, removed, count } of diffArrays(before.slice(a, aEnd) as string[], after.slice(b, bEnd) as string[])) {
    if (removed) changed.before.fill(1, at, at + count);
    if (added) changed.after.fill(1, other, other + count);
    if (!added) at += count;
    if (!removed) other += count;
  }
}

/** Slides groups of changed lines as git does (`xdl_change_compact`): to the end, or beside a change of the other text. */
function compact(lines: readonly string[], changed: Uint8Array, otherChanged: Uint8Array): void {
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
