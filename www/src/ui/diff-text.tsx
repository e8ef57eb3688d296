import type { JSX } from "preact";

import type { DiffLine } from "../core/diff.ts";
import { marked } from "./foreign.tsx";
import { LineText } from "./line-text.tsx";

const SAID = { same: "", added: "added: ", removed: "removed: " };

/** The text of a line of a diff, with what differs marked. */
export function DiffText({ line: { kind, text, marks = [], isUnended } }: { line: DiffLine }): JSX.Element {
  return (
    <>
      <span class="visually-hidden">{SAID[kind]}</span>
      {marks.length === 0 ? <LineText text={text} /> : pieces(text, marks)}
      {isUnended && <span class="dim"> (no line end)</span>}
    </>
  );
}

function pieces(text: string, marks: readonly [number, number][]): JSX.Element[] {
  const found: JSX.Element[] = [];
  let end = 0;
  for (const [from, to] of [...marks, [text.length, text.length]] as const) {
    if (from > end) found.push(<span>{marked(text.slice(end, from))}</span>);
    // A line end that only one side has would not be seen.
    if (to > from) found.push(<mark>{marked(text.slice(from, to).replace(/\r$/, "␍"))}</mark>);
    end = to;
  }
  return found;
}
