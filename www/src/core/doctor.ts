import type { Authorize } from "./authorization.ts";
import { authorized } from "./git/authorized.ts";
import { problemFrom, problemOf } from "./messages.ts";
import type { Problem } from "./problem.ts";
import { urlOf, type RepositoryRef } from "./repository-ref.ts";

export interface Step {
  name: "clock" | "edge" | "identity" | "service" | "signature" | "repository" | "permission" | "push";
  /** `denied`: the check was made, and the user may not do this, which may be intended. `skipped`: not checked. */
  state: "ok" | "failed" | "denied" | "skipped";
  /** What the check found, or why it was not made. */
  seen: string;
  problem?: Problem;
}

// CodeCommit tolerates five minutes; leave some for the transfer.
const MOST_SKEW = 240_000;

export interface DoctorOptions {
  /** The edge's URL, without a trailing slash. */
  edge: string;
  repositoryRef?: RepositoryRef;
  authorize: Authorize;
  /** How the user is signed in; undefined if they are not. */
  signedIn?: "keys" | "login";
  /** Asks whose credentials these are, and returns the answer in words. */
  identity?: () => Promise<string>;
  fetch?: typeof fetch;
  clock?: () => number;
}

/** Checks each thing that a clone and a push need, and yields each result as soon as it is known. Changes nothing. */
export async function* runChecks({ edge, repositoryRef, authorize, signedIn, identity, fetch: get = fetch, clock = Date.now }: DoctorOptions): AsyncGenerator<Step> {
  const health = await get(`${edge}/healthz`, { cache: "no-store" }).catch(() => undefined);
  yield clockStep(health, clock());
  if (!health?.ok) {
    yield failed("edge", health ? `The edge answered with HTTP ${health.status}.` : "The edge did not answer.", problemOf(health ? "edge_failed" : "edge_unreachable"));
    yield* notChecked("The edge did not answer.", "identity", ...REPOSITORY_STEPS);
    return;
  }
  yield { name: "edge", state: "ok", seen: "The edge answers." };
  yield await identityStep(signedIn, identity);
  if (!repositoryRef) yield* notChecked("Open the doctor of a repository to check this.", ...REPOSITORY_STEPS);
  else if (!signedIn) yield* notChecked("Sign in first.", ...REPOSITORY_STEPS);
  else yield* repositorySteps((service) => discovery(edge, repositoryRef, service, authorize, get));
}

function clockStep(health: Response | undefined, now: number): Step {
  const there = Date.parse(health?.headers.get("date") ?? "");
  if (Number.isNaN(there)) return { name: "clock", state: "skipped", seen: "The edge sent no time to compare with." };
  const seconds = Math.round((now - there) / 1000);
  const seen = Math.abs(seconds) < 3 ? "This computer's clock is correct." : `This computer's clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? "ahead" : "behind"}.`;
  return Math.abs(now - there) > MOST_SKEW ? failed("clock", seen, problemOf("clock_skewed")) : { name: "clock", state: "ok", seen };
}

async function identityStep(signedIn: DoctorOptions["signedIn"], identity: DoctorOptions["identity"]): Promise<Step> {
  if (!signedIn || !identity) return { name: "identity", state: "skipped", seen: "You are not signed in." };
  try {
    return { name: "identity", state: "ok", seen: await identity() };
  } catch (error) {
    return failed("identity", signedIn === "keys" ? "AWS could not identify these keys." : "The edge could not identify this sign-in.", problemFrom(error));
  }
}

/** The answer to git's first request, which changes nothing: why it was refused, if it was. */
async function discovery(edge: string, repositoryRef: RepositoryRef, service: string, authorize: Authorize, get: typeof fetch): Promise<Problem | undefined> {
  try {
    const url = `${urlOf(edge, repositoryRef)}/info/refs?service=${service}`;
    const response = await authorized(repositoryRef, authorize, (authorization) => get(url, { headers: { authorization }, cache: "no-store", credentials: "omit" }));
    await response.body?.cancel();
    // The edge lets git ask before a push that it will refuse.
    const code = response.headers.get("x-codecommit-edge-code");
    return code === null ? undefined : problemOf(code);
  } catch (error) {
    return problemFrom(error);
  }
}

/** One request checks four steps; the error code says which of them failed. Another request checks the push. */
async function* repositorySteps(discover: (service: string) => Promise<Problem | undefined>): AsyncGenerator<Step> {
  const problem = await discover("git-upload-pack");
  const refused = problem && stepOf(problem.code);
  for (const [index, [name, seen]] of READING.entries()) {
    if (problem && name === refused) {
      yield failed(name, problem.sentence, problem);
      yield* notChecked(AFTER[name], ...READING.slice(index + 1).map(([later]) => later), "push");
      return;
    }
    // IAM decides before CodeCommit looks for the repository.
    if (refused === "permission" && name === "repository") yield* notChecked("CodeCommit looks for a repository only if you may read it.", name);
    else yield { name, state: "ok", seen };
  }
  yield pushStep(await discover("git-receive-pack"));
}

function pushStep(problem: Problem | undefined): Step {
  if (!problem) return { name: "push", state: "ok", seen: "You may push. Nothing was pushed, so rules for single branches are not checked." };
  if (problem.code === "read_only") return { name: "push", state: "denied", seen: "You may not push: this edge, or your access to it, is read-only." };
  if (stepOf(problem.code) === "permission") return { name: "push", state: "denied", seen: "You may not push.", problem };
  return failed("push", problem.sentence, problem);
}

/** The steps that git's first request checks, in order. */
const READING = [
  ["service", "CodeCommit answers."],
  ["signature", "The signature was accepted."],
  ["repository", "The repository exists."],
  ["permission", "You can read it."],
] as const;
const REPOSITORY_STEPS = ["service", "signature", "repository", "permission", "push"] as const;
/** Why the steps after a failed one are not checked. */
const AFTER = {
  service: "CodeCommit did not answer the request.",
  signature: "CodeCommit checks this only for a request with a valid signature.",
  repository: "There is no repository to check this with.",
  permission: "A push starts by reading the repository.",
} as const;

function stepOf(code: string): (typeof READING)[number][0] {
  switch (code) {
    case "not_found":
    case "bad_repository_name":
      return "repository";
    case "access_denied":
    case "region_not_allowed":
    case "repository_not_allowed":
      return "permission";
    case "unauthenticated":
    case "unrecognised_credential":
    case "credentials_expired":
    case "signature_rejected":
    case "clock_skewed":
    case "assertion_rejected":
    case "invalid_grant":
      return "signature";
    default:
      return "service";
  }
}

function failed(name: Step["name"], seen: string, problem: Problem): Step {
  return { name, state: "failed", seen, problem };
}

function* notChecked(why: string, ...names: Step["name"][]): Generator<Step> {
  for (const name of names) yield { name, state: "skipped", seen: why };
}
