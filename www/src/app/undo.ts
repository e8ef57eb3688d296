import { signal, type Signal } from "@preact/signals";

import type { Git } from "../core/git-api.ts";
import type { RepositoryRef } from "../core/repository-ref.ts";

/** The last change to files that can be undone. */
export interface Undo {
  readonly last: Signal<{ said: string; run: () => Promise<void> } | undefined>;
  /** Offers to undo what was done, by doing something else. */
  offer(said: string, undo: () => Promise<void>): void;
  /** Does something to files, and offers to undo it. `said` names it afterwards: "Deleted a.txt." */
  over(paths: string[], said: string, work: () => Promise<void>): Promise<void>;
}

/** Keeps what is at paths before it changes. What is too large to keep cannot be undone. */
export function undoing(git: Git, repositoryRef: RepositoryRef): Undo {
  const last: Undo["last"] = signal(undefined);

  async function over(paths: string[], said: string, work: () => Promise<void>): Promise<void> {
    last.value = undefined;
    const kept = await git.keep(repositoryRef, paths);
    await work();
    if (kept) offer(said, () => git.restore(repositoryRef, kept));
  }

  function offer(said: string, undo: () => Promise<void>): void {
    const run = async (): Promise<void> => {
      await undo();
      last.value = undefined;
    };
    last.value = { said, run };
  }

  return { last, offer, over };
}
