import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { isRegion } from "codecommit-signer/names";

import type { CloneSummary, EdgeConfig, GitClient, Place, Problem } from "../core/api.ts";
import { edgeConfig } from "../core/edge.ts";
import { startGit } from "../core/git.ts";
import { problemFrom } from "../core/messages.ts";
import { samePlace, addressAt } from "../core/place.ts";
import { Session } from "../core/session.ts";
import { kept, remember, type Kept } from "./kept.ts";
import { OpenClone } from "./open-clone.ts";
import { renewal, type Waiting } from "./renewal.ts";
import { whose, type Whose } from "./whose.ts";

/** Where in the page somebody was when they left for the login: it leads back to the page's home alone. */
const LEFT_AT = "codecommit-edge.left-at";

/** Everything that the views of the page share. */
export interface App {
  readonly edge: string;
  readonly config: EdgeConfig;
  readonly session: Session;
  readonly git: GitClient;
  readonly kept: Kept;
  readonly signedIn: ReadonlySignal<"keys" | "login" | undefined>;
  /** How often somebody has signed in, renewed or out: what was read as somebody is read anew. */
  readonly signIns: ReadonlySignal<number>;
  readonly whose: ReadonlySignal<Whose | undefined>;
  /** Why nobody knows whose the credentials are, or why the login failed. */
  readonly problem: Signal<Problem | undefined>;
  /** Seconds until the credentials end; undefined where nobody knows, or where they renew themselves. */
  readonly secondsLeft: ReadonlySignal<number | undefined>;
  readonly waiting: Signal<Waiting | undefined>;
  /** The region in which repositories are looked for. */
  readonly region: ReadonlySignal<string>;
  /** The clones of this browser; undefined until they are known. */
  readonly clones: ReadonlySignal<CloneSummary[] | undefined>;
  refreshClones(): Promise<void>;
  /** A clone, the same one each time. */
  open(place: Place): OpenClone;
  /** Forgets a clone, in the browser and here. */
  remove(place: Place): Promise<void>;
  /** Leaves the page for the company's login. */
  beginLogin(options: { keepInTab: boolean }): Promise<void>;
}

/** Starts the page: asks the edge what it is, ends a login that came back, and looks for clones. */
export async function startApp(edge: string): Promise<App> {
  const config = await edgeConfig(edge);
  const memory = kept(localStorage);
  const signedIn = signal<"keys" | "login" | undefined>(undefined);
  const who = signal<Whose | undefined>(undefined);
  const problem = signal<Problem | undefined>(undefined);
  const clones = signal<CloneSummary[] | undefined>(undefined);
  const now = signal(Date.now());
  const changes = signal(0);
  const opened = new Map<string, OpenClone>();
  let leaving = false;

  const session: Session = new Session({ edge, storage: sessionStorage, onChange: () => changes.value++ });
  const { waiting, authorize } = renewal(session.authorize);
  const git = startGit(authorize);
  const usual = config.default_region ?? config.regions?.[0] ?? "eu-west-1";
  const region = computed(() => memory.region.value ?? usual);

  effect(() => {
    changes.value;
    signedIn.value = session.kind;
    void learn();
  });

  async function learn(): Promise<void> {
    const asked = changes.peek();
    who.value = undefined;
    problem.value = undefined;
    if (!session.kind) return;
    try {
      const chosen = region.peek();
      const found = await whose(session, { edge, config, region: isRegion(chosen) ? chosen : usual });
      if (asked === changes.peek()) who.value = found;
    } catch (error) {
      if (asked === changes.peek()) problem.value = problemFrom(error);
    }
  }

  async function refreshClones(): Promise<void> {
    clones.value = await git.clones();
  }

  function open(place: Place): OpenClone {
    const key = addressAt(edge, place);
    const clone = opened.get(key) ?? new OpenClone(git, place);
    opened.set(key, clone);
    remember(memory, place);
    return clone;
  }

  async function remove(place: Place): Promise<void> {
    await git.remove(place);
    const key = addressAt(edge, place);
    opened.delete(key);
    const { [key]: _, ...others } = memory.accounts.value;
    memory.accounts.value = others;
    memory.recent.value = memory.recent.value.filter((other) => !samePlace(other, place));
    await refreshClones();
  }

  async function beginLogin(options: { keepInTab: boolean }): Promise<void> {
    // What is cloned is here when the browser comes back.
    const login = await session.beginLogin(options);
    sessionStorage.setItem(LEFT_AT, location.hash);
    leaving = true;
    location.assign(login);
  }

  setInterval(() => (now.value = Date.now()), 1000);
  addEventListener("beforeunload", (event) => {
    if (!leaving && [...opened.values()].some(({ unfinished }) => unfinished.value)) event.preventDefault();
  });

  await finishLogin(session, problem);
  refreshClones().catch((error: unknown) => {
    clones.value = [];
    problem.value = problemFrom(error);
  });

  return {
    edge,
    config,
    session,
    git,
    kept: memory,
    signedIn,
    signIns: changes,
    whose: who,
    problem,
    secondsLeft: computed(() => {
      now.value;
      changes.value;
      return session.renews ? undefined : session.secondsLeft();
    }),
    waiting,
    region,
    clones,
    refreshClones,
    open,
    remove,
    beginLogin,
  };
}

/** The code leaves the address before it is used, so that no history has it. */
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

/** What the views of the page share. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("outside of the page");
  return app;
}
