import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { isRegion } from "codecommit-signer/names";

import { awsThrough } from "../core/aws.ts";
import { assertNotExpired, checkKeys, type Checked } from "../core/check-keys.ts";
import type { CloneOptions, CloneSummary } from "../core/cloning-api.ts";
import type { Keys } from "../core/credentials.ts";
import type { EdgeConfig } from "../core/edge.ts";
import type { GitClient } from "../core/git-api.ts";
import { startGit } from "../core/git.ts";
import { problemFrom } from "../core/messages.ts";
import { CoreError, type Problem } from "../core/problem.ts";
import type { RepositoryRef } from "../core/repository-ref.ts";
import { Session } from "../core/session.ts";
import { Clones } from "./clones.ts";
import type { Clonings } from "./clonings.ts";
import { edgeState, type EdgeState } from "./edge-state.ts";
import { wouldLose } from "./leaving.ts";
import { ENTRY, keepFiles } from "./offline.ts";
import type { OpenClone } from "./open-clone.ts";
import { otherTabs, type News } from "./other-tabs.ts";
import type { OthersWork } from "./others-work.ts";
import { preferences, type Preferences } from "./preferences.ts";
import { principalOf, type Principal } from "./principal.ts";
import { renewal, type Waiting } from "./renewal.ts";
import { local } from "./storage.ts";

/** Stores the view that the user left for the login, because the login redirects to the page's root. */
const LEFT_AT = "codecommit-edge.left-at";

/** The state and operations that all views share. */
export interface App {
  readonly edge: string;
  readonly config: EdgeConfig;
  readonly edgeState: EdgeState;
  readonly session: Session;
  readonly git: GitClient;
  readonly preferences: Preferences;
  readonly signedIn: ReadonlySignal<"keys" | "login" | undefined>;
  /** Counts sign-ins, renewals and sign-outs, so that views reload what depends on the user. */
  readonly signIns: ReadonlySignal<number>;
  readonly principal: ReadonlySignal<Principal | undefined>;
  /** Why the login, the sign-out or listing the clones failed, or why the owner of the credentials is unknown. */
  readonly problem: Signal<Problem | undefined>;
  /** Seconds until the credentials expire; undefined if unknown, or if they renew automatically. */
  readonly secondsLeft: ReadonlySignal<number | undefined>;
  readonly waiting: Signal<Waiting | undefined>;
  /** The region to list repositories in. */
  readonly region: ReadonlySignal<string>;
  /** The clones in this browser; undefined until they are known. */
  readonly clones: ReadonlySignal<CloneSummary[] | undefined>;
  /** Counts what other tabs may have changed in any clone. */
  readonly elsewhere: ReadonlySignal<number>;
  /** What another tab did that changes this one, for the user to know. */
  readonly notice: Signal<string | undefined>;
  readonly clonings: Clonings;
  readonly others: OthersWork;
  /** Reads again which clones there are. */
  refreshClones(): Promise<void>;
  /** Shows why something failed for which no view has a place. */
  report(error: unknown): void;
  /** Clones a repository into this browser. The progress and a problem are in `clonings`. */
  clone(repositoryRef: RepositoryRef, options: CloneOptions): Promise<void>;
  /** Opens a clone; returns the same object each time. */
  open(repositoryRef: RepositoryRef): OpenClone;
  /** Deletes a clone and forgets its state. */
  remove(repositoryRef: RepositoryRef): Promise<void>;
  /** Signs out. If the edge cannot be told, that becomes the `problem`. */
  signOut(): Promise<void>;
  /** Tells the edge again that the user has signed out. */
  revoke(): Promise<void>;
  /**
   * Signs in with keys, unless AWS says that they are wrong. If AWS cannot be asked, that becomes the `problem`.
   *
   * @throws {CoreError}
   */
  signInWithKeys(keys: Keys, options: { keepInTab: boolean }): Promise<void>;
  /** Leaves the page for the company login. */
  beginLogin(options: { keepInTab: boolean }): Promise<void>;
}

