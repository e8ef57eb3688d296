import type { PromiseFsClient } from "isomorphic-git";

import { pathOf, repositoryAtPath, type RepositoryRef } from "../repository-ref.ts";

/** A file system with symbolic links, modes and renaming. */
export type FileSystem = PromiseFsClient & { promises: Record<"chmod" | "readlink" | "rename" | "symlink", Function> };

/** Keeps clones, each in its own file system. */
export interface Store {
  open(repositoryRef: RepositoryRef): FileSystem;
  /** The directory of the working tree in that file system. */
  directory(repositoryRef: RepositoryRef): string;
  /** Writes pending changes to storage. */
  flush(repositoryRef: RepositoryRef): Promise<void>;
  list(): Promise<RepositoryRef[]>;
  remove(repositoryRef: RepositoryRef): Promise<void>;
}

/** The name of a clone's database. */
export function nameOf(repositoryRef: RepositoryRef): string {
  return `git:${pathOf(repositoryRef)}`;
}

/** The repository that a database's name stands for; undefined if it is not a clone's. */
export function repositoryRefOf(name: string): RepositoryRef | undefined {
  return name.startsWith("git:") ? repositoryAtPath(name.slice("git:".length)) : undefined;
}
