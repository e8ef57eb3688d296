import type { Amendable, CommittingGit } from "../committing-api.ts";
import { failure } from "../messages.ts";
import type { Person } from "../person.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { reachable } from "./ancestry.ts";
import { refsOf } from "./branching.ts";
import { recordCommit } from "./commit-object.ts";
import { authorLineOf, readCommit } from "./commits.ts";
import { assertPerson, rememberAuthor, treeWithChosen } from "./committing.ts";
import type { Local } from "./local.ts";
import { assertFinished } from "./unfinished.ts";

export type Amending = Pick<CommittingGit, "lastCommit" | "amend">;

/** Operations that replace the last commit. */
export function amending({ at, store }: Local): Amending {
  async function lastCommit(repositoryRef: RepositoryRef): Promise<Amendable | undefined> {
    const repository = at(repositoryRef);
    const { head, branches, remoteBranches } = await refsOf(repository);
    const oid = branches.find(({ name }) => name === head)?.oid;
    const commit = oid === undefined ? undefined : await readCommit(repository, oid);
    if (!commit) return undefined;
    const there = await reachable(repository, remoteBranches.map((branch) => branch.oid));
    return { oid: commit.oid, message: commit.message, pushed: there.has(commit.oid) };
  }

  async function amend(repositoryRef: RepositoryRef, paths: string[], message: string, committer: Person): Promise<string> {
    assertPerson(committer);
    const repository = at(repositoryRef);
    await assertFinished(repository);
    const last = await lastCommit(repositoryRef);
    if (!last) throw failure("no_such_ref");
    const tree = await treeWithChosen(repository, paths);
    const [replaced, authorLine] = await Promise.all([readCommit(repository, last.oid), authorLineOf(repository, last.oid)]);
    const oid = await recordCommit(repository, { tree, parents: replaced?.parents ?? [], author: committer, message, ...(authorLine !== undefined && { authorLine }) });
    await rememberAuthor(repository, committer);
    await store.flush(repositoryRef);
    return oid;
  }

  return { lastCommit, amend };
}
