import type { RepositoryRef } from "./repository-ref.ts";

/** What was at a path of the working tree; without `content`, there was no file. */
export interface Kept {
  path: string;
  kind?: "file" | "executable" | "link";
  content?: Uint8Array;
}

/** Bytes that are kept at most to undo a change. */
export const MOST_KEPT = 20_000_000;

/** A file of the working tree; `changed` is when it was last written. */
export interface Stamp {
  path: string;
  size: number;
  changed: number;
}

/** Operations on files and folders of the working tree as a whole. */
export interface ArrangingGit {
  /** What is at these paths; undefined for nothing. */
  kinds(repositoryRef: RepositoryRef, paths: string[]): Promise<("directory" | "file" | "link" | undefined)[]>;
  /** Writes files, all or none of which are possible. A link is replaced, never followed. */
  writeFiles(repositoryRef: RepositoryRef, files: { path: string; content: Uint8Array }[]): Promise<void>;
  /** Deletes files and folders, and folders that are empty then. */
  deletePaths(repositoryRef: RepositoryRef, paths: string[]): Promise<void>;
  /** Renames or moves a file or a folder; nothing may be at the new path. */
  rename(repositoryRef: RepositoryRef, from: string, to: string): Promise<void>;
  /** Makes a file executable, or no longer so. */
  setExecutable(repositoryRef: RepositoryRef, path: string, isExecutable: boolean): Promise<void>;
  /** Creates a folder. git does not commit it as long as it is empty. */
  makeFolder(repositoryRef: RepositoryRef, path: string): Promise<void>;
  /** The files at these paths now, with all files of folders. */
  stamps(repositoryRef: RepositoryRef, paths: string[]): Promise<Stamp[]>;
  /** What is at these paths now, with all files of folders; undefined if that is too large to keep. */
  keep(repositoryRef: RepositoryRef, paths: string[]): Promise<Kept[] | undefined>;
  /** Puts back what was kept. */
  restore(repositoryRef: RepositoryRef, kept: Kept[]): Promise<void>;
}