/** Starts the page: reads the edge's configuration, completes a login that has returned, and lists the clones. */
export async function startApp(edge: string): Promise<App> {
  keepFiles();
  const state = await edgeState(edge, local);
  const { config } = state;
  const remembered = preferences(local);
  const signedIn = signal<"keys" | "login" | undefined>(undefined);
  const principal = signal<Principal | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  const now = signal(Date.now());
  const changes = signal(0);
  let leaving = false;

  const session: Session = new Session({ edge, storage: sessionStorage, onChange: () => changes.value++ });
  const { waiting, authorize } = renewal(session.authorize);
  const tell = otherTabs((news) => void hear(news).catch(report));
  const git = startGit(authorize, (method, repositoryRef) => {
    tell({ kind: method === "clone" ? "cloned" : method === "remove" ? "removed" : "changed", repositoryRef });
  });
  const clones = new Clones({ edge, git, tell, preferences: remembered, account: () => principal.value?.account });
  const notice = signal<string | undefined>(undefined);
  const usual = config.default_region ?? config.regions?.[0] ?? "eu-west-1";
  const region = computed(() => remembered.region.value ?? usual);
  /** What AWS said of keys before they were used to sign in. */
  let checked: { keys: Keys; result: Checked } | undefined;

  effect(() => {
    changes.value;
    signedIn.value = session.kind;
    if (session.kind) notice.value = undefined;
    void learn();
  });

  async function learn(): Promise<void> {
    const asked = changes.peek();
    principal.value = undefined;
    problem.value = undefined;
    if (!session.kind) return;
    try {
      const result = checked?.keys === session.keys ? checked?.result : undefined;
      if (result && "problem" in result) throw new CoreError(result.problem);
      const found = result?.identity ?? (await principalOf(session, { edge, config, region: stsRegion() }));
      if (asked === changes.peek()) principal.value = found;
    } catch (error) {
      if (asked === changes.peek()) problem.value = problemFrom(error);
    }
  }

  function stsRegion(): string {
    const chosen = region.peek();
    return isRegion(chosen) ? chosen : usual;
  }

  function report(error: unknown): void {
    problem.value = problemFrom(error);
  }

  async function signInWithKeys(keys: Keys, options: { keepInTab: boolean }): Promise<void> {
    assertNotExpired(keys);
    const result = await checkKeys(awsThrough(edge, config), stsRegion(), keys, config.regions ?? undefined);
    if ("region" in result && result.region !== stsRegion()) remembered.region.value = result.region;
    checked = { keys, result };
    session.signInWithKeys(keys, options);
  }

  async function hear(news: News): Promise<void> {
    if (news.kind === "signed-out") return signOutToo();
    if (news.kind === "deployed") return void (state.updated.value ||= news.entry !== ENTRY);
    if (news.kind === "working" || news.kind === "rested") return clones.others.hear(news);
    if (news.kind === "removed") clones.forget(news.repositoryRef);
    if (news.kind === "changed") clones.lookAgain();
    else await clones.refresh();
  }

  /** Follows a sign-out in another tab, unless the user would lose something here. */
  async function signOutToo(): Promise<void> {
    if (!session.kind) return;
    if (wouldLose()) {
      notice.value = "You signed out in another tab. This tab is still signed in, because it shows something that would be lost. Sign out here, too, when you have finished.";
      return;
    }
    await session.signOut().catch(report);
    notice.value = "You signed out in another tab, which also signed you out here. Your clones are kept.";
  }

  async function beginLogin(options: { keepInTab: boolean }): Promise<void> {
    // Clones survive leaving the page, so no warning is needed.
    const login = await session.beginLogin(options);
    sessionStorage.setItem(LEFT_AT, location.hash);
    leaving = true;
    location.assign(login);
  }

  async function signOut(): Promise<void> {
    tell({ kind: "signed-out" });
    notice.value = undefined;
    await session.signOut().catch(report);
  }

  async function revoke(): Promise<void> {
    problem.value = undefined;
    await session.revoke().catch(report);
  }

  setInterval(() => (now.value = Date.now()), 1000);
  addEventListener("beforeunload", (event) => {
    if (!leaving && clones.unfinished) event.preventDefault();
  });

  await finishLogin(session, problem);
  clones.refresh().catch(report);

  return {
    edge,
    config,
    edgeState: state,
    session,
    git,
    preferences: remembered,
    signedIn,
    signIns: changes,
    principal,
    problem,
    secondsLeft: computed(() => {
      now.value;
      changes.value;
      return session.renews ? undefined : session.secondsLeft();
    }),
    waiting,
    region,
    clones: clones.list,
    elsewhere: clones.elsewhere,
    notice,
    clonings: clones.making,
    others: clones.others,
    refreshClones: () => clones.refresh(),
    report,
    clone: (...given) => clones.clone(...given).catch(report),
    open: (repositoryRef) => clones.open(repositoryRef),
    remove: (repositoryRef) => clones.remove(repositoryRef),
    signOut,
    revoke,
    signInWithKeys,
    beginLogin,
  };
}

/** Removes the authorization code from the address before using it, so that it is not kept in the browser's history. */
async function finishLogin(session: Session, problem: Signal<Problem | undefined>): Promise<void> {
  const query = new URLSearchParams(location.search);
  if (location.search !== "") history.replaceState(null, "", `/${location.hash}`);
  const leftAt = sessionStorage.getItem(LEFT_AT);
  sessionStorage.removeItem(LEFT_AT);
  if (leftAt?.startsWith("#") && (query.has("code") || query.has("error"))) location.replace(leftAt);
  try {
    await session.finishLogin(query);
  } catch (error) {
    problem.value = problemFrom(error);
  }
}

export const AppContext = createContext<App | undefined>(undefined);

/** The state that all views share. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("outside of the page");
  return app;
}
