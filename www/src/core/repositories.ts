import { isRepositoryName } from "codecommit-signer/names";

import { edgeJson } from "./edge.ts";
import { failure, problemOf } from "./messages.ts";
import { patiently } from "./patiently.ts";
import { CoreError } from "./problem.ts";

export interface RepositorySummary {
  name: string;
  description?: string;
}

/** The repositories of a region that the user may list. */
export interface RepositoryList {
  repositories: RepositorySummary[];
  /** Whether these are all. */
  complete: boolean;
  /** Whether the descriptions are known; absent if they are loaded on demand. */
  described?: boolean;
  /** The profile whose role listed them, with a company login. */
  profile?: string;
}

/**
 * The repositories that the edge lists for a company login, with the role of a profile; without one, the edge chooses.
 *
 * @throws {CoreError}
 */
export async function repositoriesAtEdge(edge: string, authorization: string, { region, profile }: { region: string; profile?: string }, get: typeof fetch = fetch, wait?: (milliseconds: number) => Promise<void>): Promise<RepositoryList> {
  const query = new URLSearchParams({ region, ...(profile !== undefined && { profile }) });
  const answer = await inListWords(isProfileDenied, () => patiently(() => edgeJson(get, `${edge}/session/repositories?${query}`, { authorization, accept: "application/json" }), wait));
  const { profile: granted, repositories, complete, described } = answer;
  if (!Array.isArray(repositories)) throw failure("not_the_edge");
  return {
    repositories: repositories.filter(isSummary).map(({ name, description }) => ({ name, ...(description && { description }) })),
    complete: complete === true,
    described: described === true,
    ...(typeof granted === "string" && { profile: granted }),
  };
}

/** Whether the edge, or STS, denies the profile. Otherwise CodeCommit denies the list, and names the permission. */
function isProfileDenied(detail?: string): boolean {
  return !detail?.includes("codecommit:ListRepositories");
}

/** A denial is about the list, or the profile, and not about git: the user can still open a repository by its name. */
export async function inListWords<T>(isOfProfile: (detail?: string) => boolean, list: () => Promise<T>): Promise<T> {
  try {
    return await list();
  } catch (error) {
    if (!(error instanceof CoreError) || error.problem.code !== "access_denied") throw error;
    const { detail } = error.problem;
    throw new CoreError(problemOf(isOfProfile(detail) ? "profile_denied" : "listing_denied", detail), { cause: error });
  }
}

function isSummary(value: unknown): value is RepositorySummary {
  const { name, description } = (value ?? {}) as Record<string, unknown>;
  return typeof name === "string" && isRepositoryName(name) && (description === undefined || typeof description === "string");
}
