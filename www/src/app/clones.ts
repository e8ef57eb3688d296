import { signal, type ReadonlySignal } from "@preact/signals";

import type { CloneOptions, CloneSummary } from "../core/cloning-api.ts";
import type { GitClient } from "../core/git-api.ts";
import { sameRepository, urlOf, type RepositoryRef } from "../core/repository-ref.ts";
import { Clonings } from "./clonings.ts";
import { draftsOf } from "./draft.ts";
import { workOffline } from "./offline.ts";
import { OpenClone } from "./open-clone.ts";
import { afterQuiet, onReturn, type News } from "./other-tabs.ts";
import { OthersWork, tellOthers } from "./others-work.ts";
import { remember, type Preferences } from "./preferences.ts";
import { keepClones, local } from "./storage.ts";

export interface ClonesOptions {
  edge: string;
  git: GitClient;
  preferences: Preferences;
  tell: (news: News) => void;
  /** The account of the signed-in user, if it is known. */
  account: () => string | undefined;
}

/** The clones in this browser, as this tab knows them. */
export class Clones {
  readonly #options: ClonesOptions;
  readonly #list = signal<CloneSummary[] | undefined>(undefined);
  readonly #elsewhere = signal(0);
  readonly #opened = new Map<string, OpenClone>();
  #worksOffline = false;
  #asked = 0;
  #answered = 0;
  readonly making: Clonings;
  /** What other tabs do. */
  readonly others = new OthersWork();
  /** Undefined until they are known. */
  readonly list: ReadonlySignal<CloneSummary[] | undefined> = this.#list;
  /** Counts what other tabs may have changed in any clone. */
  readonly elsewhere: ReadonlySignal<number> = this.#elsewhere;
  /** Lets views read again what another tab may have changed. */
  readonly lookAgain: () => void = afterQuiet(() => {
    this.#elsewhere.value++;
    for (const clone of this.#opened.values()) clone.elsewhere.value++;
  });

  constructor(options: ClonesOptions) {
    this.#options = options;
    this.making = new Clonings(options.edge, options.git, ({ repositoryRef, operation }) => tellOthers(options.tell, repositoryRef, operation));
    onReturn(this.lookAgain);
  }

  /** Whether leaving the page would end the making of a clone, or leave work that is not pushed. */
  get unfinished(): boolean {
    return this.making.running.value.length > 0 || [...this.#opened.values()].some(({ unfinished }) => unfinished.value);
  }

  async refresh(): Promise<void> {
    const turn = ++this.#asked;
    const list = await this.#options.git.clones().catch((error: unknown) => {
      this.#list.value ??= [];
      throw error;
    });
    // An earlier call may end after a later one, which knows better.
    if (turn < this.#answered) return;
    this.#answered = turn;
    this.#list.value = list;
    // Without a clone there is nothing to do offline.
    if (list.length === 0 || this.#worksOffline) return;
    this.#worksOffline = true;
    void workOffline();
  }

  /** Clones a repository. The progress and a problem are in `making`. */
  async clone(repositoryRef: RepositoryRef, options: CloneOptions): Promise<void> {
    const { edge, preferences, account } = this.#options;
    const done = await this.making.start(repositoryRef, options);
    // Another tab may have cloned it first.
    if (this.making.of(repositoryRef).operation.problem.value?.code === "already_cloned") await this.refresh();
    if (!done) return;
    const owner = account();
    if (owner !== undefined) preferences.accounts.value = { ...preferences.accounts.value, [urlOf(edge, repositoryRef)]: owner };
    keepClones();
    await this.refresh();
  }

  /** Opens a clone; returns the same object each time. */
  open(repositoryRef: RepositoryRef): OpenClone {
    const { edge, git, preferences } = this.#options;
    const key = urlOf(edge, repositoryRef);
    const clone = this.#opened.get(key) ?? this.#begun(key, new OpenClone(git, repositoryRef));
    remember(preferences, repositoryRef);
    return clone;
  }

  #begun(key: string, clone: OpenClone): OpenClone {
    this.#opened.set(key, clone);
    tellOthers(this.#options.tell, clone.repositoryRef, clone.operation);
    return clone;
  }

  /** Deletes a clone and forgets its state. */
  async remove(repositoryRef: RepositoryRef): Promise<void> {
    const { edge, git, preferences } = this.#options;
    await git.remove(repositoryRef);
    this.forget(repositoryRef);
    for (const draft of Object.values(draftsOf(local, repositoryRef))) draft.forget();
    const { [urlOf(edge, repositoryRef)]: _, ...others } = preferences.accounts.value;
    preferences.accounts.value = others;
    preferences.recent.value = preferences.recent.value.filter((other) => !sameRepository(other, repositoryRef));
    await this.refresh();
  }

  /** Forgets the state of a clone that no longer exists. */
  forget(repositoryRef: RepositoryRef): void {
    this.#opened.delete(urlOf(this.#options.edge, repositoryRef));
  }
}
