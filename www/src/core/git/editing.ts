import * as git from "isomorphic-git";

import type { EditingGit } from "../editing-api.ts";
import { failure } from "../messages.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { intoFiles, intoGit } from "./converting.ts";
import { IndexFile } from "./index-file.ts";
import { checkedPath } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { headTree } from "./revisions.ts";
import { convertedFilesAreOlder } from "./settling.ts";
import type { Store } from "./store.ts";
import { entryAt } from "./trees.ts";
import { clear, contentOf, kindOf, makeParents, put, sameBytes } from "./working-tree.ts";

/** Operations on files of the working tree. */
export function editing(at: (repositoryRef: RepositoryRef) => Repository, store: Store): EditingGit {
  async function read(repositoryRef: RepositoryRef, path: string): Promise<Uint8Array> {
    const content = await contentOf(at(repositoryRef), checkedPath(path));
    if (!content) throw failure("no_such_file");
    return content;
  }

  async function write(repositoryRef: RepositoryRef, path: string, content: Uint8Array, before?: Uint8Array): Promise<void> {
    const repository = at(repositoryRef);
    // Writing through a link could change a file anywhere.
    if ((await kindOf(repository, checkedPath(path))) === "link") throw failure("is_link");
    if (before && !sameBytes(before, await contentOf(repository, path))) throw failure("changed_elsewhere");
    await makeParents(repository, path);
    await repository.fs.promises.writeFile(`${repository.dir}/${path}`, content);
    await store.flush(repositoryRef);
  }

  async function discard(repositoryRef: RepositoryRef, paths: string[]): Promise<void> {
    const repository = at(repositoryRef);
    const tree = await headTree(repository);
    const index = await IndexFile.read(repository);
    // Delete first, then restore: a file may have become a directory.
    await clear(repository, paths.map(checkedPath));
    const heads = new Map(await Promise.all(paths.map(async (path) => [path, await entryAt(repository, tree, path)] as const)));
    const conversion = await intoFiles(repository, (path) => (heads.has(path) ? heads.get(path) : index.ours(path)));
    for (const [path, head] of heads) {
      if (head?.type === "blob") {
        await put(repository, path, head, conversion);
        await index.put(path, head);
      } else if (!head) index.delete(path);
    }
    await convertedFilesAreOlder(await intoGit(repository, index), paths);
    await index.write();
    await store.flush(repositoryRef);
  }

  async function pending(repositoryRef: RepositoryRef, path: string): Promise<{ before?: Uint8Array; after?: Uint8Array }> {
    const repository = at(repositoryRef);
    const head = await entryAt(repository, await headTree(repository), checkedPath(path));
    let index: Promise<IndexFile> | undefined;
    // A large index takes long to read, and few files need it.
    const conversion = await intoGit(repository, { ours: async (each) => (await (index ??= IndexFile.read(repository))).ours(each) });
    const [before, after] = await Promise.all([head?.type === "blob" ? git.readBlob({ ...repository, oid: head.oid }).then(({ blob }) => blob) : undefined, contentOf(repository, path, conversion)]);
    return { ...(before && { before }), ...(after && { after }) };
  }

  return { read, write, discard, pending };
}
