import * as git from "isomorphic-git";

import type { EditingGit } from "../editing-api.ts";
import { failure } from "../messages.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { sideOf, type Side } from "./difference.ts";
import { checkedPath, parentsOf } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { headOf } from "./revisions.ts";
import type { Store } from "./store.ts";
import { clear, contentOf, kindOf, makeParents, put } from "./working-tree.ts";

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
    const files = await recorded(repository, paths.map(checkedPath));
    // Delete first, then restore: a file may have become a directory.
    await clear(repository, paths);
    for (const [path, { head, staged }] of files) {
      if (!head && staged) await git.remove({ ...repository, filepath: path });
    }
    for (const [path, { head, staged }] of files) {
      if (!head) continue;
      await put(repository, path, head);
      const asHead = staged?.oid === head.oid && staged.mode === head.mode;
      if (!asHead) await git.updateIndex({ ...repository, filepath: path, oid: head.oid, mode: head.mode, add: true });
    }
    await store.flush(repositoryRef);
  }

  async function pending(repositoryRef: RepositoryRef, path: string): Promise<{ before?: Uint8Array; after?: Uint8Array }> {
    const repository = at(repositoryRef);
    const head = (await recorded(repository, [checkedPath(path)])).get(path)?.head;
    const [before, after] = await Promise.all([head && git.readBlob({ ...repository, oid: head.oid }).then(({ blob }) => blob), contentOf(repository, path)]);
    return { ...(before && { before }), ...(after && { after }) };
  }

  return { read, write, discard, pending };
}

/** The entries of files at HEAD and in the index. */
async function recorded(repository: Repository, paths: readonly string[]): Promise<Map<string, { head?: Side; staged?: Side }>> {
  const wanted = new Set(paths);
  const above = new Set([".", ...paths.flatMap(parentsOf)]);
  const found = new Map<string, { head?: Side; staged?: Side }>();
  await git.walk({
    ...repository,
    trees: [git.TREE({ ref: await headOf(repository) }), git.STAGE()],
    map: async (path, [tree, stage]) => {
      if (wanted.has(path)) {
        const [head, staged] = await Promise.all([tree, stage].map(async (entry) => ((await entry?.type()) === "blob" ? sideOf(entry) : undefined)));
        found.set(path, { ...(head && { head }), ...(staged && { staged }) });
      }
      return above.has(path) ? true : null;
    },
  });
  return found;
}

function sameBytes(before: Uint8Array, now: Uint8Array | undefined): boolean {
  return before.length === now?.length && before.every((byte, index) => byte === now[index]);
}
