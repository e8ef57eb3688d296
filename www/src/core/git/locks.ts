import type { RepositoryRef } from "../repository-ref.ts";
import { nameOf } from "./store.ts";

/** What a lock protects: all changes of a clone, or, in addition, the making of a clone that is not complete yet. */
type Purpose = "change" | "making";

export interface Waits {
  signal?: AbortSignal | undefined;
  /** Called if another tab has the lock. */
  onWait?: (() => void) | undefined;
}

/** Locks on clones that all tabs of a browser share. A closed tab releases its locks. */
export interface Locks {
  /** Runs `work` alone: waits until no other tab holds this lock. */
  exclusive<T>(purpose: Purpose, repositoryRef: RepositoryRef, work: () => Promise<T>, waits?: Waits): Promise<T>;
  /** Runs `work` only if no tab holds this lock. */
  ifFree(purpose: Purpose, repositoryRef: RepositoryRef, work: () => Promise<void>): Promise<void>;
  /** Whether a tab holds this lock. */
  isHeld(purpose: Purpose, repositoryRef: RepositoryRef): Promise<boolean>;
}

/** The browser's locks; undefined where it has none. */
export function webLocks(manager: LockManager | undefined = navigator.locks): Locks | undefined {
  if (manager === undefined) return undefined;
  return {
    async exclusive(purpose, repositoryRef, work, { signal, onWait } = {}) {
      const name = lockOf(purpose, repositoryRef);
      let done: { value: Awaited<ReturnType<typeof work>> } | undefined;
      await manager.request(name, { ifAvailable: true }, async (lock) => {
        if (lock) done = { value: await work() };
      });
      if (done) return done.value;
      onWait?.();
      return manager.request(name, { ...(signal && { signal }) }, work);
    },
    ifFree: (purpose, repositoryRef, work) =>
      manager.request(lockOf(purpose, repositoryRef), { ifAvailable: true }, async (lock) => {
        if (lock) await work();
      }),
    async isHeld(purpose, repositoryRef) {
      const { held = [] } = await manager.query();
      return held.some(({ name }) => name === lockOf(purpose, repositoryRef));
    },
  };
}

function lockOf(purpose: Purpose, repositoryRef: RepositoryRef): string {
  return `codecommit-edge ${purpose} of ${nameOf(repositoryRef)}`;
}
