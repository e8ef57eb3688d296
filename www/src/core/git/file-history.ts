import type { FileCommit } from "../inspecting-api.ts";
import type { StoredCommit } from "./commits.ts";
import { renamedFrom } from "./renames.ts";
import type { Repository } from "./repository.ts";
import { entryAt, isSame } from "./trees.ts";
import { walk } from "./walk.ts";

/**
 * The commits that changed a file or a folder, latest first. Follows files that were renamed. A merge that took one side's version
 * unchanged leads only there, as in `git log`.
 */
export async function fileHistory(repository: Repository, oid: string, path: string, count: number, signal: AbortSignal | undefined): Promise<FileCommit[]> {
  const found: FileCommit[] = [];
  await walk(repository, { oid, carried: path, join: (one) => one, signal }, async ({ commit, parents, isCut, carried: at }, carry) => {
    const here = await entryAt(repository, commit.tree, at);
    const there = await Promise.all(parents.map(async (parent) => ({ parent, entry: await entryAt(repository, parent.tree, at) })));
    const same = there.find(({ entry }) => isSame(entry, here));
    if (same) {
      carry(same.parent, at);
      return true;
    }
    if (parents.length === 0 && !here) return true;
    let from: string | undefined;
    for (const { parent, entry } of there) {
      const old = here?.type === "blob" && !entry ? await renamedFrom(repository, parent.tree, commit.tree, at) : undefined;
      from ??= old;
      carry(parent, old ?? at);
    }
    found.push({ ...withoutTree(commit), path: at, ...(from !== undefined && { from }), ...(isCut && { cut: true }) });
    return found.length < count;
  });
  return found;
}

function withoutTree({ tree: _, ...commit }: StoredCommit): Omit<StoredCommit, "tree"> {
  return commit;
}
