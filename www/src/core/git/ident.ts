import { joined } from "./joined.ts";

/** `$Id: …$`, whatever git or another system has put into it. */
const STORED = /\$Id:[^$\n]*\$/g;
/** The same, and `$Id$`; those with several words are of another system. */
const WORKING = /\$Id(?::(?:[^$\n](?:[^ $\n]*[^$\n])?)?)?\$/g;

/** A content with `$Id$` as git stores it, for files with the attribute `ident`. */
export function withStoredIds(content: Uint8Array): Uint8Array {
  return replaced(content, STORED, "$Id$");
}

/** A stored content as git writes it: with its object ID in each `$Id$`. */
export function withWorkingIds(content: Uint8Array, oid: string): Uint8Array {
  return replaced(content, WORKING, `$Id: ${oid} $`);
}

function replaced(content: Uint8Array, pattern: RegExp, by: string): Uint8Array {
  // One character for each byte.
  const found = [...new TextDecoder("latin1").decode(content).matchAll(pattern)];
  if (found.length === 0) return content;
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const { 0: text, index } of found) {
    parts.push(content.subarray(end, index), new TextEncoder().encode(by));
    end = index + text.length;
  }
  parts.push(content.subarray(end));
  return joined(parts);
}
