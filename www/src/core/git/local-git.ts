import type { BindGit } from "../git-api.ts";
import type { MergingGit } from "../merging-api.ts";
import type { ReplacingGit } from "../replacing-api.ts";
import type { StashingGit } from "../stashing-api.ts";
import type { TaggingGit } from "../tagging-api.ts";
import type { Amending } from "./amending.ts";
import { arranging } from "./arranging.ts";
import type { BranchChanges } from "./branch-changes.ts";
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
    return { ...cloning(shared), ...branching(shared), ...committing(shared), ...synchronising(shared), ...later(shared), ...editing(at, store), ...arranging(at, store), ...reading(at, signal), ...inspecting(shared) };
  };
}

/** What is not needed at once: its code loads when it is first used. */
function later(shared: Local): Amending & BranchChanges & MergingGit & ReplacingGit & StashingGit & TaggingGit {
  const merging = async () => (await import("./merging.ts")).merging(shared);
  const resolving = async () => (await import("./resolving.ts")).resolving(shared);
  const branches = async () => (await import("./branch-changes.ts")).branchChanges(shared);
  const amending = async () => (await import("./amending.ts")).amending(shared);
  const replacing = async () => (await import("./replacing.ts")).replacing(shared);
  const tagging = async () => (await import("./tagging.ts")).tagging(shared);
  const stashing = async () => (await import("./stashing.ts")).stashing(shared);
  return {
    unfinished: (repositoryRef) => unfinishedIn(shared.at(repositoryRef)),
    merge: async (...given) => (await merging()).merge(...given),
    revert: async (...given) => (await merging()).revert(...given),
    conflict: async (...given) => (await resolving()).conflict(...given),
    resolveConflict: async (...given) => (await resolving()).resolveConflict(...given),
    conclude: async (...given) => (await resolving()).conclude(...given),
    abort: async (...given) => (await resolving()).abort(...given),
    renameBranch: async (...given) => (await branches()).renameBranch(...given),
    onlyIn: async (...given) => (await branches()).onlyIn(...given),
    deleteBranch: async (...given) => (await branches()).deleteBranch(...given),
    deleteRemoteBranch: async (...given) => (await branches()).deleteRemoteBranch(...given),
    replacement: async (...given) => (await replacing()).replacement(...given),
    replaceOnServer: async (...given) => (await replacing()).replaceOnServer(...given),
    lostByReset: async (...given) => (await branches()).lostByReset(...given),
    reset: async (...given) => (await branches()).reset(...given),
    lastCommit: async (...given) => (await amending()).lastCommit(...given),
    amend: async (...given) => (await amending()).amend(...given),
    createTag: async (...given) => (await tagging()).createTag(...given),
    deleteTag: async (...given) => (await tagging()).deleteTag(...given),
    deleteRemoteTag: async (...given) => (await tagging()).deleteRemoteTag(...given),
    pushTag: async (...given) => (await tagging()).pushTag(...given),
    stashes: async (...given) => (await stashing()).stashes(...given),
    stash: async (...given) => (await stashing()).stash(...given),
    applyStash: async (...given) => (await stashing()).applyStash(...given),
    dropStash: async (...given) => (await stashing()).dropStash(...given),
  };
}
