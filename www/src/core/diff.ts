import { readText, type AnyText } from "./any-text.ts";
import { unchanged } from "./git/line-diff.ts";
import { lineEnds } from "./text.ts";

/** A line of a diff, with its line numbers before and after. */
export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
  before?: number;
  after?: number;
  /** The pieces in which the line differs from its counterpart, as positions in the text. */
  marks?: [from: number, to: number][];
  /** Whether the file ends here without a line end. */
  isUnended?: boolean;
}

/** A diff of two versions of a file, with all their lines. */
export interface Diff {
  lines: DiffLine[];
  added: number;
  removed: number;
  /** What changed in the form of the text, such as its encoding. */
  notes: string[];
}

/** Lines of a diff that are shown, or unchanged ones that are folded. */
export interface Part {
  isFolded: boolean;
  lines: DiffLine[];
}

/** A removed line and the added line that replaces it, or an unchanged line on both sides. */
export interface Pair {
  left?: DiffLine;
  right?: DiffLine;
}

/** Larger files would block the page for too long. */
const LARGEST = 1_000_000;
/** If both versions have more lines, comparing them could take many seconds. */
const MOST_LINES = 100_000;
/** Longer lines are compared only as a whole. */
const LONGEST_COMPARED = 1_000;
/** Further lines are not compared word by word, which would block the page, too. */
const MOST_COMPARED = 5_000;
/** With less in common, lines are different ones, and marks would only distract. */
const LEAST_COMMON = 0.3;

/** A diff of two versions of a file, with the changes that `git diff` finds; undefined if a version is not text, or if they are too large to compare. */
export async function diffLines(before: Uint8Array | undefined, after: Uint8Array | undefined, { ignoreSpace = false } = {}): Promise<Diff | undefined> {
  if (Math.max(before?.byteLength ?? 0, after?.byteLength ?? 0) > LARGEST) return undefined;
  const [oldText, currentText] = await Promise.all([before, after].map((side) => readText(side ?? new Uint8Array())));
  if (!oldText || !currentText) return undefined;
  const [old, current] = [linesOf(oldText.text), linesOf(currentText.text)];
  if (Math.min(old.length, current.length) > MOST_LINES) return undefined;
  const keys = (lines: readonly string[]): readonly string[] => (ignoreSpace ? lines.map((line) => line.replaceAll(/\s/g, "")) : lines);

  const diff: Diff = { lines: [], added: 0, removed: 0, notes: before && after ? formChanges(oldText, currentText) : [] };
  let [left, right] = [0, 0];
  /** Adds the lines that were removed and added before these places. */
  function change(leftEnd: number, rightEnd: number): void {
    diff.removed += leftEnd - left;
    diff.added += rightEnd - right;
    while (left < leftEnd) diff.lines.push({ kind: "removed", ...textOf(old[left] ?? ""), before: ++left });
    while (right < rightEnd) diff.lines.push({ kind: "added", ...textOf(current[right] ?? ""), after: ++right });
  }
  unchanged(keys(old), keys(current)).forEach((from, at) => {
    if (from === undefined) return;
    change(from, at);
    diff.lines.push({ kind: "same", ...textOf(current[at] ?? ""), before: ++left, after: ++right });
  });
  change(old.length, current.length);

  const { diffWordsWithSpace } = await import("diff");
  const replaced = pairs(diff.lines).filter(({ left, right }) => left?.kind === "removed" && right);
  for (const { left: removed, right: added } of replaced.slice(0, MOST_COMPARED)) {
    if (removed && added) mark(removed, added, diffWordsWithSpace, ignoreSpace);
  }
  return diff;
}

/** Folds unchanged lines that are further than `context` lines from a change. */
export function folded(lines: readonly DiffLine[], context = 3): Part[] {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ kind }, index) => {
    if (kind !== "same") near.fill(1, Math.max(0, index - context), index + context + 1);
  });
  const parts: Part[] = [];
  lines.forEach((line, index) => {
    const isFolded = near[index] === 0;
    const last = parts.at(-1);
    if (last?.isFolded === isFolded) last.lines.push(line);
    else parts.push({ isFolded, lines: [line] });
  });
  // A single folded line takes as much room as what stands for it.
  return parts.map((part) => (part.isFolded && part.lines.length === 1 ? { ...part, isFolded: false } : part));
}

/** The lines side by side: each removed line beside the added line in its place. */
export function pairs(lines: readonly DiffLine[]): Pair[] {
  const found: Pair[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = (): void => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      const [left, right] = [removed[index], added[index]];
      found.push({ ...(left && { left }), ...(right && { right }) });
    }
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === "removed" && added.length > 0) flush();
    if (line.kind === "removed") removed.push(line);
    else if (line.kind === "added") added.push(line);
    else {
      flush();
      found.push({ left: line, right: line });
    }
  }
  flush();
  return found;
}

type Compare = (one: string, other: string) => { value: string; added: boolean; removed: boolean }[];

/** Marks the words in which two lines differ. */
function mark(removed: DiffLine, added: DiffLine, compare: Compare, ignoreSpace: boolean): void {
  if (Math.max(removed.text.length, added.text.length) > LONGEST_COMPARED) return;
  const marks: Record<"removed" | "added", [number, number][]> = { removed: [], added: [] };
  let [left, right, common] = [0, 0, 0];
  for (const { value, ...is } of compare(removed.text, added.text)) {
    const isMarked = !ignoreSpace || /\S/.test(value);
    if (is.removed) {
      if (isMarked) marks.removed.push([left, left + value.length]);
      left += value.length;
    } else if (is.added) {
      if (isMarked) marks.added.push([right, right + value.length]);
      right += value.length;
    } else {
      left += value.length;
      right += value.length;
      common += value.trim().length;
    }
  }
  if (common < LEAST_COMMON * Math.max(removed.text.trim().length, added.text.trim().length)) return;
  removed.marks = marks.removed;
  added.marks = marks.added;
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  const lines = text.split(/(?<=\n)/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function textOf(line: string): Pick<DiffLine, "text" | "isUnended"> {
  return line.endsWith("\n") ? { text: line.slice(0, -1) } : { text: line, isUnended: true };
}

/** What changed in the form of a text, which its lines do not show. */
function formChanges(old: AnyText, current: AnyText): string[] {
  const found: string[] = [];
  if (old.encoding !== current.encoding && old.text !== "" && current.text !== "") found.push(`The encoding changed from ${old.encoding} to ${current.encoding}.`);
  const [before, after] = [lineEnds(old.text), lineEnds(current.text)];
  if (before !== after && before && after) found.push(`The line ends changed from ${before} to ${after}.`);
  return found;
}
