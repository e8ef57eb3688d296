import type { Repository } from "./repository.ts";
import type { Side } from "./side.ts";
import { isSame, walkTrees } from "./trees.ts";

/** A path at which two commits differ. Directories are listed only where the other side has a file. */
export interface Difference {
  path: string;
  before?: Side;
  after?: Side;
}

/** The differences between two trees; without `before`, everything in `after`. */
export async function difference(repository: Repository, before: string | undefined, after: string): Promise<Difference[]> {
  const found: Difference[] = [];
  await walkTrees(repository, [after, before], (path, [new_, old]) => {
    // Do not descend into identical trees.
    if (isSame(new_, old)) return false;
    const types = [new_?.type, old?.type].filter((type) => type !== undefined);
    if (types.some((type) => type !== "tree")) found.push({ path, ...(old && { before: old }), ...(new_ && { after: new_ }) });
    return true;
  });
  return found;
}
