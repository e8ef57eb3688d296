import * as git from "isomorphic-git";
import type { WalkerEntry } from "isomorphic-git";

import type { SearchResult } from "../reading-api.ts";
import { readText } from "../any-text.ts";
import type { Repository } from "./repository.ts";
import { treeOf } from "./revisions.ts";

/** More matches than a user reads; the others are only counted. */
const MOST_FOUND = 500;
/** Larger files are not written by hand. */
const LARGEST_SEARCHED = 1_000_000;

/** Visits the files of a commit. */
export async function eachFile(repository: Repository, ref: string, signal: AbortSignal | undefined, visit: (path: string, entry: WalkerEntry) => Promise<void>): Promise<void> {
  const oid = await treeOf(repository, ref);
  await git.walk({
    ...repository,
    trees: [git.TREE({ ref: oid })],
    map: async (path, [entry]) => {
      signal?.throwIfAborted();
      if (entry && (await entry.type()) === "blob") await visit(path, entry);
      return true;
    },
  });
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
  await eachFile(repository, ref, signal, async (path, entry) => {
    if (path.toLowerCase().includes(wanted)) add({ path });
    const content = await entry.content();
    if (!content) return;
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
