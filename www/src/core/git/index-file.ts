import * as git from "isomorphic-git";

import { failure } from "../messages.ts";
import { intoGit } from "./converting.ts";
import { bytesOf, compareBytes, textOf } from "./names.ts";
import type { Repository } from "./repository.ts";
import type { Side } from "./side.ts";
import { contentOf, statOf } from "./working-tree.ts";

const HEADER = 12;
const ENTRY = 62;
const SIGNATURE = "DIRC";
const EXTENDED = 0x4000;
const NAME = 0x0fff;
/** Where an entry has the file's time and size. */
const [MTIME, SIZE] = [8, 36];

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
  readonly #isNew = new Set<IndexEntry>();
  /** When the file was written, in milliseconds. */
  #time = 0;

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
    index.#time = (await fs.promises.lstat(`${dir}/.git/index`)).mtimeMs;
    const bytes: Uint8Array = read;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const version = view.getUint32(4);
    if (new TextDecoder().decode(bytes.subarray(0, 4)) !== SIGNATURE || version < 2 || version > 3) throw failure("git_failed", "The index has an unknown form.");
    let at = HEADER;
    for (let left = view.getUint32(8); left > 0; left--) {
      const flags = view.getUint16(at + 60);
      const start = at + ENTRY + (flags & EXTENDED ? 2 : 0);
      const end = bytes.indexOf(0, start);
      const path = textOf(bytes.subarray(start, end));
      const length = (end - at + 8) & ~7;
      index.#set({ path, stage: (flags >> 12) & 3, bytes: bytes.slice(at, at + length) }, false);
      at += length;
    }
    return index;
  }

  #set(entry: IndexEntry, isNew = true): void {
    if (isNew) this.#isNew.add(entry);
    this.#entries.set(keyOf(entry.path, entry.stage), entry);
  }

  /** Whether a path has an entry, merged or not. */
  has(path: string): boolean {
    return [0, 1, 2, 3].some((stage) => this.#entries.has(keyOf(path, stage)));
  }

  /** The paths with an entry, merged or not. */
  paths(): Set<string> {
    return new Set(Array.from(this.#entries.values(), ({ path }) => path));
  }

  /** Whether the entry of a path was made when the file had these numbers: then its content is the entry's. */
  isAsOf(path: string, stat: readonly number[]): boolean {
    const entry = this.#entries.get(keyOf(path, 0));
    if (!entry || this.#isRacy(entry)) return false;
    const view = new DataView(entry.bytes.buffer, entry.bytes.byteOffset);
    const [ctime, ctimeNano, mtime, mtimeNano, , ino, uid, gid, size] = stat;
    return [ctime, ctimeNano, mtime, mtimeNano, undefined, ino, undefined, uid, gid, size].every((value, index) => value === undefined || view.getUint32(index * 4) === value >>> 0);
  }

  /** The merged entry of a path. */
  get(path: string): Side | undefined {
    return this.#side(path, 0);
  }

  /** The merged entry of a path, or our side of its conflict. */
  ours(path: string): Side | undefined {
    return this.#side(path, 0) ?? this.#side(path, 2);
  }

  #side(path: string, stage: number): Side | undefined {
    const entry = this.#entries.get(keyOf(path, stage));
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
    this.#set(entryOf(path, 0, side, (await statOf(this.#repository, path)).numbers));
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

  /** Whether a file was written so late that it may have changed after the index, unseen: clocks of file systems are coarse. */
  #isRacy({ bytes }: IndexEntry): boolean {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return view.getUint32(MTIME) * 1000 + view.getUint32(MTIME + 4) / 1_000_000 > this.#time - 1;
  }

  /** Writes entries that may hide a change without a size, as git does, so that they do not hide it from a later index. */
  async #smudge(): Promise<void> {
    const racy = [...this.#entries.values()].filter((entry) => entry.stage === 0 && !this.#isNew.has(entry) && this.#isRacy(entry));
    if (racy.length === 0) return;
    const conversion = await intoGit(this.#repository, this);
    for (const entry of racy) {
      const content = await contentOf(this.#repository, entry.path, conversion);
      const { oid } = await git.hashBlob({ object: content ?? new Uint8Array() });
      if (content && oid !== this.get(entry.path)?.oid) new DataView(entry.bytes.buffer, entry.bytes.byteOffset).setUint32(SIZE, 0);
    }
  }

  async write(): Promise<void> {
    await this.#smudge();
    const entries = [...this.#entries.values()].map((entry) => ({ ...entry, name: bytesOf(entry.path) }));
    entries.sort((a, b) => compareBytes(a.name, b.name) || a.stage - b.stage);
    const isExtended = entries.some(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset).getUint16(60) & EXTENDED);
    const length = entries.reduce((sum, { bytes }) => sum + bytes.length, HEADER);
    const all = new Uint8Array(length + 20);
    const view = new DataView(all.buffer);
    all.set(new TextEncoder().encode(SIGNATURE));
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
  const name = bytesOf(path);
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
