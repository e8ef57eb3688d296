import { signal, type Signal } from "@preact/signals";

import { configIn, edgeConfig, type EdgeConfig } from "../core/edge.ts";
import { problemFrom, problemOf } from "../core/messages.ts";
import type { Problem } from "../core/problem.ts";
import { onReturn } from "./other-tabs.ts";
import type { TextStorage } from "./storage.ts";

const REMEMBERED = "codecommit-edge.config";
/** Milliseconds that the page waits for the edge before it starts with the settings that it remembers, or fails. */
const PATIENCE = { remembered: 5_000, none: 20_000 };
/** Milliseconds between questions whether the edge has been updated, when the user returns to the page. */
const ASK_EVERY = 600_000;

/** The edge as this page sees it. */
export interface EdgeState {
  readonly config: EdgeConfig;
  /** Why the page could not ask the edge, and works with what it remembers. */
  readonly fault: Signal<Problem | undefined>;
  /** Whether the edge has been updated since the page was loaded. */
  readonly updated: Signal<boolean>;
  /** Asks the edge again. */
  look(): Promise<void>;
}

/**
 * Reads the edge's settings. If that fails, the settings of the last visit are used, so that clones can be read and changed.
 *
 * @throws {CoreError} if there was no last visit
 */
export async function edgeState(edge: string, storage: TextStorage): Promise<EdgeState> {
  const remembered = rememberedIn(storage);
  const fault = signal<Problem | undefined>(undefined);
  const updated = signal(false);
  let asked = Date.now();
  const config = await ask(remembered ? PATIENCE.remembered : PATIENCE.none).catch((error: unknown) => {
    if (!remembered) throw error;
    fault.value = problemFrom(error);
    return remembered;
  });

  async function ask(patience: number): Promise<EdgeConfig> {
    const answer = await edgeConfig(edge, (url, options) => fetch(url, { ...options, signal: AbortSignal.timeout(patience) }));
    storage.setItem(REMEMBERED, JSON.stringify(answer));
    return answer;
  }

  async function look(): Promise<void> {
    asked = Date.now();
    try {
      const now = await ask(PATIENCE.none);
      fault.value = undefined;
      if (JSON.stringify(now) !== JSON.stringify(config)) updated.value = true;
    } catch (error) {
      // While nothing is known to be wrong, what the user does next shows whether it is.
      if (fault.value) fault.value = problemFrom(error);
    }
  }

  addEventListener("offline", () => (fault.value = problemOf("edge_unreachable")));
  addEventListener("online", () => void look());
  onReturn(() => void (Date.now() - asked > ASK_EVERY && look()));
  return { config, fault, updated, look };
}

function rememberedIn(storage: TextStorage): EdgeConfig | undefined {
  try {
    return configIn(JSON.parse(storage.getItem(REMEMBERED) ?? "null"));
  } catch {
    return undefined;
  }
}
