import { pathOf, type RepositoryRef } from "../core/repository-ref.ts";

/** A commit that the user has begun to describe. */
export interface Draft {
  message: string;
  name: string;
  email: string;
}

/** The draft for a clone that a storage keeps, if any. */
export function draftOf(storage: Storage, repositoryRef: RepositoryRef): Draft | undefined {
  try {
    const { message, name, email } = JSON.parse(storage.getItem(keyOf(repositoryRef)) ?? "{}") as Record<string, unknown>;
    return typeof message === "string" && typeof name === "string" && typeof email === "string" ? { message, name, email } : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft for a clone; without one, forgets it. A full storage keeps none. */
export function keepDraft(storage: Storage, repositoryRef: RepositoryRef, draft?: Draft): void {
  try {
    if (draft) storage.setItem(keyOf(repositoryRef), JSON.stringify(draft));
    else storage.removeItem(keyOf(repositoryRef));
  } catch {
    // The form still has what was entered.
  }
}

function keyOf(repositoryRef: RepositoryRef): string {
  return `codecommit-edge.draft.${pathOf(repositoryRef)}`;
}
