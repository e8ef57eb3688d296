import * as git from "isomorphic-git";

import { failure } from "../messages.ts";
import type { Entry, FileAt, WorkingEntry } from "../reading-api.ts";
import { checkedPath, isSafePath } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { headTree } from "./revisions.ts";
import { entriesOf, entryAt, type TreeEntry } from "./trees.ts";
import { contentOf, kindOf } from "./working-tree.ts";

const KINDS: Record<number, Entry["kind"]> = { 0o040000: "tree", 0o100755: "executable", 0o120000: "link", 0o160000: "submodule" };

/**
 * The entries of a folder of a tree object.
 *
 * @throws {CoreError} `no_such_file` if there is no such folder
 */
export async function treeEntries(repository: Repository, tree: string, path: string): Promise<Entry[]> {
  const folder = await entryAt(repository, tree, path);
  if (folder?.type !== "tree") throw failure("no_such_file");
  const entries = Array.from(await entriesOf(repository, folder.oid), ([name, entry]) => described(name, entry));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The entry at a path of a tree object, if it has one. */
export async function treeEntry(repository: Repository, tree: string, path: string): Promise<Entry | undefined> {
  const entry = await entryAt(repository, tree, path);
  return entry && described(path.split("/").at(-1) ?? "", entry);
}

function described(name: string, { oid, mode }: TreeEntry): Entry {
  return { name, oid, kind: KINDS[mode] ?? "file" };
}

/** A folder of the working tree, and what HEAD has in it. */
export async function workingEntries(repository: Repository, path: string): Promise<WorkingEntry[]> {
  const tree = await headTree(repository);
  const [here, committed] = await Promise.all([onDisk(repository, path), treeEntries(repository, tree, path).catch(none)]);
  if (!here && !committed) throw failure("no_such_file");
  const found = new Map<string, WorkingEntry>();
  for (const { name, kind } of committed ?? []) found.set(name, { name, kind, isCommitted: true, isPresent: kind === "submodule" });
  for (const { name, kind } of here ?? []) {
    const { kind: before } = found.get(name) ?? {};
    found.set(name, { name, kind: before === "submodule" && kind === "tree" ? before : kind, isCommitted: before !== undefined, isPresent: true });
  }
  return [...found.values()];
}

/** The entries of a directory on disk; undefined if there is no such directory. */
async function onDisk(repository: Repository, path: string): Promise<{ name: string; kind: Entry["kind"] }[] | undefined> {
  const { fs, dir } = repository;
  if (path !== "" && (await kindOf(repository, checkedPath(path))) !== "directory") return undefined;
  const where = path === "" ? dir : `${dir}/${path}`;
  const names: string[] = await fs.promises.readdir(where);
  const entries = names
    .filter((name) => name !== ".git")
    .map(async (name) => {
      const stat = await fs.promises.lstat(`${where}/${name}`);
      const kind: Entry["kind"] = stat.isDirectory() ? "tree" : stat.isSymbolicLink() ? "link" : stat.mode & 0o100 ? "executable" : "file";
      return { name, kind };
    });
  return Promise.all(entries);
}

/** A file of the working tree, or what else is at its path. Symbolic links are not followed. */
export async function workingFile(repository: Repository, path: string): Promise<FileAt> {
  // Read in a commit it can be, but there is no such file here.
  if (!isSafePath(path) && (await entryAt(repository, await headTree(repository), path))) throw failure("unsupported_name", path);
  const kind = await kindOf(repository, checkedPath(path));
  const committed = kind === "directory" ? await treeEntry(repository, await headTree(repository), path) : undefined;
  if (committed?.kind === "submodule") return withoutContent(committed);
  if (kind === "directory") return { kind: "tree", content: new Uint8Array() };
  const content = await contentOf(repository, path);
  if (!kind || !content) throw failure("no_such_file");
  if (kind === "link") return { kind, content };
  const { mode } = await repository.fs.promises.lstat(`${repository.dir}/${path}`);
  return { kind: mode & 0o100 ? "executable" : "file", content };
}

/** A file of a tree object, or what else is at its path. */
export async function treeFile(repository: Repository, tree: string, path: string): Promise<FileAt> {
  const entry = await treeEntry(repository, tree, path);
  if (!entry) throw failure("no_such_file");
  const { kind, oid } = entry;
  if (kind === "tree" || kind === "submodule") return withoutContent(entry);
  return { kind, oid, content: (await git.readBlob({ ...repository, oid })).blob };
}

function withoutContent({ kind, oid }: Entry): FileAt {
  return { kind, oid, content: new Uint8Array() };
}

function none(error: { problem?: { code: string } }): undefined {
  if (error.problem?.code !== "no_such_file") throw error;
  return undefined;
}
