import { signal, type Signal } from "@preact/signals";

import type { Problem, Progress, Running } from "../core/api.ts";
import { problemFrom } from "../core/messages.ts";

/** Runs one long operation at a time, with progress, cancellation and an error. */
export interface Operation {
  /** The running operation, if any. */
  readonly running: Signal<{ label: string; progress?: Progress; cancel: () => void } | undefined>;
  readonly problem: Signal<Problem | undefined>;
  /** @returns the result; undefined if the operation failed, was cancelled, or another one is running */
  run<T>(label: string, work: (running: Required<Pick<Running, "onProgress" | "signal">>) => Promise<T>): Promise<T | undefined>;
}

export function operation(): Operation {
  const running: Operation["running"] = signal(undefined);
  const problem: Operation["problem"] = signal(undefined);

  async function run<T>(label: string, work: (running: Required<Pick<Running, "onProgress" | "signal">>) => Promise<T>): Promise<T | undefined> {
    if (running.value) return undefined;
    const controller = new AbortController();
    const cancel = (): void => controller.abort();
    problem.value = undefined;
    running.value = { label, cancel };
    try {
      return await work({ signal: controller.signal, onProgress: (progress) => (running.value = { label, progress, cancel }) });
    } catch (error) {
      if (!controller.signal.aborted) problem.value = problemFrom(error);
      return undefined;
    } finally {
      running.value = undefined;
    }
  }

  return { running, problem, run };
}
