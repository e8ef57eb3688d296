const ESCAPES: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "\\": "\\", '"': '"' };

/**
 * The content of a C string at the start of a text, as git quotes names, and the rest of the text. Both have one character for each
 * byte. Undefined if the string has no end or an escape that git does not know.
 */
export function unquoted(text: string): { content: string; rest: string } | undefined {
  const [all, quoted] = /^"((?:[^"\\]|\\(?:[abfnrtv"\\]|[0-3][0-7]{2}))*)"/.exec(text) ?? [];
  if (all === undefined || quoted === undefined) return undefined;
  const content = quoted.replace(/\\([0-7]{3}|.)/g, (_, escape: string) => ESCAPES[escape] ?? String.fromCharCode(Number.parseInt(escape, 8)));
  return { content, rest: text.slice(all.length) };
}
