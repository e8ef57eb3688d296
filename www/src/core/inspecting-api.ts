import type { Commit } from "./reading-api.ts";
import type { RepositoryRef } from "./repository-ref.ts";

/** A commit that changed a file, with the file's path then. */
export interface FileCommit extends Commit {
  path: string;
  /** The path before, if the commit renamed the file. */
  from?: string;
}

/** The last commit that changed an entry of a folder. */
export interface LastCommit {
  name: string;
  commit: Commit;
}

/** Neighbouring lines of a file that come from one commit. */
export interface BlamedLines {
  /** The first of them, from 1. */
  first: number;
  count: number;
  commit: string;
  /** The file's path in that commit, and the first line's number there. */
  path: string;
  original: number;
}

/** Where the lines of a file come from; while it is computed, lines are missing. */
export interface Blame {
  lines: BlamedLines[];
  commits: Commit[];
}

/** Operations that ask where files and lines come from. */
export interface InspectingGit {
  /** The paths of all files. */
  paths(repositoryRef: RepositoryRef, ref: string): Promise<string[]>;
  /** The commits that changed a file or a folder, latest first; a renamed file is followed. */
  fileLog(repositoryRef: RepositoryRef, ref: string, path: string, count: number): Promise<FileCommit[]>;
  /** The last commit that changed each entry of a folder, as far as it was found. */
  lastCommits(repositoryRef: RepositoryRef, ref: string, folder: string): Promise<LastCommit[]>;
  blame(repositoryRef: RepositoryRef, ref: string, path: string): Promise<Blame>;
}
