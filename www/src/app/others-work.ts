import { computed, effect, signal } from "@preact/signals";

import { pathOf, type RepositoryRef } from "../core/repository-ref.ts";
import type { Operation } from "./operation.ts";
import type { News, Working } from "./other-tabs.ts";

/** Milliseconds between news of an operation; shorter ones are not told. */
const TELL_EVERY = 1_000;
/** Milliseconds without news after which a tab is taken for closed. Browsers let tabs in the background act once a minute. */
const CLOSED_AFTER = 90_000;

/** What other tabs do with clones. */
export class OthersWork {
  readonly #known = signal<ReadonlyMap<string, Working>>(new Map());
  /** The locks that this tab waits for. Two tabs that work on one clone take turns in `#known`. */
  readonly #awaited = new Set<string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** What another tab does with this clone, if anything. */
  of(repositoryRef: RepositoryRef): Working | undefined {
    return this.#known.value.get(pathOf(repositoryRef));
  }

  /** The clones that other tabs make. */
  get cloning(): Working[] {
    return [...this.#known.value.values()].filter(({ label }) => label === "Cloning");
  }

  hear(news: Extract<News, { kind: "working" | "rested" }>): void {
    const key = pathOf(news.repositoryRef);
    clearTimeout(this.#timers.get(key));
    const known = new Map(this.#known.peek());
    if (news.kind === "working") {
      if (news.lock !== undefined && !this.#awaited.has(news.lock)) void this.#restWith(key, news, news.lock);
      known.set(key, news);
      this.#timers.set(key, setTimeout(() => this.hear({ kind: "rested", repositoryRef: news.repositoryRef }), CLOSED_AFTER));
    } else known.delete(key);
    this.#known.value = known;
  }

  /** Waits for the lock, which a tab that is closed or has crashed no longer holds. */
  async #restWith(key: string, { repositoryRef }: Working, lock: string): Promise<void> {
    this.#awaited.add(lock);
    await navigator.locks?.request(lock, () => undefined);
    this.#awaited.delete(lock);
    if (this.#known.peek().get(key)?.lock === lock) this.hear({ kind: "rested", repositoryRef });
  }
}

/** Tells other tabs of long operations on a clone. */
export function tellOthers(tell: (news: News) => void, repositoryRef: RepositoryRef, { running }: Operation): void {
  const isRunning = computed(() => running.value !== undefined);
  effect(() => {
    if (!isRunning.value) return;
    let isTold = false;
    let lock: string | undefined;
    const ended = Promise.withResolvers<void>();
    const name = `codecommit-edge work ${crypto.randomUUID()}`;
    void navigator.locks?.request(name, () => {
      lock = name;
      return ended.promise;
    });
    const timer = setInterval(() => {
      const { label = "", progress } = running.peek() ?? {};
      tell({ kind: "working", repositoryRef, label, progress, lock });
      isTold = true;
    }, TELL_EVERY);
    const end = (): void => {
      clearInterval(timer);
      ended.resolve();
      removeEventListener("pagehide", end);
      if (isTold) tell({ kind: "rested", repositoryRef });
    };
    addEventListener("pagehide", end);
    return end;
  });
}
