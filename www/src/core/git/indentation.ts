/** Deeper indentations and longer runs of blank lines are all alike. */
const DEEPEST = 200;
const MOST_BLANKS = 20;
/** A group of lines is moved by this many at most. */
const FURTHEST = 100;
/** How much one more step of indentation counts, against the penalties. */
const PER_STEP = 60;

/** What speaks against a boundary between two lines; the numbers are git's, found by comparing diffs that people preferred. */
const PENALTIES = { start: 1, end: 21, blank: -30, blankAfter: 6, deeper: [-4, 10], newBlock: [24, 17], endOfBlock: [23, 17] } as const;

/**
 * Where a group of changed lines that could slide ends best, judged by the indentation around its first and last line.
 *
 * @param earliest the first possible end
 * @param latest the last possible one
 * @param size the number of lines in the group
 */
export function bestEnd(lines: readonly string[], earliest: number, latest: number, size: number): number {
  let best = latest;
  let least: Badness | undefined;
  for (let end = Math.max(earliest, latest - size - 1, latest - FURTHEST); end <= latest; end++) {
    const [one, other] = [badness(lines, end), badness(lines, end - size)];
    const sum = { indent: one.indent + other.indent, penalty: one.penalty + other.penalty };
    if (least && PER_STEP * Math.sign(sum.indent - least.indent) + sum.penalty - least.penalty > 0) continue;
    [best, least] = [end, sum];
  }
  return best;
}

interface Badness {
  indent: number;
  penalty: number;
}

/** How bad a boundary before a line is. */
function badness(lines: readonly string[], at: number): Badness {
  const isEnd = at >= lines.length;
  const own = isEnd ? undefined : indentOf(lines[at] as string);
  const [above, below] = [nearest(lines, at, -1), nearest(lines, at, 1)];
  // For git, the end of the text is a blank line.
  const blanksAfter = own === undefined ? 1 + below.blanks : 0;
  const blanks = above.blanks + blanksAfter;
  const indent = own ?? below.indent;
  let penalty = PENALTIES.blank * blanks + PENALTIES.blankAfter * blanksAfter;
  if (above.indent === undefined && above.blanks === 0) penalty += PENALTIES.start;
  if (isEnd) penalty += PENALTIES.end;
  if (indent !== undefined && above.indent !== undefined && indent !== above.indent) {
    const startsBlock = below.indent !== undefined && below.indent > indent;
    const kind = indent > above.indent ? PENALTIES.deeper : startsBlock ? PENALTIES.newBlock : PENALTIES.endOfBlock;
    penalty += kind[blanks > 0 ? 1 : 0];
  }
  return { indent: indent ?? -1, penalty };
}

/** The indentation of the nearest line with text in a direction, and the number of blank lines before it. */
function nearest(lines: readonly string[], at: number, step: 1 | -1): { indent?: number; blanks: number } {
  let blanks = 0;
  for (let near = at + step; near >= 0 && near < lines.length; near += step) {
    const indent = indentOf(lines[near] as string);
    if (indent !== undefined) return { indent, blanks };
    blanks++;
    if (blanks === MOST_BLANKS) return { indent: 0, blanks };
  }
  return { blanks };
}

/** The width of the white space before a line's text; undefined for a blank line. */
function indentOf(line: string): number | undefined {
  let width = 0;
  for (const character of line) {
    if (character === " ") width++;
    else if (character === "\t") width += 8 - (width % 8);
    else if (!/[\n\v\f\r]/.test(character)) return width;
    if (width >= DEEPEST) return DEEPEST;
  }
  return undefined;
}
