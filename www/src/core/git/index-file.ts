import { failure } from "../messages.ts";
import type { Side } from "./difference.ts";
import type { Repository } from "./repository.ts";
import { statOf } from "./working-tree.ts";

const HEADER = 12;
const ENTRY = 62;
const SIGNATURE = "DIRC";
const EXTENDED = 0x4000;
const NAME = 0x0fff;

/** An entry of git's index, as it is stored. Stage 0 is merged; 1, 2 and 3 are the sides of a conflict. */
interface IndexEntry {
  path: string;
  stage: number;
  bytes: Uint8Array;
}

/** An entry's place, for sorting and for looking it up. */
const keyOf = (path: string, stage: number): string => `${path}\0${stage}`;

/**
 * git's index (`Documentation/gitformat-index`, versions 2 and 3), with the stages of conflicts, which isomorphic-git reads but
 * cannot write.
 */
export class IndexFile {
  readonly #repository: Repository;
  readonly #entries = new Map<string, IndexEntry>();

  private constructor(repository: Repository) {
    this.#repository = repository;
  }

  static async read(repository: Repository): Promise<IndexFile> {
    const index = new IndexFile(repository);
    const { fs, dir } = repository;
    const read = await fs.promises.readFile(`${dir}/.git/index`).catch((error: { code?: string }) => {
      if (error.code !== "ENOENT") throw error;
    });
    if (!read) return index;
    const bytes: Uint8Array = read;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const version = view.getUint32(4);
    if (new TextDecoder().decode(bytes.subarray(0, 4)) !== SIGNATURE || version < 2 || version > 3) throw failure("git_failed", "The index has an unknown form.");
    let at = HEADER;
    for (let left = view.getUint32(8); left > 0; left--) {
      const flags = view.getUint16(at + 60);
      const start = at + ENTRY + (flags & EXTENDED ? 2 : 0);
      const end = bytes.indexOf(0, start);
      const path = new TextDecoder().decode(bytes.subarray(start, end));
      const length = (end - at + 8) & ~7;
      index.#set({ path, stage: (flags >> 12) & 3, bytes: bytes.slice(at, at + length) });
      at += length;
    }
    return index;
  }

  #set(entry: IndexEntry): void {
    this.#entries.set(keyOf(entry.path, entry.stage), entry);
  }

  /** Whether a path has an entry, merged or not. */
  has(path: string): boolean {
    return [0, 1, 2, 3].some((stage) => this.#entries.has(keyOf(path, stage)));
  }

  /** The merged entry of a path. */
  get(path: string): Side | undefined {
    const entry = this.#entries.get(keyOf(path, 0));
    if (!entry) return undefined;
    const mode = new DataView(entry.bytes.buffer, entry.bytes.byteOffset).getUint32(24);
    return { type: mode === 0o160000 ? "commit" : "blob", mode, oid: Array.from(entry.bytes.subarray(40, 60), (byte) => byte.toString(16).padStart(2, "0")).join("") };
  }

  delete(path: string): void {
    for (const stage of [0, 1, 2, 3]) this.#entries.delete(keyOf(path, stage));
  }

  /** Makes a path's merged entry the file as it is in the working tree. */
  async put(path: string, side: Side): Promise<void> {
    this.delete(path);
    this.#set(entryOf(path, 0, side, await statOf(this.#repository, path)));
  }

  /** Makes a path a conflict with these sides: base, ours and theirs. */
  conflict(path: string, sides: readonly (Side | undefined)[]): void {
    this.delete(path);
    sides.forEach((side, index) => side && this.#set(entryOf(path, index + 1, side)));
  }

  /** Makes an entry a path's merged one, whatever is in the working tree; without an entry, removes it. */
  set(path: string, side: Side | undefined): void {
    this.delete(path);
    if (side) this.#set(entryOf(path, 0, side));
  }

  async write(): Promise<void> {
    const encoder = new TextEncoder();
    const entries = [...this.#entries.values()].map((entry) => ({ ...entry, name: encoder.encode(entry.path) }));
    entries.sort((a, b) => compare(a.name, b.name) || a.stage - b.stage);
    const isExtended = entries.some(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset).getUint16(60) & EXTENDED);
    const length = entries.reduce((sum, { bytes }) => sum + bytes.length, HEADER);
    const all = new Uint8Array(length + 20);
    const view = new DataView(all.buffer);
    all.set(encoder.encode(SIGNATURE));
    view.setUint32(4, isExtended ? 3 : 2);
    view.setUint32(8, entries.length);
    let at = HEADER;
    for (const { bytes } of entries) {
      all.set(bytes, at);
      at += bytes.length;
    }
    all.set(new Uint8Array(await crypto.subtle.digest("SHA-1", all.subarray(0, length))), length);
    const { fs, dir, cache } = this.#repository;
    await fs.promises.writeFile(`${dir}/.git/index`, all);
    // isomorphic-git keeps the index it read in the cache, and compares only times and sizes.
    for (const key of Object.getOwnPropertySymbols(cache)) if (key.description === "IndexCache") Reflect.deleteProperty(cache, key);
  }
}

function entryOf(path: string, stage: number, { mode, oid }: Side, stat: readonly number[] = []): IndexEntry {
  const name = new TextEncoder().encode(path);
  const bytes = new Uint8Array((ENTRY + name.length + 8) & ~7);
  const view = new DataView(bytes.buffer);
  const [ctime = 0, ctimeNano = 0, mtime = 0, mtimeNano = 0, dev = 0, ino = 0, uid = 0, gid = 0, size = 0] = stat;
  // Old trees have modes that git's index does not.
  const stored = (mode & 0o170000) === 0o100000 ? (mode & 0o111 ? 0o100755 : 0o100644) : mode;
  [ctime, ctimeNano, mtime, mtimeNano, dev, ino, stored, uid, gid, size].forEach((value, index) => view.setUint32(index * 4, value));
  for (let index = 0; index < 20; index++) bytes[40 + index] = Number.parseInt(oid.slice(index * 2, index * 2 + 2), 16);
  view.setUint16(60, (stage << 12) | Math.min(name.length, NAME));
  bytes.set(name, ENTRY);
  return { path, stage, bytes };
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return (a[at] as number) - (b[at] as number);
  return a.length - b.length;
}
