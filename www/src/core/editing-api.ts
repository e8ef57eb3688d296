import type { RepositoryRef } from "./repository-ref.ts";

/** Operations on files of the working tree. */
export interface EditingGit {
  read(repositoryRef: RepositoryRef, path: string): Promise<Uint8Array>;
  /** Writes a file. With `before`, only if the file still has this content: otherwise `changed_elsewhere`. */
  write(repositoryRef: RepositoryRef, path: string, content: Uint8Array, before?: Uint8Array): Promise<void>;
  /** Restores these files from HEAD and deletes those that HEAD does not have. */
  discard(repositoryRef: RepositoryRef, paths: string[]): Promise<void>;
  /** A file at HEAD and in the working tree; undefined where it does not exist. */
  pending(repositoryRef: RepositoryRef, path: string): Promise<{ before?: Uint8Array; after?: Uint8Array }>;
}
