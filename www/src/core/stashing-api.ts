import type { Person } from "./person.ts";
import type { RepositoryRef } from "./repository-ref.ts";

/** Changes that were put aside. */
export interface Stash {
  /** The commit that keeps them. */
  oid: string;
  message: string;
  at: Date;
}

/** Operations that put changes aside. */
export interface StashingGit {
  /** The stashes, latest first. */
  stashes(repositoryRef: RepositoryRef): Promise<Stash[]>;
  /** Puts all uncommitted changes aside, new files too. */
  stash(repositoryRef: RepositoryRef, message: string, author?: Person): Promise<void>;
  applyStash(repositoryRef: RepositoryRef, oid: string): Promise<"applied" | "conflicts">;
  dropStash(repositoryRef: RepositoryRef, oid: string): Promise<void>;
}
