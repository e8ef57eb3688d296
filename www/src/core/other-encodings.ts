import { failure } from "./messages.ts";
import { named } from "./text.ts";

/** Encodings without a byte order mark or an encoder in browsers, by the names that `TextDecoder` knows. */
const LABELS = { "UTF-16 LE without BOM": "utf-16le", "UTF-16 BE without BOM": "utf-16be", Shift_JIS: "shift_jis", "EUC-JP": "euc-jp", "EUC-KR": "euc-kr", GB18030: "gb18030", Big5: "big5" } as const;

export type OtherEncoding = keyof typeof LABELS;
export const OTHER_ENCODINGS = Object.keys(LABELS) as OtherEncoding[];

/** Controls that text does not have, and characters that are not assigned or mean nothing in general. */
const NO_TEXT = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]|\p{Cn}|\p{Co}|\p{Cs}/u;
/** In UTF-16, at least this share of a text is ASCII. */
const LEAST_ASCII = 0.3;
/** A text with fewer characters beyond ASCII is not recognised. */
const LEAST_WIDE = 6;
/** So many of them belong to the language's scripts. */
const OWN = 0.97;

/** How a language is recognised: the share of its most frequent characters, and its scripts. */
const LANGUAGES: readonly { encodings: readonly OtherEncoding[]; frequent: RegExp; least: number; own: RegExp }[] = [
  { encodings: ["Shift_JIS", "EUC-JP"], frequent: /[ぁ-んァ-ヶー]/, least: 0.25, own: /[\p{sc=Han}ぁ-ヿ\u3000-\u303f\uff01-\uff5e]/u },
  { encodings: ["EUC-KR"], frequent: /[이다는에을의가고로하지를은한도서기자어사리시일]/, least: 0.2, own: /[가-힣\u3000-\u303f\uff01-\uff5e]/ },
  { encodings: ["GB18030"], frequent: /[的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年]/, least: 0.08, own: /[\p{sc=Han}\u3000-\u303f\u2014\u2018-\u201d\u2026\uff01-\uff5e]/u },
  { encodings: ["Big5"], frequent: /[的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年]/, least: 0.08, own: /[\p{sc=Han}\u3000-\u303f\u2014\u2018-\u201d\u2026\uff01-\uff5e]/u },
];

/** A text in one of these encodings; undefined if the bytes are not. */
export function decodeAs(content: Uint8Array, encoding: OtherEncoding): string | undefined {
  try {
    return new TextDecoder(LABELS[encoding], { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}

/** The encoding of a text that is neither UTF-8 nor marked, if its characters leave no doubt. */
export function recognised(content: Uint8Array): OtherEncoding | undefined {
  const found = content.includes(0) ? wide(content) : LANGUAGES.flatMap(({ encodings, ...language }) => encodings.filter((encoding) => isIn(decodeAs(content, encoding), language)));
  return found.length === 1 ? found[0] : undefined;
}

function wide(content: Uint8Array): OtherEncoding[] {
  return (["UTF-16 LE without BOM", "UTF-16 BE without BOM"] as const).filter((encoding) => {
    const text = content.length >= 8 ? decodeAs(content, encoding) : undefined;
    if (text === undefined || NO_TEXT.test(text)) return false;
    return (text.match(/[\t\n\r\x20-\x7e]/g)?.length ?? 0) >= LEAST_ASCII * text.length;
  });
}

function isIn(text: string | undefined, { frequent, least, own }: { frequent: RegExp; least: number; own: RegExp }): boolean {
  if (text === undefined || NO_TEXT.test(text)) return false;
  const characters = [...text].filter((character) => character > "\x7f");
  const share = (of: RegExp): number => characters.filter((character) => of.test(character)).length / characters.length;
  return characters.length >= LEAST_WIDE && new Set(characters).size >= LEAST_WIDE / 2 && share(frequent) >= least && share(own) >= OWN;
}

/** Writes texts of a file in its encoding. */
export type Encoder = (text: string) => Uint8Array<ArrayBuffer>;

/**
 * An encoder for a file: characters that the file has are written as there. Undefined if the file would not be the same when it is
 * written again, for example because it has two codes for one character.
 */
export function encoderFor(content: Uint8Array, encoding: OtherEncoding): Encoder | undefined {
  const text = decodeAs(content, encoding);
  if (text === undefined) return undefined;
  const label = LABELS[encoding];
  const encoder = label === "utf-16le" || label === "utf-16be" ? (given: string) => utf16(given, label === "utf-16le") : byTable(encoding, ownCodes(content, encoding));
  try {
    const again = encoder(text);
    return again.length === content.length && again.every((byte, at) => byte === content[at]) ? encoder : undefined;
  } catch {
    return undefined;
  }
}

function utf16(text: string, isLittle: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), isLittle);
  return new Uint8Array(view.buffer);
}

/** @throws {CoreError} by the encoder, `not_in_encoding` with the characters that the encoding does not have */
function byTable(encoding: OtherEncoding, own: ReadonlyMap<string, readonly number[]>): Encoder {
  return (text) => {
    const bytes: number[] = [];
    const missing = new Set<string>();
    for (const character of text) {
      const code = character <= "\x7f" ? [character.charCodeAt(0)] : (own.get(character) ?? tableOf(encoding).get(character));
      if (code) bytes.push(...code);
      else missing.add(character);
    }
    if (missing.size > 0) throw failure("not_in_encoding", `${encoding}: ${[...missing].slice(0, 10).map(named).join(", ")}`);
    return Uint8Array.from(bytes);
  };
}

/** The codes that a file uses. */
function ownCodes(content: Uint8Array, encoding: OtherEncoding): Map<string, number[]> {
  const codes = new Map<string, number[]>();
  for (let at = 0; at < content.length; ) {
    const code = [...content.subarray(at, at + lengthOf(content[at] ?? 0, content[at + 1] ?? 0, encoding))];
    at += code.length;
    if (code.length === 1 && (code[0] ?? 0) < 0x80) continue;
    const character = decodeAs(Uint8Array.from(code), encoding);
    if (character !== undefined) codes.set(character, code);
  }
  return codes;
}

/** The number of bytes of a character that starts with these two. */
function lengthOf(first: number, second: number, encoding: OtherEncoding): number {
  if (first <= 0x80) return 1;
  if (encoding === "Shift_JIS") return first >= 0xa0 && first <= 0xdf ? 1 : 2;
  if (encoding === "EUC-JP") return first === 0x8f ? 3 : 2;
  return encoding === "GB18030" && second >= 0x30 && second <= 0x39 ? 4 : 2;
}

const tables = new Map<OtherEncoding, Map<string, number[]>>();

/** The codes of one and two bytes, read from the decoder; of several for one character the first. */
function tableOf(encoding: OtherEncoding): Map<string, number[]> {
  const known = tables.get(encoding);
  if (known) return known;
  const table = new Map<string, number[]>();
  const decoder = new TextDecoder(LABELS[encoding]);
  const add = (code: number[]): void => {
    const character = decoder.decode(Uint8Array.from(code));
    if ([...character].length === 1 && character !== "\ufffd" && character > "\x7f" && !table.has(character)) table.set(character, code);
  };
  for (let lead = 0x80; lead <= 0xff; lead++) {
    add([lead]);
    for (let trail = 0x40; trail <= 0xfe; trail++) add([lead, trail]);
  }
  tables.set(encoding, table);
  return table;
}
