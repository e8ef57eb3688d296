import type { RepositoryRef } from "./repository-ref.ts";

export interface Refs {
  /** The checked-out branch. */
  head?: string;
  branches: Branch[];
  remoteBranches: Ref[];
  tags: Ref[];
}

export interface Ref {
  name: string;
  oid: string;
}

/** A local branch beside the server's branch of the same name, as of the last fetch. */
export interface Branch extends Ref {
  /** The server's branch; absent if the server has none. */
  upstream?: string;
  /** Commits that the server's branch does not have; without one, that no branch of the server has. */
  ahead: number;
  /** Commits that only the server's branch has. */
  behind: number;
}

/** What a reset of the checked-out branch would lose. */
export interface Loss {
  /** Commits that no other branch, no branch of the server and no tag has. */
  commits: number;
  /** Files with changes that are not committed. */
  files: string[];
}

/** Operations on branches. */
export interface BranchingGit {
  refs(repositoryRef: RepositoryRef): Promise<Refs>;
  ahead(repositoryRef: RepositoryRef): Promise<number>;
  createBranch(repositoryRef: RepositoryRef, name: string, from?: string): Promise<void>;
  switchBranch(repositoryRef: RepositoryRef, name: string): Promise<void>;
  renameBranch(repositoryRef: RepositoryRef, name: string, to: string): Promise<void>;
  /** The number of commits that only this branch has: no other branch, no branch of the server, no tag. */
  onlyIn(repositoryRef: RepositoryRef, branch: string): Promise<number>;
  deleteBranch(repositoryRef: RepositoryRef, name: string): Promise<void>;
  deleteRemoteBranch(repositoryRef: RepositoryRef, name: string): Promise<void>;
  lostByReset(repositoryRef: RepositoryRef, to: string): Promise<Loss>;
  /** Moves the checked-out branch to a commit. "keep" leaves the files as they are; "discard" makes them those of the commit. */
  reset(repositoryRef: RepositoryRef, to: string, files: "keep" | "discard"): Promise<void>;
}
