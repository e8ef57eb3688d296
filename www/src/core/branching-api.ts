import type { Person, RepositoryRef } from "./basics.ts";

/** What a reset of the checked-out branch would lose. */
export interface Loss {
  /** Commits that no other branch, no branch of the server and no tag has. */
  commits: number;
  /** Files with changes that are not committed. */
  files: string[];
}

/** Changes that were put aside. */
export interface Stash {
  /** The commit that keeps them. */
  oid: string;
  message: string;
  at: Date;
}

/** The last commit, to be amended. */
export interface LastCommit {
  oid: string;
  message: string;
  /** Whether a branch of the server has it, as of the last fetch. */
  pushed: boolean;
}

/** Operations that change branches and tags, and put changes aside. */
export interface BranchingGit {
  renameBranch(repositoryRef: RepositoryRef, name: string, to: string): Promise<void>;
  /** The number of commits that only this branch has: no other branch, no branch of the server, no tag. */
  onlyIn(repositoryRef: RepositoryRef, branch: string): Promise<number>;
  deleteBranch(repositoryRef: RepositoryRef, name: string): Promise<void>;
  deleteRemoteBranch(repositoryRef: RepositoryRef, name: string): Promise<void>;
  lostByReset(repositoryRef: RepositoryRef, to: string): Promise<Loss>;
  /** Moves the checked-out branch to a commit. "keep" leaves the files as they are; "discard" makes them those of the commit. */
  reset(repositoryRef: RepositoryRef, to: string, files: "keep" | "discard"): Promise<void>;
  lastCommit(repositoryRef: RepositoryRef): Promise<LastCommit | undefined>;
  /** Replaces the last commit by one with these files as they are now, and this message. Its author stays. */
  amend(repositoryRef: RepositoryRef, paths: string[], message: string, committer: Person): Promise<string>;
  /** Tags a commit; with a message, with an annotated tag. */
  createTag(repositoryRef: RepositoryRef, name: string, ref: string, message?: string, tagger?: Person): Promise<void>;
  deleteTag(repositoryRef: RepositoryRef, name: string): Promise<void>;
  deleteRemoteTag(repositoryRef: RepositoryRef, name: string): Promise<void>;
  pushTag(repositoryRef: RepositoryRef, name: string): Promise<void>;
  /** The stashes, latest first. */
  stashes(repositoryRef: RepositoryRef): Promise<Stash[]>;
  /** Puts all uncommitted changes aside, new files too. */
  stash(repositoryRef: RepositoryRef, message: string, author?: Person): Promise<void>;
  applyStash(repositoryRef: RepositoryRef, oid: string): Promise<"applied" | "conflicts">;
  dropStash(repositoryRef: RepositoryRef, oid: string): Promise<void>;
}
