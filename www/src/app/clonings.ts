import { computed, signal, type ReadonlySignal } from "@preact/signals";

import type { CloneOptions } from "../core/cloning-api.ts";
import type { GitClient } from "../core/git-api.ts";
import { urlOf, type RepositoryRef } from "../core/repository-ref.ts";
import { operation, type Operation } from "./operation.ts";

/** The making of a clone. */
export interface Cloning {
  readonly repositoryRef: RepositoryRef;
  readonly operation: Operation;
}

/** The clones that this tab makes. They go on while the user looks at other views. */
export class Clonings {
  readonly #edge: string;
  readonly #git: GitClient;
  readonly #begin: (cloning: Cloning) => void;
  readonly #known = signal<ReadonlyMap<string, Cloning>>(new Map());
  /** Those that are not complete. */
  readonly running: ReadonlySignal<readonly Cloning[]> = computed(() => [...this.#known.value.values()].filter(({ operation: { running } }) => running.value !== undefined));

  /** `begin` is called with each of them. */
  constructor(edge: string, git: GitClient, begin: (cloning: Cloning) => void) {
    this.#begin = begin;
    this.#edge = edge;
    this.#git = git;
  }

  /** The making of this repository's clone; the same object each time, also if it has not begun. */
  of(repositoryRef: RepositoryRef): Cloning {
    const key = urlOf(this.#edge, repositoryRef);
    const known = this.#known.peek().get(key);
    if (known) return known;
    const begun = { repositoryRef, operation: operation() };
    this.#begin(begun);
    this.#known.value = new Map([...this.#known.peek(), [key, begun]]);
    return begun;
  }

  /** @returns whether the clone is complete; otherwise the problem is in the operation, unless it was cancelled */
  async start(repositoryRef: RepositoryRef, options: CloneOptions): Promise<boolean> {
    const done = await this.of(repositoryRef).operation.run("Cloning", async (step) => {
      await this.#git.with(step).clone(repositoryRef, options);
      return true;
    });
    return done === true;
  }
}
