import { bytesOfLatin1, latin1 } from "../latin1.ts";
import { histogram } from "./histogram.ts";

/** The result of a three-way merge of a file's lines. */
export interface MergedLines {
  content: Uint8Array<ArrayBuffer>;
  /** The number of conflicts, which the content has between markers. */
  conflicts: number;
}

/** What stands after the markers. */
export interface Labels {
  ours: string;
  theirs: string;
}

/** Conflicts with this many common lines between them become one, as in git. */
const NEAR = 3;
const MARKER = 7;

/** How a file's conflicts are written. */
export interface MergeStyle {
  /** The number of characters in a marker. */
  markerSize?: number;
  /** Whether the lines of both sides are taken, so that there are no conflicts. */
  union?: boolean;
}

/** A change of one side: lines of the base, and the lines that replace them. */
interface Change {
  from: number;
  to: number;
  /** The lines of that side. */
  start: number;
  end: number;
}

/** A part of the merge that is not the base's: from our side, from theirs, from both alike, or a conflict. */
interface Piece {
  kind: "ours" | "theirs" | "conflict";
  ours: [start: number, end: number];
  theirs: [start: number, end: number];
}

/**
 * Merges a file's lines as git does (`xdiff/xmerge.c`, level "zealous"). Bytes are kept, whatever their encoding.
 */
export function mergeLines(base: Uint8Array, ours: Uint8Array, theirs: Uint8Array, labels: Labels, { markerSize = MARKER, union = false }: MergeStyle = {}): MergedLines {
  const [old, our, their] = [base, ours, theirs].map(linesOf) as [string[], string[], string[]];
  const [mine, others] = [changesOf(old, our), changesOf(old, their)];
  const pieces = simplified(piecesOf(mine, others, our, their).flatMap((piece) => (piece.kind === "conflict" ? refined(piece, our, their) : [piece])));
  const content = bytesOfLatin1(written(pieces, { old, our, their }, labels, { markerSize, union }));
  return { content, conflicts: union ? 0 : pieces.filter(({ kind }) => kind === "conflict").length };
}

