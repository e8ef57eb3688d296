import type { Changed } from "./compaction.ts";
import { Front, type Box, type Reached } from "./furthest-paths.ts";

/** A search that has cost this much takes a path that is good enough. */
const EXPENSIVE = 256;
/** How many times its cost a good path has come forward. */
const GOOD = 4;
/** Lines on each side of a frequent line that decide whether it is compared. */
const WINDOW = 100;
const MOST_FREQUENT = 1024;

/**
 * Compares lines with Myers' algorithm ("An O(ND) difference algorithm and its variations", 1986, with its linear space refinement),
 * and decides as git's default diff does where several results are possible: the lines that it leaves out because they have no
 * counterpart or are frequent, the paths that it prefers, and when it stops to look for the shortest result.
 */
export function myers(before: readonly string[], after: readonly string[]): Changed {
  const changed = { before: new Uint8Array(before.length), after: new Uint8Array(after.length) };
  const [a, b] = numbered(before, after);
  let start = 0;
  let tail = 0;
  const shorter = Math.min(a.length, b.length);
  while (start < shorter && a[start] === b[start]) start++;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const mine = compared(a, start, a.length - tail, countsOf(b), changed.before);
  const other = compared(b, start, b.length - tail, countsOf(a), changed.after);
  const lines = [mine.map((at) => a[at] as number), other.map((at) => b[at] as number)] as const;
  search(
    lines,
    (at) => (changed.before[mine[at] as number] = 1),
    (at) => (changed.after[other[at] as number] = 1),
  );
  return changed;
}

/** Equal lines get equal numbers. */
function numbered(...texts: (readonly string[])[]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  return texts.map((lines) =>
    Int32Array.from(lines, (line) => {
      const known = numbers.get(line) ?? numbers.size;
      if (known === numbers.size) numbers.set(line, known);
      return known;
    }),
  ) as [Int32Array, Int32Array];
}

function countsOf(lines: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** A power of two near the square root, as git estimates it. */
function roughRoot(value: number): number {
  let root = 1;
  for (let rest = value; rest > 0; rest >>= 2) root *= 2;
  return root;
}

/** The places of the lines that are worth comparing; the others are marked as changed. `there` counts the other text's lines. */
function compared(lines: Int32Array, start: number, end: number, there: ReadonlyMap<number, number>, changed: Uint8Array): Int32Array {
  const frequent = Math.min(roughRoot(lines.length), MOST_FREQUENT);
  const occurrences = lines.map((line) => there.get(line) ?? 0);
  const kept: number[] = [];
  for (let at = start; at < end; at++) {
    const count = occurrences[at] as number;
    if (count === 0 || (count >= frequent && isLost(occurrences, at, Math.max(start, at - WINDOW), Math.min(end - 1, at + WINDOW), frequent))) changed[at] = 1;
    else kept.push(at);
  }
  return Int32Array.from(kept);
}

/** Whether a frequent line stands among lines without a counterpart, on both sides and mostly: it would only match by chance. */
function isLost(occurrences: Int32Array, at: number, first: number, last: number, frequent: number): boolean {
  // The line itself counts once for each direction.
  let [alone, often] = [0, 2];
  for (const step of [-1, 1]) {
    const aloneBefore = alone;
    for (let near = at + step; near >= first && near <= last; near += step) {
      const count = occurrences[near] as number;
      if (count === 0) alone++;
      else if (count >= frequent) often++;
      else break;
    }
    if (alone === aloneBefore) return false;
  }
  return often * 4 < often + alone;
}

function search([a, b]: readonly [Int32Array, Int32Array], removed: (at: number) => void, added: (at: number) => void): void {
  const diagonals = a.length + b.length + 3;
  const limit = Math.max(roughRoot(diagonals), EXPENSIVE);
  const fronts = [new Front(1, diagonals), new Front(-1, diagonals)] as const;
  const waiting: Box[] = [{ a: 0, aEnd: a.length, b: 0, bEnd: b.length, minimal: false }];
  for (let box = waiting.pop(); box; box = waiting.pop()) {
    while (box.a < box.aEnd && box.b < box.bEnd && a[box.a] === b[box.b]) [box.a, box.b] = [box.a + 1, box.b + 1];
    while (box.a < box.aEnd && box.b < box.bEnd && a[box.aEnd - 1] === b[box.bEnd - 1]) [box.aEnd, box.bEnd] = [box.aEnd - 1, box.bEnd - 1];
    if (box.a === box.aEnd) for (let at = box.b; at < box.bEnd; at++) added(at);
    else if (box.b === box.bEnd) for (let at = box.a; at < box.aEnd; at++) removed(at);
    else {
      const split = splitOf(a, b, box, fronts, limit);
      waiting.push({ a: box.a, aEnd: split.a, b: box.b, bEnd: split.b, minimal: split.minimal !== "after" });
      waiting.push({ a: split.a, aEnd: box.aEnd, b: split.b, bEnd: box.bEnd, minimal: split.minimal !== "before" });
    }
  }
}

/** A place on a path through a box, and on which side of it the path must be the shortest. */
interface Split {
  a: number;
  b: number;
  minimal: "both" | "before" | "after";
}

/** Searches from both corners of a box until the paths meet, or until one of them is good enough. */
function splitOf(a: Int32Array, b: Int32Array, box: Box, [forward, backward]: readonly [Front, Front], limit: number): Split {
  const found = (front: Front, at: Reached): Split => ({ ...front.placeOf(at), minimal: front === forward ? "before" : "after" });
  forward.start(a, b, box);
  backward.start(a, b, box);
  const isOdd = ((forward.width - forward.height) & 1) === 1;
  for (let cost = 1; ; cost++) {
    const meeting = forward.advance(isOdd ? backward : undefined);
    if (meeting) return { ...forward.placeOf(meeting), minimal: "both" };
    const met = backward.advance(isOdd ? undefined : forward);
    if (met) return { ...backward.placeOf(met), minimal: "both" };
    if (box.minimal) continue;
    if (cost > EXPENSIVE && (forward.hasSnake || backward.hasSnake)) {
      for (const front of [forward, backward]) {
        const good = front.good(GOOD * cost);
        if (good) return found(front, good);
      }
    }
    if (cost >= limit) {
      const [one, other] = [forward.furthest(), backward.furthest()];
      return other.x + other.y < one.x + one.y ? found(forward, one) : found(backward, other);
    }
  }
}
