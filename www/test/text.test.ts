import assert from "node:assert/strict";
import { test } from "node:test";

import { diffLines } from "../src/core/diff.ts";
import { decodeText, encodeText, lineEnds, missingIn, type Encoding } from "../src/core/text.ts";
import { refusedWith } from "./support/refused-with.ts";

const bytes = (...given: (number | string)[]): Uint8Array => Uint8Array.from(given.flatMap((each) => (typeof each === "number" ? each : [...Buffer.from(each, "latin1")])));

const FILES: Record<string, [content: Uint8Array, encoding: Encoding, text: string]> = {
  ASCII: [bytes("plain\r\n"), "UTF-8", "plain\r\n"],
  empty: [bytes(), "UTF-8", ""],
  "UTF-8": [Buffer.from("äöü 🚢\n"), "UTF-8", "äöü 🚢\n"],
  "UTF-8 with a byte order mark": [bytes(0xef, 0xbb, 0xbf, 0xc3, 0xa4), "UTF-8 with BOM", "ä"],
  "UTF-16 LE": [bytes(0xff, 0xfe, ...Buffer.from("ä🚢\r\n", "utf16le")), "UTF-16 LE", "ä🚢\r\n"],
  "UTF-16 BE": [bytes(0xfe, 0xff, ...Buffer.from("ä🚢\n", "utf16le").swap16()), "UTF-16 BE", "ä🚢\n"],
  "Latin-1": [bytes("stra\xdfe, \xe4\xf6\xfc\r\n"), "Latin-1", "straße, äöü\r\n"],
  "Windows-1252": [bytes("10 \x80, \x84so\x93 \x96 na\xefve\n"), "Windows-1252", "10 €, „so“ – naïve\n"],
  "a long text in Latin-1": [bytes("\xe9".repeat(20_000)), "Latin-1", "é".repeat(20_000)],
  "escapes of a terminal": [bytes("\x1b[31mr\xf6t\x1b[0m\n"), "Latin-1", "\x1b[31mröt\x1b[0m\n"],
};

for (const [what, [content, encoding, text]] of Object.entries(FILES)) {
  test(`reads ${what}, and writes it unchanged`, () => {
    assert.deepEqual(decodeText(content), { text, encoding });
    assert.deepEqual([...encodeText(text, encoding)], [...content]);
  });
}

test("recognises that a binary file is not text", () => {
  const binaries = {
    zeros: bytes("a\0b"), "a late zero": bytes("a".repeat(10_000), 0), PNG: bytes(0x89, "PNG\r\n\x1a\n"), "control characters": bytes("\xe4\x01"),
    "undefined in Windows-1252": bytes("\x81\xe4"), "half a character of UTF-16": bytes(0xff, 0xfe, 0x41), "a lone surrogate": bytes(0xff, 0xfe, 0x00, 0xd8),
    "UTF-32": bytes(0xff, 0xfe, 0, 0, 0x41, 0, 0, 0), "broken UTF-8 with a byte order mark": bytes(0xef, 0xbb, 0xbf, 0xe4),
  };
  for (const [what, content] of Object.entries(binaries)) assert.equal(decodeText(content), undefined, what);
});

test("names the characters that an encoding does not have", () => {
  assert.throws(() => encodeText("10 € 🚢 €", "Latin-1"), refusedWith("not_in_encoding", /^Latin-1: € \(U\+20AC\), 🚢 \(U\+1F6A2\)$/));
  assert.deepEqual(missingIn("10 € 🚢", "Windows-1252"), ["🚢"]);
  assert.deepEqual(missingIn("\u0081\0", "Windows-1252"), ["\u0081"]);
  assert.deepEqual(missingIn("\u0080", "Latin-1"), ["\u0080"]);
  assert.deepEqual(missingIn("🚢", "UTF-16 LE"), []);
});

test("recognises line ends", () => {
  const ends = { "a\nb\n": "LF", "a\r\nb\r\n": "CR-LF", "a\rb": "CR", "a\r\nb\n": "mixed", "a\r\r\n": "mixed", a: undefined };
  for (const [text, expected] of Object.entries(ends)) assert.equal(lineEnds(text), expected, JSON.stringify(text));
});

test("a diff reads both sides in their encodings, and says if the encoding or the line ends changed", async () => {
  const compared = async (before: Uint8Array | undefined, after: Uint8Array) => {
    const { lines, notes } = (await diffLines(before, after)) ?? { lines: [], notes: [] };
    return [...notes, ...lines.map(({ kind, text }) => `${kind} ${text}`)];
  };
  assert.deepEqual(await compared(bytes("stra\xdfe\nzwei\n"), bytes("Stra\xdfe\nzwei\n")), ["removed straße", "added Straße", "same zwei"]);
  assert.deepEqual(await compared(bytes("\xe4"), Buffer.from("ä")), ["The encoding changed from Latin-1 to UTF-8.", "same ä"]);
  assert.deepEqual((await compared(bytes("a\nb\n"), bytes("a\r\nb\r\n")))[0], "The line ends changed from LF to CR-LF.");
  assert.deepEqual(await compared(undefined, bytes("\xe4\r\n")), ["added ä\r"]);
});
