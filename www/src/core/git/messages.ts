import type { Git, Place, Problem, Progress, Refused } from "../api.ts";

/** What the page says to the worker. */
export type ToWorker =
  | { kind: "call"; id: number; method: keyof Git; arguments: unknown[] }
  | { kind: "abort"; id: number }
  | { kind: "authorization"; id: number; authorization: string }
  | { kind: "no-authorization"; id: number; problem: Problem };

/** What the worker says to the page. */
export type ToPage =
  | { kind: "result"; id: number; value: unknown }
  | { kind: "problem"; id: number; problem: Problem }
  | { kind: "aborted"; id: number }
  | { kind: "progress"; id: number; progress: Progress }
  | { kind: "authorize"; id: number; place: Place; refused?: Refused | undefined };

/** One end of a channel, as a worker and its own scope have it. */
export interface Port {
  postMessage(message: ToWorker | ToPage): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}
