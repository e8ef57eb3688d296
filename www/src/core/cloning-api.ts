import type { RepositoryRef } from "./repository-ref.ts";

export interface CloneOptions {
  depth?: number;
  singleBranch?: boolean;
  /** Stop with `clone_too_large` when more than this has been received. */
  maxBytes?: number;
}

export interface CloneSummary extends RepositoryRef {
  /** Commits of local branches that no remote-tracking branch contains. */
  unpushed: number;
  /** The branches with commits that are not pushed. */
  ahead: { name: string; count: number }[];
  changed: number;
  /** The clone cannot be read, only deleted; how much unpushed work it contains is unknown. */
  broken?: boolean;
}

/** Operations on whole clones. */
export interface CloningGit {
  clone(repositoryRef: RepositoryRef, options: CloneOptions): Promise<void>;
  clones(): Promise<CloneSummary[]>;
  remove(repositoryRef: RepositoryRef): Promise<void>;
}
