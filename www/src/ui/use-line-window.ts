import { useRef, useState } from "preact/hooks";

import type { Lines } from "./address.ts";

/** More lines or characters than these are shown only on request. */
const MOST_LINES = 5_000;
const MOST_CHARACTERS = 300_000;
/** Lines that one request adds: a browser can hardly show more at once. */
const MOST_MORE = 20_000;
/** Lines that are shown before the chosen ones. */
const BEFORE = 200;

/** The part of a file that is shown: lines from `from`, counted from 0, up to but without `to`. */
export interface LineWindow {
  from: number;
  to: number;
  /** How many lines a request for more would add. */
  more: number;
  showMore: () => void;
  showFirst: () => void;
}

/** Shows the first lines of a file, or those around the chosen ones. A choice within the shown lines moves nothing. */
export function useLineWindow(lines: readonly string[], chosen: Lines | undefined): LineWindow {
  const [, setTurn] = useState(0);
  const place = useRef<{ lines?: readonly string[]; line?: number; from: number; added: number }>({ from: 0, added: 0 });
  if (place.current.lines !== lines) place.current = { lines, from: 0, added: 0 };
  const here = place.current;
  const end = (): number => Math.min(lines.length, here.from + atFirst(lines, here.from) + here.added);
  const line = chosen && chosen.first <= lines.length ? chosen.first : 0;
  if (here.line !== line) {
    here.line = line;
    if (line > 0 && (line <= here.from || line > end())) [here.from, here.added] = [line <= atFirst(lines, 0) ? 0 : Math.max(0, line - 1 - BEFORE), 0];
  }
  function move(from: number, added: number): void {
    [here.from, here.added] = [from, added];
    setTurn((turn) => turn + 1);
  }
  const to = end();
  const more = Math.min(lines.length - to, MOST_MORE);
  return { from: here.from, to, more, showMore: () => move(here.from, here.added + more), showFirst: () => move(0, 0) };
}

/** The number of lines shown at first, from a line on: at least one. */
function atFirst(lines: readonly string[], from: number): number {
  let left = MOST_CHARACTERS;
  const count = lines.slice(from, from + MOST_LINES).findIndex((line) => (left -= line.length) < 0);
  return count < 0 ? MOST_LINES : Math.max(1, count);
}
