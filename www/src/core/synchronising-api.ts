import type { Merged } from "./merging-api.ts";
import type { Person } from "./person.ts";
import type { RepositoryRef } from "./repository-ref.ts";

/** The result of `pull`; "diverged" if it would have to merge, without an author, "unpublished" if the server has no such branch. */
export interface Pulled extends Omit<Merged, "kind"> {
  kind: Merged["kind"] | "diverged" | "unpublished";
}

/** Operations that exchange commits with the server. */
export interface SynchronisingGit {
  fetch(repositoryRef: RepositoryRef): Promise<void>;
  /** Completes a shallow history. */
  fetchHistory(repositoryRef: RepositoryRef): Promise<void>;
  /**
   * Fetches, then merges the server's branch as `author`; without an author it only fast-forwards. Conflicts wait to be resolved:
   * see `unfinished`.
   */
  pull(repositoryRef: RepositoryRef, author?: Person): Promise<Pulled>;
  /** Pushes a branch, or the checked-out one, to the server's branch of the same name. Returns the branch's name. */
  push(repositoryRef: RepositoryRef, branch?: string): Promise<string>;
}
