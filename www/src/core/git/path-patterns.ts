/** A piece of a pattern: any number of characters, or one that passes a test. */
type Piece = "*" | ((character: string) => boolean);

/** A part of a pattern between slashes, or any number of folders. */
type Part = "**" | readonly Piece[];

const CLASSES: Readonly<Record<string, RegExp>> = { alpha: /[A-Za-z]/, digit: /\d/, alnum: /[A-Za-z0-9]/, lower: /[a-z]/, upper: /[A-Z]/, space: /\s/, punct: /[!-/:-@[-`{-~]/, xdigit: /[0-9A-Fa-f]/ };

/**
 * Whether paths match a pattern of `.gitattributes`. A pattern without a slash is compared with a file's name, one that ends with a
 * slash matches no file. Takes no longer for patterns that were made to take long.
 */
export function matcher(pattern: string): (path: string) => boolean {
  if (pattern.endsWith("/")) return () => false;
  if (!pattern.includes("/")) {
    const pieces = piecesOf(pattern);
    return (path) => matchesPart(pieces, path.slice(path.lastIndexOf("/") + 1));
  }
  const parts = pattern.replace(/^\//, "").split("/").map((part) => (part === "**" ? part : piecesOf(part)));
  return (path) => matchesParts(parts, path.split("/"));
}

function matchesParts(pattern: readonly Part[], path: readonly string[]): boolean {
  /** The numbers of parts of the path that the pattern so far can have matched. */
  let reached = new Set([0]);
  for (const [index, part] of pattern.entries()) {
    const next = new Set<number>();
    for (const at of reached) {
      if (part !== "**") {
        if (at < path.length && matchesPart(part, path[at] as string)) next.add(at + 1);
        // At the end it stands for everything inside, not for the folder itself.
      } else for (let to = index === pattern.length - 1 ? at + 1 : at; to <= path.length; to++) next.add(to);
    }
    reached = next;
  }
  return reached.has(path.length);
}

function matchesPart(pieces: readonly Piece[], text: string): boolean {
  const characters = [...text];
  let [piece, at] = [0, 0];
  let [star, from] = [-1, 0];
  while (at < characters.length) {
    const next = pieces[piece];
    if (next === "*") [star, from, piece] = [piece, at, piece + 1];
    else if (next?.(characters[at] as string)) [piece, at] = [piece + 1, at + 1];
    else if (star >= 0) [piece, at, from] = [star + 1, from + 1, from + 1];
    else return false;
  }
  return pieces.slice(piece).every((rest) => rest === "*");
}

function piecesOf(part: string): Piece[] {
  return [...part.matchAll(/\*+|\?|\[[!^]?\]?(?:\[:\w+:\]|\\[^]|[^\]\\])*\]|\\([^])|[^]/gu)].map(([token, escaped]): Piece => {
    if (token.startsWith("*")) return "*";
    if (token === "?") return () => true;
    if (token.length > 1 && token.startsWith("[")) return setOf(token.slice(1, -1));
    // A bracket that is not closed matches nothing.
    if (token === "[") return () => false;
    return (character) => character === (escaped ?? token);
  });
}

/** What is between brackets: characters, ranges and classes. */
function setOf(text: string): (character: string) => boolean {
  const isNegated = /^[!^]/.test(text);
  const tests = [...text.slice(isNegated ? 1 : 0).matchAll(/\[:(\w+):\]|(?:\\([^])|([^]))(?:-(?:\\([^])|([^])))?/gu)].map(([, name, escaped, plain, escapedEnd, plainEnd]) => {
    if (name !== undefined) return (character: string) => CLASSES[name]?.test(character) ?? false;
    const first = escaped ?? plain ?? "";
    const last = escapedEnd ?? plainEnd ?? first;
    return (character: string) => character >= first && character <= last;
  });
  return (character) => tests.some((test) => test(character)) !== isNegated;
}
