import { MOST_KEPT, type ArrangingGit, type Kept, type Stamp } from "../arranging-api.ts";
import { failure } from "../messages.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { treeEntries, treeEntry } from "./listing.ts";
import { textOf } from "./names.ts";
import { checkedNewPath, checkedPath, parentsOf } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { headTree } from "./revisions.ts";
import type { Store } from "./store.ts";
import { clear, contentOf, kindOf, makeParents } from "./working-tree.ts";

/** Operations on files and folders of the working tree as a whole. */
export function arranging(at: (repositoryRef: RepositoryRef) => Repository, store: Store): ArrangingGit {
  async function kinds(repositoryRef: RepositoryRef, paths: readonly string[]) {
    const repository = at(repositoryRef);
    return Promise.all(paths.map((path) => kindOf(repository, path)));
  }

  async function writeFiles(repositoryRef: RepositoryRef, files: readonly { path: string; content: Uint8Array }[]): Promise<void> {
    const repository = at(repositoryRef);
    // Check everything before the first write.
    for (const { path } of files) {
      checkedNewPath(path);
      for (const parent of parentsOf(path)) {
        const kind = await kindOf(repository, parent);
        if (kind === "file" || kind === "link") throw failure("name_taken", parent);
      }
      if ((await kindOf(repository, path)) === "directory") throw failure("name_taken", path);
    }
    for (const { path, content } of files) {
      // Writing through a link could change a file anywhere.
      if ((await kindOf(repository, path)) === "link") await repository.fs.promises.unlink(`${repository.dir}/${path}`);
      await makeParents(repository, path);
      await repository.fs.promises.writeFile(`${repository.dir}/${path}`, content);
    }
    await store.flush(repositoryRef);
  }

  async function deletePaths(repositoryRef: RepositoryRef, paths: readonly string[]): Promise<void> {
    const repository = at(repositoryRef);
    for (const path of paths) {
      const kind = await kindOf(repository, checkedPath(path));
      if (kind === undefined) throw failure("no_such_file", path);
      if (kind === "directory") await removeFolder(repository, path);
      else await clear(repository, [path]);
    }
    await store.flush(repositoryRef);
  }

  async function rename(repositoryRef: RepositoryRef, from: string, to: string): Promise<void> {
    const repository = at(repositoryRef);
    const { fs, dir } = repository;
    const kind = await kindOf(repository, checkedPath(from));
    if (kind === undefined) throw failure("no_such_file", from);
    if (`${checkedNewPath(to)}/`.startsWith(`${from}/`)) throw failure("invalid_name", to);
    if ((await kindOf(repository, to)) !== undefined) throw failure("name_taken", to);
    if (kind === "directory") await assertNoSubmodule(repository, from);
    await makeParents(repository, to);
    if (kind === "link") {
      // lightning-fs would rename the link's target.
      await fs.promises.symlink(String(await fs.promises.readlink(`${dir}/${from}`)), `${dir}/${to}`);
      await fs.promises.unlink(`${dir}/${from}`);
    } else await fs.promises.rename(`${dir}/${from}`, `${dir}/${to}`);
    await removeEmpty(repository, parentsOf(from));
    await store.flush(repositoryRef);
  }

  async function setExecutable(repositoryRef: RepositoryRef, path: string, isExecutable: boolean): Promise<void> {
    const repository = at(repositoryRef);
    if ((await kindOf(repository, checkedPath(path))) !== "file") throw failure("no_such_file", path);
    await repository.fs.promises.chmod(`${repository.dir}/${path}`, isExecutable ? 0o777 : 0o666);
    await store.flush(repositoryRef);
  }

  async function makeFolder(repositoryRef: RepositoryRef, path: string): Promise<void> {
    const repository = at(repositoryRef);
    if ((await kindOf(repository, checkedNewPath(path))) !== undefined) throw failure("name_taken", path);
    await makeParents(repository, `${path}/x`);
    await store.flush(repositoryRef);
  }

  async function stamps(repositoryRef: RepositoryRef, paths: readonly string[]): Promise<Stamp[]> {
    const repository = at(repositoryRef);
    const found = await Promise.all((await filesAt(repository, paths)).map((path) => stampOf(repository, path)));
    return found.filter((each) => each !== undefined);
  }

  async function keep(repositoryRef: RepositoryRef, paths: readonly string[]): Promise<Kept[] | undefined> {
    const repository = at(repositoryRef);
    const kept: Kept[] = [];
    let left = MOST_KEPT;
    for (const each of await filesAt(repository, paths)) {
      const file = await keptFile(repository, each);
      left -= file.content?.byteLength ?? 0;
      if (left < 0) return undefined;
      kept.push(file);
    }
    return kept;
  }

  async function restore(repositoryRef: RepositoryRef, kept: readonly Kept[]): Promise<void> {
    const repository = at(repositoryRef);
    const { fs, dir } = repository;
    await clear(repository, kept.map(({ path }) => checkedPath(path)));
    for (const { path, kind, content } of kept) {
      if (!content) continue;
      if ((await kindOf(repository, path)) !== undefined) throw failure("name_taken", path);
      await makeParents(repository, path);
      if (kind === "link") await fs.promises.symlink(textOf(content), `${dir}/${path}`);
      else await fs.promises.writeFile(`${dir}/${path}`, content, kind === "executable" ? { mode: 0o777 } : {});
    }
    await store.flush(repositoryRef);
  }

  return { kinds, writeFiles, deletePaths, rename, setExecutable, makeFolder, stamps, keep, restore };
}

