import type { JSX } from "preact";

/**
 * Characters that do not show, or have others show in another order: controls, bidi controls, zero-width ones, tags,
 * and lone halves of a pair. Tabs and line ends are what a text has, and a name has not.
 */
const IN_TEXTS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e01ef}]|\r(?!\n|$)|\p{Cs}/gu;
const IN_NAMES = new RegExp(`[\\t\\n\\r]|${IN_TEXTS.source}`, "gu");

/** Such characters within a line of which the line's end is no part. */
export const IN_LINES = new RegExp(`\\r|${IN_TEXTS.source}`, "gu");

/** Above these, in one piece of text, the rest is written without elements: a page of marks holds nothing else. */
const MOST_MARKS = 2_000;

/** Whether a text has characters that do not show. */
export function hasHidden(text: string): boolean {
  return text.search(IN_TEXTS) >= 0;
}

/** A name with such characters written out, for places that take no elements. */
export function visible(name: string): string {
  return name.replace(IN_NAMES, written);
}

/** A text of many lines with such characters written out. */
export function visibleText(text: string): string {
  return text.replace(IN_TEXTS, written);
}

/** A name of others, or a line. It shows what is there, and stays within itself. */
export function Foreign({ text }: { text: string }): JSX.Element {
  return <bdi class="foreign">{marked(text, IN_NAMES)}</bdi>;
}

/** The text in pieces, such characters as marks of their own. */
export function marked(text: string, hidden = IN_TEXTS): (string | JSX.Element)[] {
  const pieces: (string | JSX.Element)[] = [];
  let from = 0;
  for (const match of text.matchAll(hidden)) {
    if (pieces.length > MOST_MARKS) return [...pieces, text.slice(from).replace(hidden, written)];
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push(
      <span class="hidden-character" title="an invisible character">
        {codePoint(match[0])}
      </span>,
    );
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

function written(character: string): string {
  return `⟨${codePoint(character)}⟩`;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
