import { latin1 } from "./latin1.ts";
import { failure } from "./messages.ts";

/** The encodings that files are read and written in at once; for others see `any-text.ts`. */
export const USUAL = ["UTF-8", "UTF-8 with BOM", "UTF-16 LE", "UTF-16 BE", "Latin-1", "Windows-1252"] as const;
export type Encoding = (typeof USUAL)[number];

/** A file's text without its byte order mark. */
export interface Text {
  text: string;
  encoding: Encoding;
}

/** Byte order marks; that of UTF-16 LE is also the start of UTF-32 LE's, which is no text here. */
const MARKS: readonly [encoding: Encoding, mark: readonly number[]][] = [
  ["UTF-8 with BOM", [0xef, 0xbb, 0xbf]],
  ["UTF-16 LE", [0xff, 0xfe]],
  ["UTF-16 BE", [0xfe, 0xff]],
];

/** Windows-1252 from 0x80 to 0x9f; the rest is as in Latin-1. Zero bytes stand for what it does not define. */
const WINDOWS = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

/** Characters that cannot be written, of one text, that a message names at most. */
const MOST_NAMED = 10;

/** A file's text and its encoding; undefined if it is not text. What is neither UTF-8 nor marked is read as Latin-1 or Windows-1252. */
export function decodeText(content: Uint8Array): Text | undefined {
  const [encoding = "UTF-8", mark = []] = MARKS.find(([, bytes]) => bytes.every((byte, index) => content[index] === byte)) ?? [];
  const text = unicode(content.subarray(mark.length), encoding);
  if (text !== undefined) return text.includes("\0") ? undefined : { text, encoding };
  return mark.length > 0 ? undefined : singleBytes(content);
}

function unicode(content: Uint8Array, encoding: Encoding): string | undefined {
  const label = encoding === "UTF-16 LE" ? "utf-16le" : encoding === "UTF-16 BE" ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

function singleBytes(content: Uint8Array): Text | undefined {
  let isWindows = false;
  for (const byte of content) {
    // Text has no control characters but line ends, tabs, form feeds and the escapes of terminals.
    const isControl = (byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b) || byte === 0x7f;
    const isHigh = byte >= 0x80 && byte < 0xa0;
    if (isControl || (isHigh && WINDOWS[byte - 0x80] === "\0")) return undefined;
    isWindows ||= isHigh;
  }
  const characters = latin1(content);
  const text = isWindows ? characters.replace(/[\u0080-\u009f]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80] ?? "") : characters;
  return { text, encoding: isWindows ? "Windows-1252" : "Latin-1" };
}

/**
 * A text as a file's content, with the encoding's byte order mark.
 *
 * @throws {CoreError} `not_in_encoding` with the characters that the encoding does not have
 */
export function encodeText(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  const mark = MARKS.find(([name]) => name === encoding)?.[1] ?? [];
  switch (encoding) {
    case "UTF-8":
    case "UTF-8 with BOM":
      return joined(mark, new TextEncoder().encode(text));
    case "UTF-16 LE":
    case "UTF-16 BE": {
      const content = new DataView(new ArrayBuffer(text.length * 2));
      for (let index = 0; index < text.length; index++) content.setUint16(index * 2, text.charCodeAt(index), encoding === "UTF-16 LE");
      return joined(mark, new Uint8Array(content.buffer));
    }
    case "Latin-1":
    case "Windows-1252": {
      const missing = missingIn(text, encoding);
      if (missing.length > 0) throw failure("not_in_encoding", `${encoding}: ${missing.map(named).join(", ")}`);
      return Uint8Array.from(text, (character) => byteOf(character, encoding) ?? 0);
    }
  }
}

/** The first characters of a text that an encoding does not have. */
export function missingIn(text: string, encoding: Encoding): string[] {
  if (encoding !== "Latin-1" && encoding !== "Windows-1252") return [];
  const missing = new Set<string>();
  for (const [character] of text.matchAll(/[^\0-\x7f]/gu)) {
    if (byteOf(character, encoding) === undefined) missing.add(character);
    if (missing.size >= MOST_NAMED) break;
  }
  return [...missing];
}

function byteOf(character: string, encoding: "Latin-1" | "Windows-1252"): number | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code;
  const at = encoding === "Windows-1252" && code !== 0 ? WINDOWS.indexOf(character) : -1;
  return at < 0 ? undefined : 0x80 + at;
}

/** A character with its code point, for messages. */
export function named(character: string): string {
  return `${character} (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`;
}

function joined(mark: readonly number[], content: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(mark.length + content.length);
  all.set(mark);
  all.set(content, mark.length);
  return all;
}

/** How the lines of a text end; undefined if it has one line. */
export function lineEnds(text: string): "LF" | "CR-LF" | "CR" | "mixed" | undefined {
  const [pairs, feeds, returns] = [/\r\n/g, /(?<!\r)\n/g, /\r(?!\n)/g].map((end) => text.search(end) >= 0);
  const found = [pairs && "CR-LF", feeds && "LF", returns && "CR"].filter((each) => each !== false && each !== undefined);
  return found.length > 1 ? "mixed" : (found[0] as "LF" | "CR-LF" | "CR" | undefined);
}
