import { CoreError, type Authorize, type Git, type Running } from "../api.ts";
import { problemFrom } from "../messages.ts";
import type { Port, ToWorker } from "./messages.ts";

// Where a call has what cannot go through the channel.
const RUNNING: Partial<Record<keyof Git, number>> = { clone: 2, fetch: 1, pull: 2, push: 1, search: 3, zip: 2 };
const READING: ReadonlySet<keyof Git> = new Set(["refs", "tree", "blob", "log", "changes", "versions", "pending", "read", "author", "search", "zip", "ahead"]);

/** Serves a page's calls; `make` gets what asks that page for authorizations. */
export function serve(port: Port, make: (authorize: Authorize) => Git): void {
  const asked = new Map<number, PromiseWithResolvers<string>>();
  const running = new Map<number, AbortController>();
  let last = 0;
  // What changes a clone comes one after another: two at a time would share one index.
  let changes: Promise<unknown> = Promise.resolve();

  const git = make((place, refused) => {
    const id = ++last;
    const answer = Promise.withResolvers<string>();
    asked.set(id, answer);
    port.postMessage({ kind: "authorize", id, place, refused });
    return answer.promise;
  });

  async function answer({ id, method, arguments: given }: ToWorker & { kind: "call" }): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const at = RUNNING[method];
    if (at !== undefined) given[at] = { signal: controller.signal, onProgress: (progress) => port.postMessage({ kind: "progress", id, progress }) } satisfies Running;
    const call = async (): Promise<unknown> => {
      controller.signal.throwIfAborted();
      return (git[method] as (...all: unknown[]) => Promise<unknown>)(...given);
    };
    try {
      const result = READING.has(method) ? call() : changes.then(call);
      if (!READING.has(method)) changes = result.catch(() => undefined);
      port.postMessage({ kind: "result", id, value: await result });
    } catch (error) {
      port.postMessage(controller.signal.aborted ? { kind: "aborted", id } : { kind: "problem", id, problem: problemFrom(error) });
    } finally {
      running.delete(id);
    }
  }

  port.addEventListener("message", ({ data }) => {
    const message = data as ToWorker;
    switch (message.kind) {
      case "call":
        void answer(message);
        break;
      case "abort":
        running.get(message.id)?.abort();
        break;
      case "authorization":
        asked.get(message.id)?.resolve(message.authorization);
        asked.delete(message.id);
        break;
      case "no-authorization":
        asked.get(message.id)?.reject(new CoreError(message.problem));
        asked.delete(message.id);
        break;
    }
  });
}
