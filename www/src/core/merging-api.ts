import type { Person } from "./person.ts";
import type { RepositoryRef } from "./repository-ref.ts";

/** Why a file could not be merged. "here" is the checked-out branch, "there" what is merged into it. */
export type ConflictKind = "both-edited" | "both-added" | "deleted-here" | "deleted-there" | "binary" | "mode" | "link" | "submodule" | "type" | "file-directory" | "location" | "renamed-twice";

/** A file that could not be merged. */
export interface Conflict {
  path: string;
  kind: ConflictKind;
  /** The sides that have the file. */
  sides: readonly ("base" | "ours" | "theirs")[];
  resolved: boolean;
}

/** A merge, a revert or a stash that was applied, with conflicts: it waits to be concluded or aborted. */
export interface Unfinished {
  /** Identifies it by the commits of both sides. */
  id: string;
  kind: "merge" | "revert" | "stash";
  /** The name of our side: the checked-out branch. */
  ours: string;
  /** The name of their side. */
  theirs: string;
  /** The message for the commit that concludes it. */
  message: string;
  conflicts: Conflict[];
}

/** The result of merging, with the commits that each side had more before it. */
export interface Merged {
  kind: "up-to-date" | "fast-forward" | "merged" | "conflicts";
  ahead: number;
  behind: number;
}

/** The contents of a conflicting file; undefined where it does not exist. */
export interface ConflictSides {
  base?: Uint8Array;
  ours?: Uint8Array;
  theirs?: Uint8Array;
  /** The file in the working tree. */
  current?: Uint8Array;
  /** Whether the file in the working tree has edits of the user: `unedited` is what the merge wrote, or one of the sides. */
  state: "unedited" | "edited" | "deleted";
  /** Whether the file in the working tree has conflict markers. */
  hasMarkers: boolean;
}

/** Our side, their side, the file as it is in the working tree, or the conflict as it was at first. */
export type Resolution = "ours" | "theirs" | "file" | "conflict";

/** Operations that merge, and resolve conflicts. */
export interface MergingGit {
  /** Merges a branch, a tag or a commit into the checked-out branch. */
  merge(repositoryRef: RepositoryRef, ref: string, author: Person): Promise<Merged>;
  /** Undoes a commit with a new one. */
  revert(repositoryRef: RepositoryRef, commit: string, author: Person): Promise<"reverted" | "conflicts">;
  /** What waits to be concluded or aborted. */
  unfinished(repositoryRef: RepositoryRef): Promise<Unfinished | undefined>;
  conflict(repositoryRef: RepositoryRef, path: string): Promise<ConflictSides>;
  /** Puts one side, or the conflict, into the working tree; a side, or the file as it is, resolves the conflict. */
  resolveConflict(repositoryRef: RepositoryRef, path: string, resolution: Resolution): Promise<void>;
  /** Commits what was resolved; returns the commit, or nothing after a stash. */
  conclude(repositoryRef: RepositoryRef, message: string, author: Person): Promise<string | undefined>;
  /** Restores the files as they were before. */
  abort(repositoryRef: RepositoryRef): Promise<void>;
}
