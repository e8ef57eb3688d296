import type { Authorize, Identity, RepositoryRef, Problem, Step } from "./api.ts";
import { authorized } from "./git/authorized.ts";
import { problemFrom, problemOf } from "./messages.ts";
import { urlOf } from "./repository-ref.ts";

// CodeCommit tolerates five minutes; leave some for the transfer.
const MOST_SKEW = 240_000;

export interface DoctorOptions {
  /** The edge's URL, without a trailing slash. */
  edge: string;
  repositoryRef?: RepositoryRef;
  authorize: Authorize;
  /** How the user is signed in; undefined if they are not. */
  signedIn?: "keys" | "login";
  /** Looks up whose keys these are. */
  identity?: () => Promise<Identity>;
  fetch?: typeof fetch;
  clock?: () => number;
}

/** Checks each thing that a clone needs, and yields each result as soon as it is known. */
export async function* runChecks({ edge, repositoryRef, authorize, signedIn, identity, fetch: get = fetch, clock = Date.now }: DoctorOptions): AsyncGenerator<Step> {
  const health = await get(`${edge}/healthz`, { cache: "no-store" }).catch(() => undefined);
  yield clockStep(health, clock());
  if (!health?.ok) {
    yield failed("edge", "The edge did not answer.", problemOf("edge_unreachable"));
    yield* skipped("identity", "signature", "repository", "permission");
    return;
  }
  yield { name: "edge", state: "ok", seen: "The edge answers." };
  yield await identityStep(signedIn, identity);
  if (!repositoryRef) {
    yield* skipped("signature", "repository", "permission");
    return;
  }
  yield* discovery(edge, repositoryRef, authorize, get);
}

function clockStep(health: Response | undefined, now: number): Step {
  const there = Date.parse(health?.headers.get("date") ?? "");
  if (Number.isNaN(there)) return { name: "clock", state: "skipped", seen: "The edge sent no time to compare with." };
  const seconds = Math.round((now - there) / 1000);
  const seen = Math.abs(seconds) < 3 ? "This computer's clock is correct." : `This computer's clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? "ahead" : "behind"}.`;
  return Math.abs(now - there) > MOST_SKEW ? failed("clock", seen, problemOf("clock_skewed")) : { name: "clock", state: "ok", seen };
}

async function identityStep(signedIn: DoctorOptions["signedIn"], identity: DoctorOptions["identity"]): Promise<Step> {
  if (!signedIn) return { name: "identity", state: "skipped", seen: "You are not signed in." };
  if (!identity) return { name: "identity", state: "skipped", seen: "Not needed with a company login: the edge knows who you are." };
  try {
    const { account, arn } = await identity();
    return { name: "identity", state: "ok", seen: `Account ${account}, ${arn}` };
  } catch (error) {
    return failed("identity", "AWS could not identify these keys.", problemFrom(error));
  }
}

/** One request checks three steps; the error code says which of them failed. */
async function* discovery(edge: string, repositoryRef: RepositoryRef, authorize: Authorize, get: typeof fetch): AsyncGenerator<Step> {
  let problem: Problem | undefined;
  try {
    const url = `${urlOf(edge, repositoryRef)}/info/refs?service=git-upload-pack`;
    const response = await authorized(repositoryRef, authorize, (authorization) => get(url, { headers: { authorization }, cache: "no-store", credentials: "omit" }));
    await response.body?.cancel();
  } catch (error) {
    problem = problemFrom(error);
  }
  const refused = problem && stepOf(problem.code);
  for (const [name, seen] of [["signature", "The signature was accepted."], ["repository", "The repository exists."], ["permission", "You can read it."]] as const) {
    if (problem && name === refused) {
      yield failed(name, problem.sentence, problem);
      yield* skipped(...(name === "signature" ? (["repository", "permission"] as const) : name === "repository" ? (["permission"] as const) : []));
      return;
    }
    // IAM decides before CodeCommit looks for the repository.
    if (refused === "permission" && name === "repository") yield* skipped("repository");
    else yield { name, state: "ok", seen };
  }
}

function stepOf(code: string): "signature" | "repository" | "permission" {
  switch (code) {
    case "not_found":
    case "bad_repository_name":
      return "repository";
    case "access_denied":
    case "region_not_allowed":
    case "repository_not_allowed":
      return "permission";
    default:
      return "signature";
  }
}

function failed(name: Step["name"], seen: string, problem: Problem): Step {
  return { name, state: "failed", seen, problem };
}

function* skipped(...names: Step["name"][]): Generator<Step> {
  for (const name of names) yield { name, state: "skipped", seen: "Not checked." };
}
