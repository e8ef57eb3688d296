import { failure, problemFrom } from "../messages.ts";
import type { Problem } from "../problem.ts";
import { refusal } from "../refusal.ts";
import { urlOf, type RepositoryRef } from "../repository-ref.ts";

/** What a test of Git credentials has found so far. */
export type Trial =
  /** They are refused; IAM may not have told CodeCommit about a change yet, so they are tried again. */
  | { state: "waiting"; seconds: number }
  /** They open the repository. */
  | { state: "accepted"; seconds: number }
  /** They are valid, but do not open this repository. */
  | { state: "valid"; seconds: number; problem: Problem }
  /** They are refused. */
  | { state: "refused"; seconds: number; problem: Problem }
  /** The test itself failed. */
  | { state: "failed"; seconds: number; problem: Problem };

export interface TryOptions {
  /** The edge's URL, without a trailing slash. */
  edge: string;
  repositoryRef: RepositoryRef;
  username: string;
  password: string;
  /** For how long refused credentials are tried again, in milliseconds. IAM takes some seconds to spread a change. */
  patience: number;
  signal: AbortSignal;
  fetch?: typeof fetch;
  clock?: () => number;
  /** Waits for this many milliseconds, or until `signal` is aborted. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 5000;

/** The codes of refusals that are about the credentials. */
const REFUSED: readonly string[] = ["signature_rejected", "unauthenticated", "unrecognised_credential", "credentials_expired"];
/** The codes of refusals of valid credentials. */
const VALID: readonly string[] = ["access_denied", "not_found", "region_not_allowed", "repository_not_allowed"];

/** Asks for a repository's refs through the edge, as `git ls-remote` does. The last result is the answer. */
export async function* tryGitCredentials(options: TryOptions): AsyncGenerator<Trial> {
  const { patience, signal, clock = Date.now, wait = waited } = options;
  const start = clock();
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const problem = await refusalOf(options);
    if (signal.aborted) return;
    const elapsed = clock() - start;
    const seconds = Math.round(elapsed / 1000);
    if (!problem) return yield { state: "accepted", seconds };
    if (VALID.includes(problem.code)) return yield { state: "valid", seconds, problem };
    if (!REFUSED.includes(problem.code)) return yield { state: "failed", seconds, problem };
    if (elapsed + pause > patience) return yield { state: "refused", seconds, problem };
    yield { state: "waiting", seconds };
    await wait(pause, signal);
    if (signal.aborted) return;
  }
}

async function refusalOf({ edge, repositoryRef, username, password, signal, fetch: get = fetch }: TryOptions): Promise<Problem | undefined> {
  try {
    const authorization = `Basic ${base64(`${username}:${password}`)}`;
    const response = await get(`${urlOf(edge, repositoryRef)}/info/refs?service=git-upload-pack`, { headers: { authorization }, cache: "no-store", credentials: "omit", signal }).catch(() => {
      throw failure("edge_unreachable");
    });
    if (!response.ok) throw await refusal(response);
    await response.body?.cancel();
    return undefined;
  } catch (error) {
    return problemFrom(error);
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function waited(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    // A stopped test must not hold the password any longer.
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
