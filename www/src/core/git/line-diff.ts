import { compact } from "./compaction.ts";
import { myers } from "./myers.ts";

/** git compares the ends of two texts in blocks of this many bytes, before it compares lines. */
const BLOCK = 1024;

/**
 * For each line of a newer version, the index of the same line in an older one, as `git blame` and `git diff` find it; undefined
 * for new lines. Lines have their ends, and one character for each byte.
 */
export function unchanged(older: readonly string[], newer: readonly string[]): (number | undefined)[] {
  const tail = commonTail(older, newer);
  const [before, after] = [older.slice(0, older.length - tail), newer.slice(0, newer.length - tail)];
  const changed = myers(before, after);
  compact(before, after, changed, { byIndentation: true });
  const from: (number | undefined)[] = [];
  for (let [old, at] = [0, 0]; at < newer.length; at++) {
    if (changed.after[at]) {
      from[at] = undefined;
      continue;
    }
    while (changed.before[old]) old++;
    from[at] = old++;
  }
  return from;
}

/** The number of lines at the end that git leaves out because whole blocks are the same; what is left decides how far changes slide. */
function commonTail(older: readonly string[], newer: readonly string[]): number {
  let lines = 0;
  let bytes = 0;
  const lengths: number[] = [];
  const shorter = Math.min(older.length, newer.length);
  for (; lines < shorter && older.at(-1 - lines) === newer.at(-1 - lines); lines++) lengths.push((bytes += older.at(-1 - lines)?.length ?? 0));
  const [one = "", other = ""] = [older.at(-1 - lines), newer.at(-1 - lines)];
  let part = 0;
  while (part < Math.min(one.length, other.length) && one.at(-1 - part) === other.at(-1 - part)) part++;
  const blocks = Math.floor((bytes + part) / BLOCK) * BLOCK;
  // The line that the first block begins with, or in, is compared.
  return lengths.filter((length) => length < blocks).length;
}
