import { signal, type ReadonlySignal, type Signal } from "@preact/signals";

import type { Progress, Running } from "../core/git-api.ts";
import { problemFrom } from "../core/messages.ts";
import type { Problem } from "../core/problem.ts";

type Step = Required<Pick<Running, "onProgress" | "signal">>;

/** Runs one long operation at a time, with progress, cancellation and an error. */
export interface Operation {
  /** The running operation, if any, and where the user started it. */
  readonly running: Signal<{ label: string; place: string; progress?: Progress; cancel: () => void } | undefined>;
  readonly problem: Signal<Problem | undefined>;
  /** Where the user started what failed last. */
  readonly failed: ReadonlySignal<string | undefined>;
  /** Whether a view shows what happens at this place: progress and problems. */
  isPlaced(place: string | undefined): boolean;
  /** From now on a view shows what happens at this place. Returns a function that ends this. */
  place(place: string): () => void;
  /** Shows a problem that belongs to no place. */
  report(problem: Problem): void;
  /**
   * Runs `work`. `place` names where the user started it, by default with its label.
   *
   * @returns the result; undefined if the operation failed, was cancelled, or another one is running
   */
  run<T>(label: string, work: (running: Step) => Promise<T>, place?: string): Promise<T | undefined>;
}

export function operation(): Operation {
  const running: Operation["running"] = signal(undefined);
  const problem: Operation["problem"] = signal(undefined);
  const failed = signal<string | undefined>(undefined);
  const placed = signal<readonly string[]>([]);

  function place(name: string): () => void {
    placed.value = [...placed.peek(), name];
    return () => {
      const index = placed.peek().indexOf(name);
      placed.value = placed.peek().filter((_, at) => at !== index);
    };
  }

  function report(found: Problem, at?: string): void {
    [failed.value, problem.value] = [at, found];
  }

  async function run<T>(label: string, work: (running: Step) => Promise<T>, at = label): Promise<T | undefined> {
    if (running.value) return undefined;
    const controller = new AbortController();
    const cancel = (): void => controller.abort();
    problem.value = undefined;
    running.value = { label, place: at, cancel };
    try {
      return await work({ signal: controller.signal, onProgress: (progress) => (running.value = { label, place: at, progress, cancel }) });
    } catch (error) {
      if (!controller.signal.aborted) report(problemFrom(error), at);
      return undefined;
    } finally {
      running.value = undefined;
    }
  }

  return { running, problem, failed, isPlaced: (name) => name !== undefined && placed.value.includes(name), place, report: (found) => report(found), run };
}
