import type { Person } from "./person.ts";
import type { RepositoryRef } from "./repository-ref.ts";

/** Operations on tags. */
export interface TaggingGit {
  /** Tags a commit; with a message, with an annotated tag. */
  createTag(repositoryRef: RepositoryRef, name: string, ref: string, message?: string, tagger?: Person): Promise<void>;
  deleteTag(repositoryRef: RepositoryRef, name: string): Promise<void>;
  deleteRemoteTag(repositoryRef: RepositoryRef, name: string): Promise<void>;
  pushTag(repositoryRef: RepositoryRef, name: string): Promise<void>;
}
