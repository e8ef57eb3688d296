import type { Refused } from "../authorization.ts";
import type { Git, Progress } from "../git-api.ts";
import type { Blame } from "../inspecting-api.ts";
import type { Problem } from "../problem.ts";
import type { RepositoryRef } from "../repository-ref.ts";

/**
 * Every method of git that a page may call, and whether calls of it may run beside others. Calls that change a clone are
 * `serial`: they run one after another, in all tabs, because two at a time would share one index. Calls that need the result
 * of earlier changes are `ordered`: they run after those of this tab.
 */
export const METHODS: { readonly [M in keyof Git]: "concurrent" | "ordered" | "serial" } = {
  clone: "serial",
  clones: "concurrent",
  remove: "serial",
  refs: "concurrent",
  tree: "concurrent",
  files: "concurrent",
  file: "concurrent",
  log: "concurrent",
  paths: "concurrent",
  fileLog: "concurrent",
  lastCommits: "concurrent",
  blame: "concurrent",
  changes: "concurrent",
  versions: "concurrent",
  status: "ordered",
  read: "concurrent",
  write: "serial",
  kinds: "ordered",
  writeFiles: "serial",
  deletePaths: "serial",
  rename: "serial",
  setExecutable: "serial",
  makeFolder: "serial",
  stamps: "ordered",
  keep: "ordered",
  restore: "serial",
  discard: "serial",
  pending: "concurrent",
  commit: "serial",
  author: "concurrent",
  createBranch: "serial",
  switchBranch: "serial",
  ahead: "concurrent",
  fetch: "serial",
  fetchHistory: "serial",
  pull: "serial",
  push: "serial",
  renameBranch: "serial",
  onlyIn: "ordered",
  deleteBranch: "serial",
  deleteRemoteBranch: "serial",
  replacement: "serial",
  replaceOnServer: "serial",
  lostByReset: "ordered",
  reset: "serial",
  lastCommit: "ordered",
  amend: "serial",
  createTag: "serial",
  deleteTag: "serial",
  deleteRemoteTag: "serial",
  pushTag: "serial",
  stashes: "ordered",
  stash: "serial",
  applyStash: "serial",
  dropStash: "serial",
  merge: "serial",
  revert: "serial",
  unfinished: "ordered",
  conflict: "ordered",
  resolveConflict: "serial",
  conclude: "serial",
  abort: "serial",
  search: "concurrent",
  zip: "concurrent",
};

/** A call of a method with its own parameters, all of which can be sent to a worker. */
export type Call = { [M in keyof Git]: { kind: "call"; id: number; method: M; parameters: Parameters<Git[M]> } }[keyof Git];

/** Messages from the page to the worker. */
export type ToWorker =
  | Call
  | { kind: "abort"; id: number }
  | { kind: "authorization"; id: number; authorization: string }
  | { kind: "no-authorization"; id: number; problem: Problem };

/** Messages from the worker to the page. */
export type ToPage =
  | { kind: "result"; id: number; value: Awaited<ReturnType<Git[keyof Git]>> }
  | { kind: "problem"; id: number; problem: Problem }
  | { kind: "aborted"; id: number }
  | { kind: "progress"; id: number; progress: Progress }
  | { kind: "blame"; id: number; blame: Blame }
  | { kind: "authorize"; id: number; repositoryRef: RepositoryRef; refused?: Refused | undefined; waits?: boolean | undefined };

/** One end of the channel between a page and its worker. */
export interface Port {
  postMessage(message: ToWorker | ToPage): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}
