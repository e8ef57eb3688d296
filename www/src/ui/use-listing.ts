import { useApp } from "../app/app.ts";
import type { OpenClone } from "../app/open-clone.ts";
import { marked, type Listed } from "../core/marks.ts";
import type { Problem } from "../core/problem.ts";
import { useKept } from "./use-kept.ts";
import { useLoaded } from "./use-loaded.ts";

/** A folder's entries: of the working tree, with marks, if `at` is checked out; otherwise of that branch, tag or commit. */
export function useListing(clone: OpenClone, at: string, path: string): { entries?: Listed[]; problem?: Problem } {
  const { git } = useApp();
  const { repositoryRef, refs, status, refreshed } = clone;
  const isHead = refs.value?.head === at;
  const oid = refs.value?.branches.find(({ name }) => name === at)?.oid;
  const { value, problem } = useLoaded(
    async () => (isHead ? { working: await git.files(repositoryRef, path) } : { entries: (await git.tree(repositoryRef, at, path)) as Listed[] }),
    [at, path, oid, isHead, isHead && refreshed.value],
  );
  const found = useKept(value, JSON.stringify([at, path, isHead]));
  const entries = found?.working ? marked(found.working, status.value, path) : found?.entries;
  return { ...(entries && !problem && { entries }), ...(problem && { problem }) };
}
