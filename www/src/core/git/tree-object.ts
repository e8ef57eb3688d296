import { failure } from "../messages.ts";
import { bytesOf, compareBytes, entryNameOf } from "./names.ts";
import { joined } from "./joined.ts";

/** An entry of a tree object. */
export interface StoredEntry {
  name: string;
  oid: string;
  /** In octal, as it is stored: `40000`, and in old histories also `100664`. */
  mode: string;
}

const [SPACE, NUL] = [0x20, 0];
const OID = 20;

/** Parses a tree object. isomorphic-git rejects trees with names that a working tree in a browser has no trouble with, and alters those that are not UTF-8. */
export function parseTree(bytes: Uint8Array): StoredEntry[] {
  const entries: StoredEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(SPACE, at);
    const end = bytes.indexOf(NUL, space);
    if (space < 0 || end < 0 || end + OID >= bytes.length) throw failure("git_failed", "A tree object is damaged.");
    const mode = String.fromCharCode(...bytes.subarray(at, space));
    if (!/^[0-7]{5,6}$/.test(mode)) throw failure("git_failed", "A tree object has an entry without a mode.");
    const oid = Array.from(bytes.subarray(end + 1, end + 1 + OID), (byte) => byte.toString(16).padStart(2, "0")).join("");
    entries.push({ mode, name: entryNameOf(bytes.subarray(space + 1, end)), oid });
    at = end + 1 + OID;
  }
  return entries;
}

/** A tree object with these entries, in git's order. */
export function formatTree(entries: readonly StoredEntry[]): Uint8Array {
  const sorted = entries.map((entry) => ({ ...entry, bytes: bytesOf(entry.name), key: bytesOf(isTree(entry.mode) ? `${entry.name}/` : entry.name) }));
  sorted.sort((a, b) => compareBytes(a.key, b.key));
  const ascii = new TextEncoder();
  return joined(sorted.flatMap(({ mode, bytes, oid }) => [ascii.encode(`${mode} `), bytes, Uint8Array.of(NUL), idOf(oid)]));
}

function idOf(oid: string): Uint8Array {
  return Uint8Array.from({ length: OID }, (_, index) => Number.parseInt(oid.slice(index * 2, index * 2 + 2), 16));
}

function isTree(mode: string): boolean {
  return canonicalMode(mode) === 0o040000;
}

/** The mode that git takes a stored one for: old histories have files with `100664`. */
export function canonicalMode(mode: string): number {
  const stored = Number.parseInt(mode, 8);
  switch (stored & 0o170000) {
    case 0o100000:
      return stored & 0o100 ? 0o100755 : 0o100644;
    case 0o120000:
      return 0o120000;
    case 0o040000:
      return 0o040000;
    default:
      return 0o160000;
  }
}
