import { compact, type Changed } from "./compaction.ts";
import { myers } from "./myers.ts";

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
  compact(before, after, changed);
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
  const inside = myers(before.slice(a, aEnd), after.slice(b, bEnd));
  changed.before.set(inside.before, a);
  changed.after.set(inside.after, b);
}
