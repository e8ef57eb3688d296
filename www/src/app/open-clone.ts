import { computed, effect, signal } from "@preact/signals";

import type { Refs } from "../core/branching-api.ts";
import type { StatusEntry } from "../core/committing-api.ts";
import type { Git } from "../core/git-api.ts";
import type { Unfinished } from "../core/merging-api.ts";
import { problemFrom } from "../core/messages.ts";
import type { Problem } from "../core/problem.ts";
import type { RepositoryRef } from "../core/repository-ref.ts";
import { draftsOf, type Drafts } from "./draft.ts";
import { operation } from "./operation.ts";
import { local } from "./storage.ts";
import { undoing, type Undo } from "./undo.ts";

/** The operations that change files one after another, of which the rest is lost if the page is closed. */
const WRITING: readonly string[] = ["Uploading", "Deleting", "Discarding", "Restoring", "Undoing"];

/** An open clone: its state and its running operation. */
export class OpenClone {
  readonly repositoryRef: RepositoryRef;
  readonly refs = signal<Refs | undefined>(undefined);
  /** Counts how often the state was read, so that views read files again. */
  readonly refreshed = signal(0);
  /** Uncommitted changes. */
  readonly status = signal<StatusEntry[] | undefined>(undefined);
  /** The number of unpushed commits of all branches. */
  readonly unpushed = signal(0);
  /** Whether an editor has text that is not written yet. */
  readonly unwritten = signal(false);
  /** Counts what may have changed in other tabs. */
  readonly elsewhere = signal(0);
  /** Why the clone could not be read. */
  readonly problem = signal<Problem | undefined>(undefined);
  /** A merge, a revert or a stash with conflicts, which waits to be concluded or aborted. */
  readonly conflicts = signal<Unfinished | undefined>(undefined);
  readonly operation = operation();
  /** What the last operation did, for the user. The next operation clears it. */
  readonly said = signal("");
  readonly undo: Undo;
  /** The changed files that the user has left out of the next commit. */
  readonly leftOut = signal<ReadonlySet<string>>(new Set());
  /** The commits that the user has begun to describe. */
  readonly drafts: Drafts;
  /** A branch or a tag that the user has begun to describe. */
  readonly begunRef = signal<{ from: string; kind: "branch" | "tag"; name: string; at: string; message: string } | undefined>(undefined);
  /** Whether there is work that is not pushed, or files are being written. */
  readonly unfinished = computed(() => WRITING.includes(this.operation.running.value?.label ?? "") || this.unwritten.value || this.unpushed.value > 0 || (this.status.value?.length ?? 0) > 0);
  /** The checked-out branch; undefined before the first commit. */
  readonly branch = computed(() => this.refs.value?.branches.find(({ name }) => name === this.refs.value?.head));
  readonly #git: Git;
  #turn = 0;

  constructor(git: Git, repositoryRef: RepositoryRef) {
    this.#git = git;
    this.repositoryRef = repositoryRef;
    this.undo = undoing(git, repositoryRef);
    this.drafts = draftsOf(local, repositoryRef);
    effect(() => {
      if (this.operation.running.value) this.said.value = "";
    });
  }

  /** Reads the state again. */
  async refresh(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { repositoryRef } = this;
      const refs = await this.#git.refs(repositoryRef);
      const [unpushed, status, conflicts] = await Promise.all([this.#git.ahead(repositoryRef), this.#git.status(repositoryRef), this.#git.unfinished(repositoryRef)]);
      // A later call knows better.
      if (turn !== this.#turn) return;
      const { name, oid } = this.branch.peek() ?? {};
      [this.refs.value, this.unpushed.value, this.status.value, this.conflicts.value, this.problem.value] = [refs, unpushed, status, conflicts, undefined];
      // Finished or aborted, perhaps in another tab.
      if (!conflicts) this.drafts.conclusion.forget();
      // Undoing across commits would bring back old files.
      if (name !== this.branch.value?.name || oid !== this.branch.value?.oid) this.undo.last.value = undefined;
      this.refreshed.value++;
    } catch (error) {
      if (turn === this.#turn) this.problem.value = problemFrom(error);
    }
  }
}
