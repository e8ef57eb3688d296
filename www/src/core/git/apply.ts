import { failure } from "../messages.ts";
import { intoFiles, intoGit } from "./converting.ts";
import { difference } from "./difference.ts";
import { inGroups } from "./in-groups.ts";
import { IndexFile } from "./index-file.ts";
import { checkedPath, isSafePath, parentsOf } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { convertedFilesAreOlder } from "./settling.ts";
import type { Side } from "./side.ts";
import { statusOf } from "./status.ts";
import { clear, kindOf, makeAllParents, put } from "./working-tree.ts";

/** New entries of paths, of the index and the working tree; undefined for those to be deleted. */
export type Changes = ReadonlyMap<string, Side | undefined>;

/** The sides of a conflict, for the index. */
export interface Unmerged {
  path: string;
  base?: Side;
  ours?: Side;
  theirs?: Side;
}

/** What differs between two trees, without paths that a working tree must not have: as in git, these are only in commits. */
export async function changesBetween(repository: Repository, from: string | undefined, to: string): Promise<Map<string, Side | undefined>> {
  const leaf = (side: Side | undefined): Side | undefined => (side?.type === "tree" ? undefined : side);
  return new Map((await difference(repository, from, to)).flatMap(({ path, after }) => (isSafePath(path) ? [[path, leaf(after)] as const] : [])));
}

/**
 * @param uncommitted the files that must not be lost; by default all with uncommitted changes
 * @throws {CoreError} `would_overwrite` with the files, if the changes would overwrite or delete what is not committed; ignored
 * files count
 */
export async function assertFree(repository: Repository, changes: Changes, uncommitted?: readonly string[]): Promise<void> {
  const [paths, index] = await Promise.all([uncommitted ?? statusOf(repository).then((status) => status.map(({ path }) => path)), IndexFile.read(repository)]);
  const found = new Set<string>();
  for (const path of paths) {
    const isUnder = parentsOf(path).some((parent) => changes.get(parent) !== undefined);
    if (changes.has(path) || isUnder) found.add(path);
  }
  for (const [path, side] of changes) {
    if (side === undefined || !isSafePath(path)) continue;
    for (const each of [...parentsOf(path), path]) {
      const isParent = each !== path;
      const kind = index.has(each) ? undefined : await kindOf(repository, each);
      if (kind === "file" || kind === "link" || (kind === "directory" && !isParent && !(await isEmptied(repository, each, changes)))) found.add(each);
    }
  }
  if (found.size > 0) throw failure("would_overwrite", [...found].sort().join("\n"));
}

/** Whether a directory has nothing but files that the changes delete. */
async function isEmptied(repository: Repository, path: string, changes: Changes): Promise<boolean> {
  const { fs, dir } = repository;
  for (const name of (await fs.promises.readdir(`${dir}/${path}`)) as string[]) {
    const each = `${path}/${name}`;
    const isKept = (await kindOf(repository, each)) === "directory" ? !(await isEmptied(repository, each, changes)) : !changes.has(each);
    if (isKept) return false;
  }
  return true;
}

/**
 * Changes the index and the working tree, apart from paths that a working tree must not have. What is at the others is lost: see
 * `assertFree`.
 */
export async function apply(repository: Repository, all: Changes, conflicts: readonly Unmerged[] = []): Promise<void> {
  const index = await IndexFile.read(repository);
  const changes = new Map([...all].filter(([path]) => isSafePath(path)));
  const before = new Map([...changes.keys()].map((path) => [path, index.get(path)]));
  try {
    await applyToFiles(repository, changes, index);
  } catch (error) {
    // Storage may be full; the files that were there still fit.
    await applyToFiles(repository, before, index).catch(() => undefined);
    throw error;
  }
  await inGroups([...changes], async ([path, side]) => {
    if (side) await index.put(path, side);
    else index.delete(path);
  });
  await convertedFilesAreOlder(await intoGit(repository, index), [...changes].flatMap(([path, side]) => (side ? [path] : [])));
  for (const { path, base, ours, theirs } of conflicts) index.conflict(checkedPath(path), [base, ours, theirs]);
  await index.write();
}

/** The same for the working tree only. `index` is the one before. */
export async function applyToFiles(repository: Repository, changes: Changes, index: IndexFile): Promise<void> {
  const safe = [...changes].filter(([path]) => isSafePath(path));
  await clear(repository, safe.map(([path]) => path));
  const written = safe.flatMap(([path, side]) => (side ? [{ path, side }] : []));
  await makeAllParents(repository, written.map(({ path }) => path));
  const conversion = await intoFiles(repository, (path) => (changes.has(path) ? changes.get(path) : index.ours(path)));
  await inGroups(written, ({ path, side }) => put(repository, path, side, conversion));
}
