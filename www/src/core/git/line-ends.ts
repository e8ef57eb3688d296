import type { Attributes } from "./attributes.ts";

/** How git converts the line ends of a file: never, always, or if it takes the file for text. `out` are those in the working tree. */
export interface LineEnds {
  convert: "never" | "always" | "auto";
  out: "LF" | "CR-LF";
}

/** The line ends of a file with these attributes, without `core.autocrlf` and `core.eol`, on a system whose lines end with LF. */
export function lineEndsOf(attributes: Attributes): LineEnds {
  const text = choiceOf(attributes.get("text")) ?? choiceOf(attributes.get("crlf"));
  if (text === "binary") return { convert: "never", out: "LF" };
  const eol = attributes.get("eol");
  const out = eol === "crlf" ? "CR-LF" : "LF";
  if (text === "auto") return { convert: "auto", out };
  // `eol` alone makes a file text, and `text=input` gives way to it.
  return { convert: text !== undefined || eol === "lf" || eol === "crlf" ? "always" : "never", out };
}

/** What `text`, or its old name `crlf`, says. */
function choiceOf(value: true | false | string | undefined): "text" | "binary" | "auto" | undefined {
  if (value === true || value === "input") return "text";
  return value === false ? "binary" : value === "auto" ? "auto" : undefined;
}

export const CR = 0x0d;
const [TAB, LF, SUBSTITUTE, ESCAPE, SPACE, DELETE] = [0x09, 0x0a, 0x1a, 0x1b, 0x20, 0x7f];
const PRINTABLE: readonly number[] = [0x08, TAB, 0x0c, ESCAPE];

/** What git counts in a file. */
interface Counts {
  pairs: number;
  feeds: number;
  returns: number;
  isBinary: boolean;
}

function countsOf(content: Uint8Array): Counts {
  let [pairs, feeds, returns, printable, others, zeros] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < content.length; at++) {
    const byte = content[at] as number;
    if (byte === CR) {
      if (content[at + 1] === LF) [pairs, at] = [pairs + 1, at + 1];
      else returns++;
    } else if (byte === LF) feeds++;
    else if (byte === DELETE || (byte < SPACE && !PRINTABLE.includes(byte))) {
      others++;
      if (byte === 0) zeros++;
    } else printable++;
  }
  // The end of a text in CP/M and DOS.
  if (content.at(-1) === SUBSTITUTE) others--;
  return { pairs, feeds, returns, isBinary: returns > 0 || zeros > 0 || printable >> 7 < others };
}

/** Whether git takes a content for text with CR-LF in it. A file that is stored so keeps them if git has to guess. */
export function isTextWithPairs(content: Uint8Array): boolean {
  if (!content.includes(CR)) return false;
  const { pairs, isBinary } = countsOf(content);
  return pairs > 0 && !isBinary;
}

/** A file's content with the line ends that git stores. `keeps` says whether the stored content has CR-LF. */
export async function withStoredEnds(content: Uint8Array, { convert }: LineEnds, keeps: () => Promise<boolean>): Promise<Uint8Array> {
  if (convert === "never" || !content.includes(CR)) return content;
  if (convert === "auto") {
    const { pairs, isBinary } = countsOf(content);
    if (isBinary || pairs === 0 || (await keeps())) return content;
  }
  return content.filter((byte, at) => byte !== CR || content[at + 1] !== LF);
}

/** A stored content with the line ends of the working tree. */
export function withWorkingEnds(content: Uint8Array, { convert, out }: LineEnds): Uint8Array {
  if (convert === "never" || out === "LF" || !content.includes(LF)) return content;
  const { feeds, pairs, returns, isBinary } = countsOf(content);
  if (feeds === 0 || (convert === "auto" && (pairs > 0 || returns > 0 || isBinary))) return content;
  const written = new Uint8Array(content.length + feeds);
  let to = 0;
  content.forEach((byte, at) => {
    if (byte === LF && content[at - 1] !== CR) written[to++] = CR;
    written[to++] = byte;
  });
  return written;
}
