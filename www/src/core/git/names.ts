const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Where bytes that are not UTF-8 are in a string: U+DC80 stands for 0x80, as Python's `surrogateescape` has it. */
const ESCAPES = 0xdc00;

/** The slash in a damaged tree's name, which is not one between folders. */
export const SLASH = String.fromCharCode(ESCAPES + 0x2f);

/** The text of a name or path, which git keeps as bytes. `bytesOf` gives the same bytes again. */
export function textOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return escaped(bytes);
  }
}

/** The text of the name of a tree's entry. */
export function entryNameOf(bytes: Uint8Array): string {
  return textOf(bytes).replaceAll("/", SLASH);
}

/** The bytes of a name or path. */
export function bytesOf(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= ESCAPES && code <= ESCAPES + 0xff) bytes.push(code - ESCAPES);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

function escaped(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    try {
      text += strict.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += String.fromCharCode(ESCAPES + first);
      at += 1;
    }
  }
  return text;
}

/** Compares two names by their bytes, as git does. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return (a[at] as number) - (b[at] as number);
  return a.length - b.length;
}
