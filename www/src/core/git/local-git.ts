import type { BindGit } from "../api.ts";
import { branching } from "./branching.ts";
import { cloning } from "./cloning.ts";
import { committing } from "./committing.ts";
import { editing } from "./editing.ts";
import { inspecting } from "./inspecting.ts";
import { local, type LocalGitOptions } from "./local.ts";
import { reading } from "./reading.ts";
import { synchronising } from "./synchronising.ts";

/** git over the clones of a store, independent of the browser. All that it binds shares one cache of objects. */
export function localGit(options: LocalGitOptions): BindGit {
  const caches = new Map<string, object>();
  return (running) => {
    const shared = local(options, caches, running);
    const { at, signal, store } = shared;
    return { ...cloning(shared), ...branching(shared), ...committing(shared), ...synchronising(shared), ...editing(at, store), ...reading(at, signal), ...inspecting(shared) };
  };
}
