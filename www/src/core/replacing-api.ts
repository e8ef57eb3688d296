import type { RepositoryRef } from "./repository-ref.ts";

/** A branch that is to replace the server's branch of the same name, which has commits that it does not have. */
export interface Replacement {
  branch: string;
  /** Its commit here. */
  ours: string;
  /** The server's commit, which it must still have. */
  expected: string;
  /** How many commits the server's branch loses, and the first lines of the latest ones' messages. */
  lost: number;
  subjects: string[];
}

/** Operations that replace branches of the server. */
export interface ReplacingGit {
  /** Fetches, and compares a branch with the server's; undefined if that has nothing to lose. */
  replacement(repositoryRef: RepositoryRef, branch: string): Promise<Replacement | undefined>;
  /** Replaces the server's branch, if both are still where they were compared: otherwise `branch_moved`. */
  replaceOnServer(repositoryRef: RepositoryRef, replacement: Replacement): Promise<void>;
}
