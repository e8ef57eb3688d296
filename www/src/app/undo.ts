import { signal, type Signal } from "@preact/signals";

import { MOST_KEPT, type Stamp } from "../core/arranging-api.ts";
import type { Git } from "../core/git-api.ts";
import type { RepositoryRef } from "../core/repository-ref.ts";

/** The last change to files, which can be undone. */
interface Done {
  said: string;
  /** The files that have changed since, which undoing would overwrite. */
  changedSince(): Promise<string[]>;
  run(): Promise<void>;
}

/** Undoes the last change to files. */
export interface Undo {
  readonly last: Signal<Done | undefined>;
  /** Whether the contents of these paths are small enough to be kept; otherwise their change cannot be undone. */
  isPossible(paths: string[]): Promise<boolean>;
  /** Offers to undo what was done, by doing something else that overwrites nothing. */
  offer(said: string, undo: () => Promise<void>): void;
  /**
   * Does something to files, and offers to undo it if that is possible, also if it fails after it has changed some. `said` names it
   * afterwards: "Deleted a.txt."
   */
  over(paths: string[], said: string, work: () => Promise<void>): Promise<void>;
}

const STOPPED = "Stopped before the end. Some files have changed.";

/** Keeps the contents of paths before they change. */
export function undoing(git: Git, repositoryRef: RepositoryRef): Undo {
  const last: Undo["last"] = signal(undefined);

  async function isPossible(paths: string[]): Promise<boolean> {
    return isKeepable(await git.stamps(repositoryRef, paths));
  }

  async function over(paths: string[], said: string, work: () => Promise<void>): Promise<void> {
    last.value = undefined;
    const kept = await git.keep(repositoryRef, paths);
    if (!kept) return work();
    const all = kept.map(({ path }) => path);
    const before = await git.stamps(repositoryRef, all);
    function offerBack(text: string, after: readonly Stamp[]): void {
      const run = async (): Promise<void> => {
        await git.restore(repositoryRef, kept ?? []);
        last.value = undefined;
      };
      last.value = { said: text, changedSince: async () => differing(after, await git.stamps(repositoryRef, all)), run };
    }
    try {
      await work();
    } catch (error) {
      const now = await git.stamps(repositoryRef, all).catch(() => before);
      if (differing(before, now).length + differing(now, before).length > 0) offerBack(STOPPED, now);
      throw error;
    }
    offerBack(said, await git.stamps(repositoryRef, all));
  }

  function offer(said: string, undo: () => Promise<void>): void {
    const run = async (): Promise<void> => {
      await undo();
      last.value = undefined;
    };
    last.value = { said, changedSince: async () => [], run };
  }

  return { last, isPossible, offer, over };
}

/** Whether files are small enough to be kept. */
export function isKeepable(stamps: readonly Stamp[]): boolean {
  return stamps.reduce((sum, { size }) => sum + size, 0) <= MOST_KEPT;
}

/** The files that are not as before: written or created. */
function differing(before: readonly Stamp[], now: readonly Stamp[]): string[] {
  const known = new Map(before.map((stamp) => [stamp.path, stamp]));
  return now.filter(({ path, size, changed }) => known.get(path)?.size !== size || known.get(path)?.changed !== changed).map(({ path }) => path);
}
