import type { JSX } from "preact";

import { marked } from "./foreign.tsx";

/** A line is shown as far as this: one that is longer was not written to be read, and takes the page minutes. */
const MOST_CHARACTERS = 10_000;

/** A line of a text, cut where it is endless. */
export function LineText({ text }: { text: string }): JSX.Element {
  if (text.length <= MOST_CHARACTERS) return <>{marked(text)}</>;
  return (
    <>
      {marked(text.slice(0, MOST_CHARACTERS))}
      <span class="dim"> … {(text.length - MOST_CHARACTERS).toLocaleString("en")} more characters</span>
    </>
  );
}
