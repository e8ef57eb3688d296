import * as git from "isomorphic-git";

import type { BranchingGit, Refs } from "../branching-api.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { aheadBehind, unpushedCount } from "./ahead-behind.ts";
import { apply, assertFree, changesBetween } from "./apply.ts";
import type { Local } from "./local.ts";
import { assertFreeName } from "./ref-names.ts";
import type { Repository } from "./repository.ts";
import { resolve, treeOf } from "./revisions.ts";
import { assertFinished } from "./unfinished.ts";

type Branching = Pick<BranchingGit, "refs" | "ahead" | "createBranch" | "switchBranch">;

/** Operations on branches. */
export function branching({ at, store }: Local): Branching {
  async function ahead(repositoryRef: RepositoryRef): Promise<number> {
    return unpushedCount(at(repositoryRef), await refsOf(at(repositoryRef)));
  }

  async function createBranch(repositoryRef: RepositoryRef, name: string, from?: string): Promise<void> {
    const repository = at(repositoryRef);
    await assertFreeName(repository, name);
    await git.branch({ ...repository, ref: name, object: await resolve(repository, from ?? "HEAD") });
    await store.flush(repositoryRef);
  }

  async function switchBranch(repositoryRef: RepositoryRef, name: string): Promise<void> {
    const repository = at(repositoryRef);
    // A clone of an empty repository has no commit yet.
    const from = await git.resolveRef({ ...repository, ref: "HEAD" }).catch(() => undefined);
    const to = await resolve(repository, name);
    await assertFinished(repository);
    // Uncommitted changes to other files are kept.
    const changes = await changesBetween(repository, from && (await treeOf(repository, from)), await treeOf(repository, to));
    await assertFree(repository, changes);
    await apply(repository, changes);
    await git.checkout({ ...repository, ref: name, noCheckout: true });
    await store.flush(repositoryRef);
  }

  return { refs: (repositoryRef) => refsOf(at(repositoryRef)), ahead, createBranch, switchBranch };
}

/** Branches, how far they are from the server's as of the last fetch, and tags. */
export async function refsOf(repository: Repository): Promise<Refs> {
  const [head, local, tracking, tags] = await Promise.all([
    git.currentBranch(repository),
    git.listBranches(repository),
    git.listBranches({ ...repository, remote: "origin" }),
    git.listTags(repository),
  ]);
  const resolved = (prefix: string, names: string[]) =>
    Promise.all(names.map(async (name) => ({ name, oid: await git.resolveRef({ ...repository, ref: `${prefix}/${name}` }) })));
  const remoteBranches = await resolved("refs/remotes/origin", tracking.filter((name) => name !== "HEAD"));
  return {
    ...(head && { head }),
    branches: await aheadBehind(repository, await resolved("refs/heads", local), remoteBranches),
    remoteBranches,
    tags: await resolved("refs/tags", tags),
  };
}
