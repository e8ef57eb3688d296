import * as git from "isomorphic-git";

import type { SearchResult } from "../reading-api.ts";
import { readText } from "../any-text.ts";
import type { Repository } from "./repository.ts";
import { treeOf } from "./revisions.ts";
import { filesBelow, type TreeEntry } from "./trees.ts";

/** More matches than a user reads; the others are only counted. */
const MOST_FOUND = 500;
/** Larger files are not written by hand. */
const LARGEST_SEARCHED = 1_000_000;

/** Visits the files of a commit, with a function that reads their content. */
export async function eachFile(repository: Repository, ref: string, signal: AbortSignal | undefined, visit: (path: string, entry: TreeEntry, read: () => Promise<Uint8Array>) => Promise<void>): Promise<void> {
  for (const [path, entry] of await filesBelow(repository, await treeOf(repository, ref), signal)) {
    signal?.throwIfAborted();
    if (entry.type === "blob") await visit(path, entry, async () => (await git.readBlob({ ...repository, oid: entry.oid })).blob);
  }
}

/** Searches the paths and contents of the files of a commit, whatever the case. */
export async function search(repository: Repository, ref: string, text: string, signal: AbortSignal | undefined): Promise<SearchResult> {
  const result: SearchResult = { found: [], more: 0, large: 0, binary: 0 };
  const wanted = text.toLowerCase();
  if (wanted === "") return result;
  const add = (found: SearchResult["found"][number]): void => {
    if (result.found.length < MOST_FOUND) result.found.push(found);
    else result.more += 1;
  };
  await eachFile(repository, ref, signal, async (path, _, readContent) => {
    if (path.toLowerCase().includes(wanted)) add({ path });
    const content = await readContent();
    const read = content.byteLength > LARGEST_SEARCHED ? undefined : await readText(content);
    if (!read) {
      result[content.byteLength > LARGEST_SEARCHED ? "large" : "binary"] += 1;
      return;
    }
    read.text.split("\n").forEach((line, index) => {
      if (line.toLowerCase().includes(wanted)) add({ path, line: index + 1, text: line.slice(0, 300) });
    });
  });
  return result;
}
