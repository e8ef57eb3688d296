import type { BindGit } from "../api.ts";
import type { MergingGit } from "../merging-api.ts";
import { arranging } from "./arranging.ts";
import { branching } from "./branching.ts";
import { cloning } from "./cloning.ts";
import { committing } from "./committing.ts";
import { editing } from "./editing.ts";
import { inspecting } from "./inspecting.ts";
import { local, type Local, type LocalGitOptions } from "./local.ts";
import { reading } from "./reading.ts";
import { synchronising } from "./synchronising.ts";
import { unfinishedIn } from "./unfinished.ts";

/** git over the clones of a store, independent of the browser. All that it binds shares one cache of objects. */
export function localGit(options: LocalGitOptions): BindGit {
  const caches = new Map<string, object>();
  return (running) => {
    const shared = local(options, caches, running);
    const { at, signal, store } = shared;
    return { ...cloning(shared), ...branching(shared), ...committing(shared), ...synchronising(shared), ...merging(shared), ...editing(at, store), ...arranging(at, store), ...reading(at, signal), ...inspecting(shared) };
  };
}

/** Merging is not needed at once: its code loads when it is first used. */
function merging(shared: Local): MergingGit {
  const merge = async () => (await import("./merging.ts")).merging(shared);
  const resolve = async () => (await import("./resolving.ts")).resolving(shared);
  return {
    merge: async (...given) => (await merge()).merge(...given),
    revert: async (...given) => (await merge()).revert(...given),
    unfinished: (repositoryRef) => unfinishedIn(shared.at(repositoryRef)),
    conflict: async (...given) => (await resolve()).conflict(...given),
    resolveConflict: async (...given) => (await resolve()).resolveConflict(...given),
    conclude: async (...given) => (await resolve()).conclude(...given),
    abort: async (...given) => (await resolve()).abort(...given),
  };
}
