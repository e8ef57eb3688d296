import type { Person } from "./person.ts";
import type { RepositoryRef } from "./repository-ref.ts";

export interface Entry {
  name: string;
  kind: "tree" | "file" | "executable" | "link" | "submodule";
  oid: string;
}

/** An entry of a folder in the working tree. */
export interface WorkingEntry {
  name: string;
  kind: Entry["kind"];
  /** Whether HEAD has an entry with this name. */
  isCommitted: boolean;
  /** Whether it still exists. */
  isPresent: boolean;
}

/** What is at a path: a file's content as git stores it, or nothing of a folder or a submodule. A link's content is its target. */
export interface FileAt {
  kind: Entry["kind"];
  content: Uint8Array;
  /** Absent in the working tree. */
  oid?: string;
}

export interface Commit {
  oid: string;
  message: string;
  author: Person & { at: Date };
  committer: Person & { at: Date };
  parents: string[];
  /** Whether the clone is shallow and ends here: it lacks a parent. */
  cut?: boolean;
}

export interface Change {
  path: string;
  kind: "added" | "removed" | "modified";
  /** The path before, if the file was renamed. */
  from?: string;
  /** Its modes in octal, as `100644`, if they differ. */
  modes?: { before: string; after: string };
}

export interface Found {
  path: string;
  /** From 1; absent if the path itself matched. */
  line?: number;
  text?: string;
}

/** What a search found, and what it left out. */
export interface SearchResult {
  found: Found[];
  /** How many more matches there are. */
  more: number;
  /** How many files were not searched, because they are large or not text. */
  large: number;
  binary: number;
}

/** Operations that read commits and the working tree. */
export interface ReadingGit {
  tree(repositoryRef: RepositoryRef, ref: string, path: string): Promise<Entry[]>;
  /** A folder of the working tree, with what HEAD has there and the working tree no longer has. */
  files(repositoryRef: RepositoryRef, path: string): Promise<WorkingEntry[]>;
  /** What is at a path of a commit; without a `ref`, of the working tree. */
  file(repositoryRef: RepositoryRef, path: string, ref?: string): Promise<FileAt>;
  log(repositoryRef: RepositoryRef, ref: string, options?: { count?: number; skip?: number }): Promise<Commit[]>;
  changes(repositoryRef: RepositoryRef, commit: string): Promise<Change[]>;
  /** A file before and after a commit; undefined where it did not exist. `from` is its path before, if it was renamed. */
  versions(repositoryRef: RepositoryRef, commit: string, path: string, from?: string): Promise<{ before?: Uint8Array; after?: Uint8Array }>;
  search(repositoryRef: RepositoryRef, ref: string, text: string): Promise<SearchResult>;
  zip(repositoryRef: RepositoryRef, ref: string): Promise<Uint8Array>;
}