async function keptFile(repository: Repository, path: string): Promise<Kept> {
  const content = await contentOf(repository, path);
  if (!content) return { path };
  const kind = await kindOf(repository, path);
  const { mode } = await repository.fs.promises.lstat(`${repository.dir}/${path}`);
  return { path, content, kind: kind === "link" ? kind : mode & 0o100 ? "executable" : "file" };
}

async function stampOf({ fs, dir }: Repository, path: string): Promise<Stamp | undefined> {
  const found = await fs.promises.lstat(`${dir}/${path}`).catch(() => undefined);
  return found && { path, size: found.size, changed: found.mtimeMs };
}

/** These paths, with the files of a folder instead of it. */
async function filesAt(repository: Repository, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) found.push(...((await kindOf(repository, checkedPath(path))) === "directory" ? await filesIn(repository, path) : [path]));
  return found;
}

/** The files in a folder and its folders; links are not followed. */
async function filesIn(repository: Repository, folder: string): Promise<string[]> {
  const names: string[] = await repository.fs.promises.readdir(`${repository.dir}/${folder}`);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = `${folder}/${name}`;
      return (await kindOf(repository, path)) === "directory" ? filesIn(repository, path) : [path];
    }),
  );
  return found.flat();
}

async function removeFolder(repository: Repository, folder: string): Promise<void> {
  await assertNoSubmodule(repository, folder);
  await emptied(repository, folder);
  await removeEmpty(repository, [...parentsOf(folder), folder]);
}

/** Removes folders, the last ones first, unless they contain something: git has no empty folders. */
async function removeEmpty({ fs, dir }: Repository, folders: readonly string[]): Promise<void> {
  for (const folder of folders.toReversed()) await fs.promises.rmdir(`${dir}/${folder}`).catch(() => undefined);
}

/** Deletes the contents of a folder. */
async function emptied(repository: Repository, folder: string): Promise<void> {
  const { fs, dir } = repository;
  const names: string[] = await fs.promises.readdir(`${dir}/${folder}`);
  for (const name of names) {
    const path = `${folder}/${name}`;
    if ((await kindOf(repository, path)) === "directory") {
      await emptied(repository, path);
      await fs.promises.rmdir(`${dir}/${path}`);
    } else await fs.promises.unlink(`${dir}/${path}`);
  }
}

/** @throws {CoreError} `has_submodule` if a folder of HEAD is or contains a submodule, which would stay where it is in the index */
async function assertNoSubmodule(repository: Repository, path: string): Promise<void> {
  const tree = await headTree(repository);
  const entry = await treeEntry(repository, tree, path);
  const waiting = entry ? [{ kind: entry.kind, path }] : [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { kind, path: here } = next;
    if (kind === "submodule") throw failure("has_submodule", here);
    if (kind === "tree") waiting.push(...(await treeEntries(repository, tree, here)).map((each) => ({ kind: each.kind, path: `${here}/${each.name}` })));
  }
}
