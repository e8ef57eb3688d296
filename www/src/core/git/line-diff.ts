import { diffArrays } from "diff";

/** Versions that differ in too much are not compared to the end. */
const TIMEOUT_MS = 5_000;

/** For each line of a newer version, the index of the same line in an older one; undefined for new lines. */
export function unchanged(older: readonly string[], newer: readonly string[]): (number | undefined)[] {
  const from: (number | undefined)[] = [];
  let start = 0;
  while (start < older.length && start < newer.length && older[start] === newer[start]) from[start] = start++;
  let end = 0;
  while (end < older.length - start && end < newer.length - start && older.at(-1 - end) === newer.at(-1 - end)) {
    from[newer.length - 1 - end] = older.length - 1 - end;
    end += 1;
  }
  let [left, right] = [start, start];
  const rest = diffArrays(older.slice(start, older.length - end), newer.slice(start, newer.length - end), { timeout: TIMEOUT_MS });
  // Without a result in time, all of the rest counts as new.
  for (const { added, removed, count } of rest ?? []) {
    if (added) right += count;
    else if (removed) left += count;
    else for (let index = 0; index < count; index++) from[right++] = left++;
  }
  return from;
}
