import type { ArrangingGit } from "./arranging-api.ts";
import type { BranchingGit } from "./branching-api.ts";
import type { CloningGit } from "./cloning-api.ts";
import type { CommittingGit } from "./committing-api.ts";
import type { EditingGit } from "./editing-api.ts";
import type { Blame, InspectingGit } from "./inspecting-api.ts";
import type { MergingGit } from "./merging-api.ts";
import type { ReadingGit } from "./reading-api.ts";
import type { ReplacingGit } from "./replacing-api.ts";
import type { StashingGit } from "./stashing-api.ts";
import type { SynchronisingGit } from "./synchronising-api.ts";
import type { TaggingGit } from "./tagging-api.ts";

/**
 * git's operations on the clones of this browser. A `ref` is the name of a branch or a tag, or an object ID. Parameters and
 * results can be sent to a worker and back.
 */
export interface Git extends ArrangingGit, BranchingGit, CloningGit, CommittingGit, EditingGit, InspectingGit, MergingGit, ReadingGit, ReplacingGit, StashingGit, SynchronisingGit, TaggingGit {}

export interface Progress {
  /** git's name for the phase: "Receiving objects". */
  phase: string;
  done: number;
  total?: number;
  bytes: number;
  /** Bytes per second. */
  rate: number;
  secondsLeft?: number;
}

export interface Running {
  onProgress?: (progress: Progress) => void;
  /** Receives what `blame` has found so far. */
  onBlame?: (blame: Blame) => void;
  signal?: AbortSignal;
}

/** Makes git's operations report progress to, and stop with, what is given. */
export type BindGit = (running: Running) => Git;

/** git as the page calls it; `with` adds progress and cancellation. */
export interface GitClient extends Git {
  with: BindGit;
}
