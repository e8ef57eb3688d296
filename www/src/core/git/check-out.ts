import type { GitProgressEvent } from "isomorphic-git";

import { intoFiles } from "./converting.ts";
import { inGroups } from "./in-groups.ts";
import { IndexFile } from "./index-file.ts";
import { isSafePath } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { filesAreOlder } from "./settling.ts";
import { filesBelow } from "./trees.ts";
import { makeAllParents, put } from "./working-tree.ts";

export interface CheckOutOptions {
  signal: AbortSignal | undefined;
  onProgress: (event: GitProgressEvent) => void;
}

/** Writes the files of a tree into an empty working tree, apart from paths that a working tree must not have. */
export async function checkOut(repository: Repository, tree: string, { signal, onProgress }: CheckOutOptions): Promise<void> {
  const files = [...(await filesBelow(repository, tree, signal))].filter(([path]) => isSafePath(path));
  const index = await IndexFile.read(repository);
  const entries = new Map(files);
  const conversion = await intoFiles(repository, (path) => entries.get(path));
  let loaded = 0;
  await makeAllParents(repository, files.map(([path]) => path));
  await inGroups(files, async ([path, entry]) => {
    signal?.throwIfAborted();
    await put(repository, path, entry, conversion);
    await index.put(path, entry);
    onProgress({ phase: "Updating workdir", loaded: ++loaded, total: files.length });
  });
  await filesAreOlder();
  await index.write();
}
