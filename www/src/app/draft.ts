import { pathOf, type RepositoryRef } from "../core/repository-ref.ts";
import type { TextStorage } from "./storage.ts";

/** A commit that the user has begun to describe. */
export interface Draft {
  message: string;
  name: string;
  email: string;
}

/** The drafts of a clone: of its next commit, of the commit that concludes a merge or a revert, and of an amended commit. */
export type Drafts = Record<"commit" | "conclusion" | "amendment", KeptDraft>;

/** The drafts that a storage keeps for a clone. */
export function draftsOf(storage: TextStorage, repositoryRef: RepositoryRef): Drafts {
  const kept = (name: string): KeptDraft => new KeptDraft(storage, `codecommit-edge.${name}.${pathOf(repositoryRef)}`);
  return { commit: kept("draft"), conclusion: kept("conclusion"), amendment: kept("amendment") };
}

/** A draft in a storage. `of` identifies the merge or the commit that it is for: it is never offered for another one. */
export class KeptDraft {
  readonly #storage: TextStorage;
  readonly #key: string;

  constructor(storage: TextStorage, key: string) {
    this.#storage = storage;
    this.#key = key;
  }

  read(of = ""): Draft | undefined {
    try {
      const { of: kept = "", message, name, email } = JSON.parse(this.#storage.getItem(this.#key) ?? "{}") as Record<string, unknown>;
      return kept === of && typeof message === "string" && typeof name === "string" && typeof email === "string" ? { message, name, email } : undefined;
    } catch {
      return undefined;
    }
  }

  keep({ message, name, email }: Draft, of = ""): void {
    this.#storage.setItem(this.#key, JSON.stringify({ of, message, name, email }));
  }

  forget(): void {
    this.#storage.removeItem(this.#key);
  }
}
