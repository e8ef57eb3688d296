import type { Progress } from "../core/git-api.ts";
import type { RepositoryRef } from "../core/repository-ref.ts";

/** What one tab of this browser tells the others. */
export type News = { kind: "changed" | "cloned" | "removed"; repositoryRef: RepositoryRef } | { kind: "signed-out" } | Working | { kind: "rested"; repositoryRef: RepositoryRef } | Deployed;

/** What a tab does with a clone, and how far it is. */
export interface Working {
  kind: "working";
  repositoryRef: RepositoryRef;
  /** "Pulling" */
  label: string;
  progress?: Progress | undefined;
  /** The name of a lock that the tab holds as long as it works, where the browser has locks. */
  lock?: string | undefined;
}

/** What the service worker of a new deployment tells all pages. */
export interface Deployed {
  kind: "deployed";
  /** The first script of the deployment's page. */
  entry: string;
}

/** Milliseconds without news after which a view reads again what has changed. */
const QUIET = 200;

/**
 * Connects this tab with the others. Returns a function that tells them news. Where the browser has no BroadcastChannel, tabs
 * only notice changes when the user returns to them.
 */
export function otherTabs(hear: (news: News) => void): (news: News) => void {
  if (!("BroadcastChannel" in globalThis)) return () => undefined;
  const channel = new BroadcastChannel("codecommit-edge");
  channel.addEventListener("message", ({ data }) => hear(data as News));
  return (news) => channel.postMessage(news);
}

/** Calls `act` when the user returns to this tab. */
export function onReturn(act: () => void): void {
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && act());
}

/** Calls `act` once after several calls in a short time; in a tab in the background not before the user returns. */
export function afterQuiet(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => document.visibilityState === "visible" && act(), QUIET);
  };
}
