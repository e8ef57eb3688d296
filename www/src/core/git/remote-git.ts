import { CoreError, type Authorize, type Git, type Running } from "../api.ts";
import { problemFrom } from "../messages.ts";
import type { Port, ToPage } from "./messages.ts";

interface Call {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onProgress: Running["onProgress"];
}

const METHODS = [
  "clone", "clones", "remove", "refs", "tree", "blob", "log", "changes", "versions", "status", "read", "write", "deleteFile", "discard", "pending",
  "commit", "author", "createBranch", "switchBranch", "ahead", "fetch", "pull", "push", "search", "zip",
] as const satisfies readonly (keyof Git)[];

/** git in a worker, called as if it were here. */
export function remoteGit(port: Port, authorize: Authorize): Git {
  const calls = new Map<number, Call>();
  let last = 0;

  port.addEventListener("message", ({ data }) => {
    const message = data as ToPage;
    const call = calls.get(message.id);
    switch (message.kind) {
      case "authorize":
        authorize(message.place, message.refused).then(
          (authorization) => port.postMessage({ kind: "authorization", id: message.id, authorization }),
          (error: unknown) => port.postMessage({ kind: "no-authorization", id: message.id, problem: problemFrom(error) }),
        );
        return;
      case "progress":
        call?.onProgress?.(message.progress);
        return;
      case "result":
        call?.resolve(message.value);
        break;
      case "problem":
        call?.reject(new CoreError(message.problem));
        break;
      case "aborted":
        call?.reject(new DOMException("cancelled", "AbortError"));
        break;
    }
    calls.delete(message.id);
  });

  function call(method: keyof Git, given: unknown[]): Promise<unknown> {
    const id = ++last;
    const { running, rest } = apart(given);
    running.signal?.addEventListener("abort", () => port.postMessage({ kind: "abort", id }), { once: true });
    return new Promise((resolve, reject) => {
      calls.set(id, { resolve, reject, onProgress: running.onProgress });
      port.postMessage({ kind: "call", id, method, arguments: rest });
      if (running.signal?.aborted) port.postMessage({ kind: "abort", id });
    });
  }

  return Object.fromEntries(METHODS.map((method) => [method, (...given: unknown[]) => call(method, given)])) as unknown as Git;
}

/** Functions and signals do not go through a channel. */
function apart(given: unknown[]): { running: Running; rest: unknown[] } {
  const at = given.findIndex((each) => typeof each === "object" && each !== null && ("onProgress" in each || "signal" in each));
  return at < 0 ? { running: {}, rest: given } : { running: given[at] as Running, rest: given.slice(0, at) };
}
