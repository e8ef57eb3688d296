import type { JSX } from "preact";

import { marked } from "./foreign.tsx";

/** Longer lines are cut: rendering them could block the page for minutes. */
const MOST_CHARACTERS = 10_000;

/** A line of text, cut if it is too long. */
export function LineText({ text }: { text: string }): JSX.Element {
  if (text.length <= MOST_CHARACTERS) return <>{marked(text)}</>;
  return (
    <>
      {marked(text.slice(0, MOST_CHARACTERS))}
      <span class="dim"> … {(text.length - MOST_CHARACTERS).toLocaleString("en")} more characters</span>
    </>
  );
}
