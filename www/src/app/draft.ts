import { pathOf, type RepositoryRef } from "../core/repository-ref.ts";
import type { TextStorage } from "./storage.ts";

/** A commit that the user has begun to describe. */
export interface Draft {
  message: string;
  name: string;
  email: string;
}

/** The draft for a clone that a storage keeps, if any. */
export function draftOf(storage: TextStorage, repositoryRef: RepositoryRef): Draft | undefined {
  try {
    const { message, name, email } = JSON.parse(storage.getItem(keyOf(repositoryRef)) ?? "{}") as Record<string, unknown>;
    return typeof message === "string" && typeof name === "string" && typeof email === "string" ? { message, name, email } : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft for a clone; without one, forgets it. */
export function keepDraft(storage: TextStorage, repositoryRef: RepositoryRef, draft?: Draft): void {
  if (draft) storage.setItem(keyOf(repositoryRef), JSON.stringify(draft));
  else storage.removeItem(keyOf(repositoryRef));
}

function keyOf(repositoryRef: RepositoryRef): string {
  return `codecommit-edge.draft.${pathOf(repositoryRef)}`;
}
