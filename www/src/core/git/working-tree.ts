import * as git from "isomorphic-git";

import { failure } from "../messages.ts";
import type { Conversion } from "./conversion.ts";
import { bytesOf, textOf } from "./names.ts";
import { parentsOf } from "./paths.ts";
import type { Repository } from "./repository.ts";
import type { Side } from "./side.ts";

const LINK = 0o120000;
const EXECUTABLE = 0o100755;
const FILE = 0o100644;

/** The kind of entry at a path; undefined for a missing entry, and for one behind a symbolic link, which git does not follow. */
export async function kindOf({ fs, dir }: Repository, path: string): Promise<"directory" | "file" | "link" | undefined> {
  let kind: "directory" | "file" | "link" = "directory";
  for (const each of [...parentsOf(path), path]) {
    if (kind !== "directory") return undefined;
    const stat = await fs.promises.lstat(`${dir}/${each}`).catch(nothing);
    if (!stat) return undefined;
    kind = stat.isDirectory() ? "directory" : stat.isSymbolicLink() ? "link" : "file";
  }
  return kind;
}

/** A file's content, or a link's target; with a conversion, as git stores it. Undefined if there is no file. */
export async function contentOf(repository: Repository, path: string, conversion?: Conversion): Promise<Uint8Array | undefined> {
  const { fs, dir } = repository;
  const kind = await kindOf(repository, path);
  if (kind === "link") return bytesOf(String(await fs.promises.readlink(`${dir}/${path}`)));
  if (kind !== "file") return undefined;
  const content: Uint8Array = await fs.promises.readFile(`${dir}/${path}`);
  return conversion ? conversion.stored(path, content) : content;
}

/** Whether a file has this content. */
export function sameBytes(content: Uint8Array, now: Uint8Array | undefined): boolean {
  return content.length === now?.length && content.every((byte, index) => byte === now[index]);
}

/**
 * Creates the parent directories of a path.
 *
 * @throws {CoreError} `name_taken` if a parent is not a directory: lightning-fs would create a file inside a file
 */
export async function makeParents(repository: Repository, path: string): Promise<void> {
  const { fs, dir } = repository;
  for (const parent of parentsOf(path)) {
    const kind = await kindOf(repository, parent);
    if (kind === undefined) await fs.promises.mkdir(`${dir}/${parent}`);
    else if (kind !== "directory") throw failure("name_taken", parent);
  }
}

/** Creates the parent directories of many paths. */
export async function makeAllParents(repository: Repository, paths: readonly string[]): Promise<void> {
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1)));
  for (const folder of folders) await makeParents(repository, `${folder}.`);
}

/** The entry that git would record for a file, with its content stored; undefined if there is no file. */
export async function entryOfFile(repository: Repository, path: string, conversion: Conversion): Promise<Side | undefined> {
  const content = await contentOf(repository, path, conversion);
  if (!content) return undefined;
  const { mode } = await statOf(repository, path);
  return { type: "blob", mode, oid: await git.writeBlob({ ...repository, blob: content }) };
}

/** A file's mode as git has it, when it was changed, in milliseconds, and the numbers that git's index keeps of it. */
export interface FileStat {
  mode: number;
  time: number;
  /** Times, device, inode, owner and size. */
  numbers: number[];
}

export async function statOf({ fs, dir }: Repository, path: string): Promise<FileStat> {
  const stat = await fs.promises.lstat(`${dir}/${path}`);
  const { ctimeMs, mtimeMs, dev, ino, uid, gid, size } = stat;
  const split = (milliseconds: number): [number, number] => {
    const seconds = Math.floor(milliseconds / 1000);
    return [seconds, Math.floor((milliseconds - seconds * 1000) * 1_000_000)];
  };
  const mode = stat.isSymbolicLink() ? LINK : stat.mode & 0o100 ? EXECUTABLE : FILE;
  return { mode, time: mtimeMs, numbers: [...split(ctimeMs), ...split(mtimeMs), dev, ino, uid, gid, size] };
}

/** Writes a file of a commit, or makes the directory of a submodule; there must be no file at its path. */
export async function put(repository: Repository, path: string, { type, oid, mode }: Side, conversion: Conversion): Promise<void> {
  const { fs, dir } = repository;
  if (type === "commit") {
    await makeParents(repository, `${path}/.`);
    return;
  }
  const { blob } = await git.readBlob({ ...repository, oid });
  await makeParents(repository, path);
  if (mode === LINK) await fs.promises.symlink(textOf(blob), `${dir}/${path}`);
  else await fs.promises.writeFile(`${dir}/${path}`, await conversion.working(path, blob, oid), mode === EXECUTABLE ? { mode: 0o777 } : {});
}

/** Deletes files, if they exist, and then the directories left empty. */
export async function clear(repository: Repository, paths: readonly string[]): Promise<void> {
  const { fs, dir } = repository;
  const parents = new Set<string>();
  for (const path of paths) {
    const kind = await kindOf(repository, path);
    if (kind === undefined || kind === "directory") continue;
    await fs.promises.unlink(`${dir}/${path}`);
    parentsOf(path).forEach((parent) => parents.add(parent));
  }
  for (const parent of [...parents].sort((a, b) => b.length - a.length)) {
    await fs.promises.rmdir(`${dir}/${parent}`).catch(() => undefined);
  }
}

function nothing(error: { code?: string }): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
  return undefined;
}
