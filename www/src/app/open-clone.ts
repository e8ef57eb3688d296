import { computed, signal } from "@preact/signals";

import type { Git, Place, Problem, Refs, StatusEntry } from "../core/api.ts";
import { problemFrom } from "../core/messages.ts";
import { operation } from "./operation.ts";

/** A clone that is being looked at: what is known of it, and what is being done with it. */
export class OpenClone {
  readonly place: Place;
  readonly refs = signal<Refs | undefined>(undefined);
  /** Files that are not committed. */
  readonly status = signal<StatusEntry[] | undefined>(undefined);
  /** Commits that are not pushed. */
  readonly unpushed = signal(0);
  /** Text that an editor has not yet written. */
  readonly unwritten = signal(false);
  /** Why it could not be read. */
  readonly problem = signal<Problem | undefined>(undefined);
  readonly operation = operation();
  /** Whether leaving would leave work behind. */
  readonly unfinished = computed(() => this.unwritten.value || this.unpushed.value > 0 || (this.status.value?.length ?? 0) > 0);
  readonly #git: Git;

  constructor(git: Git, place: Place) {
    this.#git = git;
    this.place = place;
  }

  /** Reads anew what is known of it. */
  async refresh(): Promise<void> {
    try {
      this.refs.value = await this.#git.refs(this.place);
      [this.unpushed.value, this.status.value] = await Promise.all([this.#git.ahead(this.place), this.#git.status(this.place)]);
      this.problem.value = undefined;
    } catch (error) {
      this.problem.value = problemFrom(error);
    }
  }
}
