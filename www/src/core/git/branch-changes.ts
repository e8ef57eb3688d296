import * as git from "isomorphic-git";

import type { BranchingGit, Loss } from "../branching-api.ts";
import { failure } from "../messages.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { countOutside } from "./ahead-behind.ts";
import { apply, assertFree, changesBetween } from "./apply.ts";
import { refsOf } from "./branching.ts";
import { peeled } from "./commits.ts";
import { IndexFile } from "./index-file.ts";
import type { Local } from "./local.ts";
import { assertFreeName } from "./ref-names.ts";
import type { Repository } from "./repository.ts";
import { resolve, treeOf } from "./revisions.ts";
import { deleteOnServer } from "./server-refs.ts";
import { statusOf } from "./status.ts";
import { entryAt } from "./trees.ts";
import { assertFinished } from "./unfinished.ts";

export type BranchChanges = Pick<BranchingGit, "renameBranch" | "onlyIn" | "deleteBranch" | "deleteRemoteBranch" | "lostByReset" | "reset">;

/** Operations that rename, delete and reset branches. */
export function branchChanges(local: Local): BranchChanges {
  const { at, store } = local;

  async function renameBranch(repositoryRef: RepositoryRef, name: string, to: string): Promise<void> {
    const repository = at(repositoryRef);
    await assertFreeName(repository, to);
    await git.renameBranch({ ...repository, oldref: name, ref: to });
    await store.flush(repositoryRef);
  }

  async function onlyIn(repositoryRef: RepositoryRef, name: string): Promise<number> {
    const repository = at(repositoryRef);
    const oid = await git.resolveRef({ ...repository, ref: `refs/heads/${name}` });
    return countOutside(repository, [oid], await tips(repository, name));
  }

  async function deleteBranch(repositoryRef: RepositoryRef, name: string): Promise<void> {
    const repository = at(repositoryRef);
    if ((await git.currentBranch(repository)) === name) throw failure("checked_out");
    await git.deleteBranch({ ...repository, ref: name });
    await store.flush(repositoryRef);
  }

  async function lostByReset(repositoryRef: RepositoryRef, to: string): Promise<Loss> {
    const repository = at(repositoryRef);
    const [head, target, branch] = [await git.resolveRef({ ...repository, ref: "HEAD" }), await resolve(repository, to), await git.currentBranch(repository)];
    const [commits, restored] = await Promise.all([countOutside(repository, [head], [target, ...(await tips(repository, branch ?? undefined))]), uncommitted(repository)]);
    return { commits, files: restored.tracked };
  }

  async function reset(repositoryRef: RepositoryRef, to: string, files: "keep" | "discard"): Promise<void> {
    const repository = at(repositoryRef);
    await assertFinished(repository);
    const branch = await git.currentBranch({ ...repository, fullname: true });
    if (!branch) throw failure("no_such_ref");
    const oid = await resolve(repository, to);
    const tree = await treeOf(repository, oid);
    const between = await changesBetween(repository, await treeOf(repository, "HEAD"), tree);
    const { tracked, untracked } = await uncommitted(repository);
    const changes = new Map(between);
    for (const path of tracked) if (!changes.has(path)) changes.set(path, leaf(await entryAt(repository, tree, path)));
    if (files === "keep") {
      const index = await IndexFile.read(repository);
      // Without the files' times, so that each is compared.
      for (const [path, side] of changes) index.set(path, side);
      await index.write();
    } else {
      // What git does not know is not lost.
      await assertFree(repository, new Map([...changes].filter(([path]) => !tracked.includes(path))), untracked);
      await apply(repository, changes);
    }
    await git.writeRef({ ...repository, ref: branch, value: oid, force: true });
    await store.flush(repositoryRef);
  }

  return {
    renameBranch,
    onlyIn,
    deleteBranch,
    deleteRemoteBranch: (repositoryRef, name) => deleteOnServer(local, repositoryRef, `refs/heads/${name}`),
    lostByReset,
    reset,
  };
}

/** The commits of all branches but one, of the server's branches, and of tags. */
async function tips(repository: Repository, but: string | undefined): Promise<string[]> {
  const { branches, remoteBranches, tags } = await refsOf(repository);
  const others = branches.filter(({ name }) => name !== but);
  const tagged = await Promise.all(tags.map(({ oid }) => peeled(repository, oid)));
  return [...others, ...remoteBranches, ...tagged].map(({ oid }) => oid);
}

/** The files with uncommitted changes that git tracks, and those that it does not. */
async function uncommitted(repository: Repository): Promise<{ tracked: string[]; untracked: string[] }> {
  const [status, index] = await Promise.all([statusOf(repository), IndexFile.read(repository)]);
  const { tracked = [], untracked = [] } = Object.groupBy(status.map(({ path, kind }) => ({ path, kind })), ({ path, kind }) => (kind === "added" && !index.has(path) ? "untracked" : "tracked"));
  return { tracked: tracked.map(({ path }) => path), untracked: untracked.map(({ path }) => path) };
}

function leaf<S extends { type: string }>(side: S | undefined): S | undefined {
  return side?.type === "tree" ? undefined : side;
}
