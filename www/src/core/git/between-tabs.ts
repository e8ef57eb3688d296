import type { Authorize } from "../authorization.ts";
import type { BindGit, Git, Running } from "../git-api.ts";
import { failure } from "../messages.ts";
import { sameRepository, type RepositoryRef } from "../repository-ref.ts";
import type { Locks } from "./locks.ts";
import { METHODS } from "./messages.ts";
import { afterSignIn } from "./sign-in.ts";
import type { Store } from "./store.ts";

/** Shown while another tab works on the same clone. */
const WAITING = { phase: "Waiting for another tab that works on this clone", done: 0, bytes: 0, rate: 0 };

/**
 * git in one of several tabs. What changes a clone waits until no other tab changes it, and fails if another tab has
 * deleted the clone. While the user has to sign in for it, other tabs go on. Where the browser has no locks, it does not wait.
 */
export function betweenTabs(bind: BindGit, store: Store, locks: Locks | undefined, authorize: Authorize): BindGit {
  return (running) => {
    const git = bind(running);
    const entries = Object.entries(git).map(([name, method]) => [name, wrapped(name as keyof Git, method, running)]);
    return Object.fromEntries(entries) as unknown as Git;
  };

  function wrapped(name: keyof Git, method: Git[keyof Git], { onProgress, signal }: Running): unknown {
    const call = method as (...parameters: unknown[]) => Promise<unknown>;
    if (METHODS[name] !== "serial") return name === "refs" ? async (repositoryRef: RepositoryRef) => (await assertKept(repositoryRef), call(repositoryRef)) : call;
    return (repositoryRef: RepositoryRef, ...rest: unknown[]) => {
      async function run(): Promise<unknown> {
        if (name !== "clone" && name !== "remove") await assertKept(repositoryRef);
        const work = () => call(repositoryRef, ...rest);
        return name === "clone" && locks ? locks.exclusive("making", repositoryRef, work) : work();
      }
      return afterSignIn(authorize, repositoryRef, () => (locks ? locks.exclusive("change", repositoryRef, run, { signal, onWait: () => onProgress?.(WAITING) }) : run()));
    };
  }

  /** Opening the database of a deleted clone would create an empty one. */
  async function assertKept(repositoryRef: RepositoryRef): Promise<void> {
    if (!(await store.list()).some((each) => sameRepository(each, repositoryRef))) throw failure("clone_gone");
  }
}
