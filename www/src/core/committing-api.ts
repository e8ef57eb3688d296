import type { Person } from "./person.ts";
import type { Change } from "./reading-api.ts";
import type { RepositoryRef } from "./repository-ref.ts";

export interface StatusEntry extends Change {
  /** Whether the index and the working tree agree. */
  staged: boolean;
}

/** The last commit, to be amended. */
export interface Amendable {
  oid: string;
  message: string;
  /** Whether a branch of the server has it, as of the last fetch. */
  pushed: boolean;
}

/** Operations that record changes. */
export interface CommittingGit {
  status(repositoryRef: RepositoryRef): Promise<StatusEntry[]>;
  commit(repositoryRef: RepositoryRef, paths: string[], message: string, author: Person): Promise<string>;
  author(repositoryRef: RepositoryRef): Promise<Person | undefined>;
  lastCommit(repositoryRef: RepositoryRef): Promise<Amendable | undefined>;
  /** Replaces the last commit by one with these files as they are now, and this message. Its author stays. */
  amend(repositoryRef: RepositoryRef, paths: string[], message: string, committer: Person): Promise<string>;
}
