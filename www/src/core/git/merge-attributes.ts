import { attributesOf } from "./attributes.ts";
import type { Repository } from "./repository.ts";
import { entryAt } from "./trees.ts";

/** How git merges a file. */
export interface MergeAttributes {
  driver: "text" | "union" | "binary";
  markerSize: number;
}

/** git's default number of characters in a conflict marker. */
export const MARKER = 7;
/** More characters are ignored: the markers of a hostile repository could take all memory. git has no limit. */
const MOST_MARKER = 1_000;

/**
 * The attributes of files in a merge, from the `.gitattributes` files of the working tree; for those that it lacks, from our tree.
 * The page has no `merge.*` settings, so that git, too, would merge files of other drivers as text.
 */
export function mergeAttributes(repository: Repository, ourTree: string): (path: string) => Promise<MergeAttributes> {
  const attributes = attributesOf(repository, { stored: (path) => entryAt(repository, ourTree, path), first: "working tree" });
  return async (path) => {
    const values = await attributes(path);
    const [driver, size] = [values.get("merge"), Number(values.get("conflict-marker-size"))];
    return { driver: driver === false ? "binary" : driver === "union" || driver === "binary" ? driver : "text", markerSize: Number.isInteger(size) && size > 0 && size <= MOST_MARKER ? size : MARKER };
  };
}
