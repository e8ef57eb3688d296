import { signal, type ReadonlySignal, type Signal } from "@preact/signals";

import type { Progress, Running } from "../core/git-api.ts";
import { problemFrom } from "../core/messages.ts";
import type { Problem } from "../core/problem.ts";

/** Runs one long operation at a time, with progress, cancellation and an error. */
export interface Operation {
  /** The running operation, if any. */
  readonly running: Signal<{ label: string; progress?: Progress; cancel: () => void } | undefined>;
  readonly problem: Signal<Problem | undefined>;
  /** The label of the operation that failed last. */
  readonly failed: ReadonlySignal<string | undefined>;
  /** Whether a view shows this operation's problem beside the action. */
  isPlaced(label: string | undefined): boolean;
  /** From now on a view shows this operation's problem. Returns a function that ends this. */
  place(label: string): () => void;
  /** @returns the result; undefined if the operation failed, was cancelled, or another one is running */
  run<T>(label: string, work: (running: Required<Pick<Running, "onProgress" | "signal">>) => Promise<T>): Promise<T | undefined>;
}

export function operation(): Operation {
  const running: Operation["running"] = signal(undefined);
  const problem: Operation["problem"] = signal(undefined);
  const failed = signal<string | undefined>(undefined);
  const placed = signal<readonly string[]>([]);

  function place(label: string): () => void {
    placed.value = [...placed.peek(), label];
    return () => {
      const index = placed.peek().indexOf(label);
      placed.value = placed.peek().filter((_, at) => at !== index);
    };
  }

  async function run<T>(label: string, work: (running: Required<Pick<Running, "onProgress" | "signal">>) => Promise<T>): Promise<T | undefined> {
    if (running.value) return undefined;
    const controller = new AbortController();
    const cancel = (): void => controller.abort();
    problem.value = undefined;
    running.value = { label, cancel };
    try {
      return await work({ signal: controller.signal, onProgress: (progress) => (running.value = { label, progress, cancel }) });
    } catch (error) {
      if (!controller.signal.aborted) [failed.value, problem.value] = [label, problemFrom(error)];
      return undefined;
    } finally {
      running.value = undefined;
    }
  }

  return { running, problem, failed, isPlaced: (label) => label !== undefined && placed.value.includes(label), place, run };
}
