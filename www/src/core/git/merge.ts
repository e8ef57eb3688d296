import * as git from "isomorphic-git";

import type { Person } from "../api.ts";
import { failure } from "../messages.ts";
import { sideOf, type Side } from "./difference.ts";
import type { Repository } from "./repository.ts";

/**
 * Merges two commits and returns the merge commit. Changes no ref, no file and no index.
 *
 * @throws {CoreError} `diverged` with the conflicting files, `merge_unsupported`
 */
export async function merge(repository: Repository, ours: string, theirs: string, message: string, author: Person): Promise<string> {
  const [base, ...more] = (await git.findMergeBase({ ...repository, oids: [ours, theirs] })) as string[];
  if (base === undefined || more.length > 0) throw failure("merge_unsupported");
  const conflicts = new Set(await unmergeable(repository, ours, base, theirs));
  try {
    const { oid } = await git.merge({ ...repository, ours, theirs, message, author, abortOnConflict: true, noUpdateBranch: true, dryRun: conflicts.size > 0 });
    if (conflicts.size === 0 && oid !== undefined) return oid;
  } catch (error) {
    const { code, data } = error as { code?: string; data?: { filepaths?: string[] } };
    if (code !== "MergeConflictError" && !(code === "MergeNotSupportedError" && conflicts.size > 0)) throw error;
    data?.filepaths?.forEach((path) => conflicts.add(path));
  }
  throw failure("diverged", [...conflicts].sort().join("\n"));
}

/** The files changed on both sides that isomorphic-git would corrupt or fail on, because it treats every file as lines of text. */
async function unmergeable(repository: Repository, ours: string, base: string, theirs: string): Promise<string[]> {
  const found: string[] = [];
  await git.walk({
    ...repository,
    trees: [ours, base, theirs].map((ref) => git.TREE({ ref })),
    map: async (path, entries) => {
      const [our, old, their] = await Promise.all([0, 1, 2].map((index) => sideOf(entries[index])));
      if (same(our, old) || same(their, old) || same(our, their)) return path === "." ? true : null;
      const sides = [our, old, their].filter((side) => side !== undefined);
      if (sides.every(({ type }) => type === "tree")) return true;
      if (!our || !their) return null;
      const readable = sides.every(({ type }) => type === "blob") && (await Promise.all(entries.map((entry) => entry?.content()))).every(isLines);
      if (!readable) found.push(path);
      return null;
    },
  });
  return found;
}

function same(a: Side | undefined, b: Side | undefined): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}

/** Whether content is UTF-8 text with line ends that isomorphic-git keeps: it loses other characters that JavaScript takes for line ends. */
function isLines(content: Uint8Array | void): boolean {
  try {
    return !/\0|\r(?!\n)|[\u2028\u2029]/.test(new TextDecoder("utf-8", { fatal: true }).decode(content ?? new Uint8Array()));
  } catch {
    return false;
  }
}
