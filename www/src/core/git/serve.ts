import type { Authorize } from "../authorization.ts";
import type { BindGit, Git } from "../git-api.ts";
import { problemFrom } from "../messages.ts";
import { CoreError } from "../problem.ts";
import { METHODS, type Call, type Port, type ToWorker } from "./messages.ts";
import { nameOf } from "./store.ts";

/** Runs the calls that a page sends. `make` receives the function that asks the page for authorizations. */
export function serve(port: Port, make: (authorize: Authorize) => BindGit): void {
  const asked = new Map<number, PromiseWithResolvers<string>>();
  const running = new Map<number, AbortController>();
  let lastId = 0;
  /** The latest serial call of each clone. */
  const latest = new Map<string, Promise<unknown>>();

  const bind = make((repositoryRef, refused, waits) => {
    const id = ++lastId;
    const answer = Promise.withResolvers<string>();
    asked.set(id, answer);
    port.postMessage({ kind: "authorize", id, repositoryRef, refused, waits });
    return answer.promise;
  });

  async function answer(call: Call): Promise<void> {
    const { id } = call;
    const controller = new AbortController();
    running.set(id, controller);
    const git = bind({
      signal: controller.signal,
      onProgress: (progress) => port.postMessage({ kind: "progress", id, progress }),
      onBlame: (blame) => port.postMessage({ kind: "blame", id, blame }),
    });
    const start = async () => {
      controller.signal.throwIfAborted();
      return invoke(git, call);
    };
    try {
      const result = inOrder(call, start);
      port.postMessage({ kind: "result", id, value: await result });
    } catch (error) {
      port.postMessage(controller.signal.aborted ? { kind: "aborted", id } : { kind: "problem", id, problem: problemFrom(error) });
    } finally {
      running.delete(id);
    }
  }

  function inOrder<T>({ method, parameters: [repositoryRef] }: Call, start: () => Promise<T>): Promise<T> {
    if (METHODS[method] === "concurrent" || repositoryRef === undefined) return start();
    const clone = nameOf(repositoryRef);
    const result = (latest.get(clone) ?? Promise.resolve()).then(start);
    if (METHODS[method] === "serial") latest.set(clone, result.catch(() => undefined));
    return result;
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
      default:
        message satisfies never;
    }
  });
}

/** The mapped type ties a method to its own parameters, which the compiler checks. */
type Invocations = { [M in keyof Git]: (...parameters: Parameters<Git[M]>) => ReturnType<Git[M]> };

function invoke<M extends keyof Git>(git: Invocations, { method, parameters }: { method: M; parameters: Parameters<Git[M]> }): ReturnType<Git[M]> {
  return git[method](...parameters);
}