/** Lines with their ends, one character for each byte. */
function linesOf(content: Uint8Array): string[] {
  return latin1(content).match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function changesOf(before: readonly string[], after: readonly string[]): Change[] {
  const changed = histogram(before, after);
  const found: Change[] = [];
  for (let from = 0, start = 0; from < before.length || start < after.length; ) {
    let [to, end] = [from, start];
    while (changed.before[to]) to++;
    while (changed.after[end]) end++;
    if (to > from || end > start) found.push({ from, to, start, end });
    [from, start] = [to + 1, end + 1];
  }
  return found;
}

/** Puts both sides' changes together. Changes that overlap or touch are a conflict, unless they are the same. */
function piecesOf(mine: readonly Change[], others: readonly Change[], our: readonly string[], their: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  // How far each side's lines are from the base's, outside of changes.
  let [ourShift, theirShift] = [0, 0];
  let [i, j] = [0, 0];
  while (i < mine.length || j < others.length) {
    const [a, b] = [mine[i], others[j]];
    if (a && (!b || a.to < b.from)) {
      pieces.push({ kind: "ours", ours: [a.start, a.end], theirs: [a.from + theirShift, a.to + theirShift] });
      ourShift = a.end - a.to;
      i++;
    } else if (b && (!a || b.to < a.from)) {
      pieces.push({ kind: "theirs", ours: [b.from + ourShift, b.to + ourShift], theirs: [b.start, b.end] });
      theirShift = b.end - b.to;
      j++;
    } else if (a && b) {
      const isSame = a.from === b.from && a.to === b.to && a.end - a.start === b.end - b.start && sameLines(our, a.start, their, b.start, a.end - a.start);
      if (isSame) {
        pieces.push({ kind: "ours", ours: [a.start, a.end], theirs: [b.start, b.end] });
        [i, j] = [i + 1, j + 1];
        [ourShift, theirShift] = [a.end - a.to, b.end - b.to];
        continue;
      }
      let [from, to] = [Math.min(a.from, b.from), Math.max(a.to, b.to)];
      [i, j] = [i + 1, j + 1];
      let [last, otherLast] = [a, b];
      // What touches the conflict belongs to it.
      for (let grown = true; grown; ) {
        grown = false;
        const [next, other] = [mine[i], others[j]];
        if (next && next.from <= to) [last, i, to, grown] = [next, i + 1, Math.max(to, next.to), true];
        else if (other && other.from <= to) [otherLast, j, to, grown] = [other, j + 1, Math.max(to, other.to), true];
      }
      pieces.push({
        kind: "conflict",
        ours: [a.start - (a.from - from), last.end + (to - last.to)],
        theirs: [b.start - (b.from - from), otherLast.end + (to - otherLast.to)],
      });
      [ourShift, theirShift] = [last.end - last.to, otherLast.end - otherLast.to];
    }
  }
  return pieces;
}

function sameLines(our: readonly string[], start: number, their: readonly string[], other: number, count: number): boolean {
  for (let line = 0; line < count; line++) if (our[start + line] !== their[other + line]) return false;
  return true;
}

/** Leaves only what differs in a conflict. If nothing differs, the conflict disappears. */
function refined(piece: Piece, our: readonly string[], their: readonly string[]): Piece[] {
  const { ours: [start, end], theirs: [from, to] } = piece;
  if (start === end || from === to) return [piece];
  const changes = changesOf(our.slice(start, end), their.slice(from, to));
  if (changes.length === 0) return [{ ...piece, kind: "ours" }];
  return changes.map((change) => ({ kind: "conflict", ours: [start + change.from, start + change.to], theirs: [from + change.start, from + change.end] }));
}

/** Joins conflicts that are near each other. */
function simplified(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last?.kind === "conflict" && piece.kind === "conflict" && piece.ours[0] - last.ours[1] <= NEAR) {
      joined[joined.length - 1] = { kind: "conflict", ours: [last.ours[0], piece.ours[1]], theirs: [last.theirs[0], piece.theirs[1]] };
    } else joined.push(piece);
  }
  return joined;
}

/** The merged lines: what is between the pieces is the same on both sides, or was changed by one side only. */
function written(pieces: readonly Piece[], { old, our, their }: Record<"old" | "our" | "their", readonly string[]>, labels: Labels, { markerSize, union }: Required<MergeStyle>): string {
  let text = "";
  let at = 0;
  for (const { kind, ours: [start, end], theirs: [from, to] } of pieces) {
    text += our.slice(at, start).join("");
    at = end;
    if (kind === "ours") text += our.slice(start, end).join("");
    else if (kind === "theirs") text += their.slice(from, to).join("");
    else {
      const styles = [isCrLf(our, start), isCrLf(their, from), isCrLf(old, 0)];
      const lineEnd = !styles.includes(false) && styles.includes(true) ? "\r\n" : "\n";
      const marker = (character: string, label = ""): string => character.repeat(markerSize) + (label === "" ? "" : ` ${latin1(new TextEncoder().encode(label))}`) + lineEnd;
      if (union) text += (from === to ? our.slice(start, end).join("") : ended(our.slice(start, end), lineEnd)) + their.slice(from, to).join("");
      else text += marker("<", labels.ours) + ended(our.slice(start, end), lineEnd) + marker("=") + ended(their.slice(from, to), lineEnd) + marker(">", labels.theirs);
    }
  }
  return text + our.slice(at).join("");
}

/** Whether the line before a place, or the first line, ends with CR LF; undefined if it has no line end. */
function isCrLf(lines: readonly string[], at: number): boolean | undefined {
  const line = lines[Math.max(0, at - 1)] ?? "";
  return line.endsWith("\n") ? line.endsWith("\r\n") : undefined;
}

function ended(lines: readonly string[], lineEnd: string): string {
  const text = lines.join("");
  return text === "" || text.endsWith("\n") ? text : text + lineEnd;
}
