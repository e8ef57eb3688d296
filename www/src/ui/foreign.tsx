import type { JSX } from "preact";

/**
 * Characters that are invisible or change the display order of others: controls, bidi controls, zero-width characters, tags
 * and lone surrogates. Tabs and line ends are normal in a text, but not in a name.
 */
const IN_TEXTS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e01ef}]|\r(?!\n|$)|\p{Cs}/gu;
const IN_NAMES = new RegExp(`[\\t\\n\\r]|${IN_TEXTS.source}`, "gu");

/** Such characters in a line without its line end. */
export const IN_LINES = new RegExp(`\\r|${IN_TEXTS.source}`, "gu");

/** Beyond this many in one text, the rest is written without elements, so that the page stays responsive. */
const MOST_MARKS = 2_000;

/** Whether a text contains such characters. */
export function hasHidden(text: string): boolean {
  return text.search(IN_TEXTS) >= 0;
}

/** A name with such characters as code points, for attributes and titles. */
export function visible(name: string): string {
  return name.replace(IN_NAMES, written);
}

/** A multi-line text with such characters as code points. */
export function visibleText(text: string): string {
  return text.replace(IN_TEXTS, written);
}

/** An untrusted name or line, with such characters visible and its text direction isolated. */
export function Foreign({ text }: { text: string }): JSX.Element {
  return <bdi class="foreign">{marked(text, IN_NAMES)}</bdi>;
}

/** The text in pieces, with each such character as a marked code point. */
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
  const code = character.codePointAt(0) ?? 0;
  // A byte that is not UTF-8, as `core/git/names.ts` writes it.
  if (code >= 0xdc00 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16).toUpperCase().padStart(2, "0")}`;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
