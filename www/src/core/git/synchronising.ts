import * as git from "isomorphic-git";

import { failure, problemFrom } from "../messages.ts";
import type { Person } from "../person.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import type { Pulled, SynchronisingGit } from "../synchronising-api.ts";
import { refsOf } from "./branching.ts";
import { assertPerson } from "./committing.ts";
import type { Local } from "./local.ts";
import { assertFinished } from "./unfinished.ts";

/** The depth with which git asks for a whole history (`INFINITE_DEPTH`). */
const INFINITE = 0x7fff_ffff;

/** Operations that exchange commits with the server. */
export function synchronising(local: Local): SynchronisingGit {
  const { at, remote, signal, store, urlOf } = local;

  async function fetchAll(repositoryRef: RepositoryRef): Promise<void> {
    await git.fetch({ ...at(repositoryRef), ...remote(repositoryRef), tags: true, prune: true });
    await store.flush(repositoryRef);
  }

  async function fetchHistory(repositoryRef: RepositoryRef): Promise<void> {
    await git.fetch({ ...at(repositoryRef), ...remote(repositoryRef), tags: true, depth: INFINITE });
    await store.flush(repositoryRef);
  }

  async function pull(repositoryRef: RepositoryRef, author?: Person): Promise<Pulled> {
    if (author) assertPerson(author);
    const repository = at(repositoryRef);
    await assertFinished(repository);
    await fetchAll(repositoryRef);
    const { head, branches, remoteBranches } = await refsOf(repository);
    const ours = branches.find(({ name }) => name === head);
    const theirs = remoteBranches.find(({ name }) => name === head);
    if (!ours) return { kind: "up-to-date", ahead: 0, behind: 0 };
    if (!theirs) return { kind: "unpublished", ahead: ours.ahead, behind: 0 };
    const { ahead, behind } = ours;
    if (behind === 0) return { kind: "up-to-date", ahead, behind };
    if (ahead > 0 && !author) return { kind: "diverged", ahead, behind };
    const { forward, intoBranch, mergeInto } = await import("./merging.ts");
    signal?.throwIfAborted();
    let kind: Pulled["kind"] = "fast-forward";
    if (author && ahead > 0) {
      const message = `Merge branch '${ours.name}' of ${urlOf(repositoryRef)}${intoBranch(ours.name)}`;
      ({ kind } = await mergeInto(repository, { theirs: theirs.oid, name: `origin/${theirs.name}`, message, author }, signal));
    } else await forward(repository, ours.name, ours.oid, theirs.oid);
    await store.flush(repositoryRef);
    return { kind, ahead, behind };
  }

  /** Whether the server's branch is at our commit; if so, updates the remote-tracking branch as a push would. */
  async function isThere(repositoryRef: RepositoryRef, branch: string): Promise<boolean> {
    const [ours, theirs] = await Promise.all([git.resolveRef({ ...at(repositoryRef), ref: `refs/heads/${branch}` }), serverBranch(local, repositoryRef, branch)]);
    if (theirs !== ours) return false;
    await git.writeRef({ ...at(repositoryRef), ref: `refs/remotes/origin/${branch}`, value: ours, force: true });
    return true;
  }

  async function push(repositoryRef: RepositoryRef, name?: string): Promise<string> {
    const branch = name ?? (await git.currentBranch(at(repositoryRef)));
    if (!branch) throw failure("no_such_ref");
    const ref = `refs/heads/${branch}`;
    const { pushRef } = await import("./pushing.ts");
    try {
      // Always the branch of the same name: the clone's configuration must not decide where commits go.
      await pushRef(local, repositoryRef, ref, await git.resolveRef({ ...at(repositoryRef), ref }));
    } catch (error) {
      if (problemFrom(error).code !== "push_unconfirmed" || !(await isThere(repositoryRef, branch))) throw error;
    }
    await store.flush(repositoryRef);
    return branch;
  }

  return { fetch: fetchAll, fetchHistory, pull, push };
}

/** The commit of a branch of the server, as it is now. */
export async function serverBranch({ remote }: Local, repositoryRef: RepositoryRef, branch: string): Promise<string | undefined> {
  const { http, url } = remote(repositoryRef);
  const refs = await git.listServerRefs({ http, url, protocolVersion: 1, prefix: `refs/heads/${branch}` });
  return refs.find(({ ref }) => ref === `refs/heads/${branch}`)?.oid;
}
