import type { Authorize } from "../authorization.ts";
import type { Git, GitClient, Running } from "../git-api.ts";
import { problemFrom } from "../messages.ts";
import { CoreError } from "../problem.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { METHODS, type Call, type Port, type ToPage } from "./messages.ts";

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onProgress: Running["onProgress"];
  onBlame: Running["onBlame"];
}

/** Called when a call that may have changed a clone has ended. */
export type OnChange = (method: keyof Git, repositoryRef: RepositoryRef) => void;

/** git in a worker: each method of the result sends a call and settles with the worker's answer. */
export function remoteGit(port: Port, authorize: Authorize, onChange?: OnChange): GitClient {
  const pending = new Map<number, Pending>();
  let lastId = 0;

  port.addEventListener("message", ({ data }) => {
    const message = data as ToPage;
    const call = pending.get(message.id);
    switch (message.kind) {
      case "authorize":
        authorize(message.repositoryRef, message.refused, message.waits).then(
          (authorization) => port.postMessage({ kind: "authorization", id: message.id, authorization }),
          (error: unknown) => port.postMessage({ kind: "no-authorization", id: message.id, problem: problemFrom(error) }),
        );
        return;
      case "progress":
        call?.onProgress?.(message.progress);
        return;
      case "blame":
        call?.onBlame?.(message.blame);
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
      default:
        message satisfies never;
    }
    pending.delete(message.id);
  });

  function send<M extends keyof Git>(method: M, parameters: Parameters<Git[M]>, { signal, onProgress, onBlame }: Running): Promise<unknown> {
    const id = ++lastId;
    const abort = (): void => port.postMessage({ kind: "abort", id });
    signal?.addEventListener("abort", abort, { once: true });
    const ended = (): void => {
      const [repositoryRef] = parameters;
      if (METHODS[method] === "serial" && repositoryRef !== undefined) onChange?.(method, repositoryRef);
    };
    return new Promise((settle, fail) => {
      const resolve = (value: unknown): void => (ended(), settle(value));
      const reject = (error: unknown): void => (ended(), fail(error));
      pending.set(id, { resolve, reject, onProgress, onBlame });
      port.postMessage({ kind: "call", id, method, parameters } as Call);
      if (signal?.aborted) abort();
    });
  }

  function bind(running: Running): Git {
    const methods = Object.keys(METHODS) as (keyof Git)[];
    const sender = <M extends keyof Git>(method: M) => (...parameters: Parameters<Git[M]>) => send(method, parameters, running);
    return Object.fromEntries(methods.map((method) => [method, sender(method)])) as unknown as Git;
  }

  return { ...bind({}), with: bind };
}
