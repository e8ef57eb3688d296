/** A path that matches, and the positions of the characters that do. */
export interface Match {
  path: string;
  at: number[];
  score: number;
}

/** Points for a character that follows the one before it, starts a word, or is in the file's name. */
const ADJACENT = 6;
const AT_START = 5;
const IN_NAME = 3;
const PENALTY_PER_CHARACTER = 0.02;

/**
 * The paths that have the characters of a text in this order, best first: those in the file's name, at the start of words and next
 * to each other count more, and shorter paths win. Spaces in the text are ignored; an empty text matches all paths.
 */
export function fuzzy(paths: readonly string[], text: string, most: number): Match[] {
  const wanted = text.toLowerCase().replaceAll(/\s/g, "");
  if (wanted === "") return paths.slice(0, most).map((path) => ({ path, at: [], score: 0 }));
  const best: Match[] = [];
  for (const path of paths) {
    const match = matched(path, wanted);
    const last = best.at(-1);
    if (!match || (best.length === most && last && match.score <= last.score)) continue;
    const place = best.findIndex(({ score }) => score < match.score);
    best.splice(place < 0 ? best.length : place, 0, match);
    if (best.length > most) best.pop();
  }
  return best;
}

/** Matches the file's name if possible, as one piece if possible; otherwise the whole path. */
function matched(path: string, wanted: string): Match | undefined {
  const lower = path.toLowerCase();
  // Some characters have another length in lower case.
  if (lower.length !== path.length) return undefined;
  const name = lower.lastIndexOf("/") + 1;
  const at = piece(lower, wanted, name) ?? sequence(lower, wanted, name) ?? piece(lower, wanted, 0) ?? sequence(lower, wanted, 0);
  return at && { path, at, score: scoreOf(path, at, name) };
}

function piece(lower: string, wanted: string, from: number): number[] | undefined {
  const start = lower.indexOf(wanted, from);
  return start < 0 ? undefined : Array.from(wanted, (_, index) => start + index);
}

function sequence(lower: string, wanted: string, from: number): number[] | undefined {
  const at: number[] = [];
  let next = from;
  for (let index = 0; index < wanted.length; index++) {
    const found = lower.indexOf(wanted.charAt(index), next);
    if (found < 0) return undefined;
    at.push(found);
    next = found + 1;
  }
  return at;
}

function scoreOf(path: string, at: readonly number[], name: number): number {
  let score = -path.length * PENALTY_PER_CHARACTER;
  at.forEach((position, index) => {
    if (position === (at[index - 1] ?? -2) + 1) score += ADJACENT;
    if (position >= name) score += IN_NAME;
    if (position === 0 || /[/._\- ]/.test(path.charAt(position - 1)) || /[a-z][A-Z]/.test(path.slice(position - 1, position + 1))) score += AT_START;
  });
  return score;
}
