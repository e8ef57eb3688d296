import { isProfileName, isRegion, isRepositoryName } from "codecommit-signer/names";

import { problemOf } from "./messages.ts";
import type { Problem } from "./problem.ts";

export interface RepositoryRef {
  /** The edge's name for a role; it is part of the URL. */
  profile?: string;
  region: string;
  repository: string;
}

/** The URL that git clones a repository from. */
export function urlOf(edge: string, repositoryRef: RepositoryRef): string {
  return `${edge}/${pathOf(repositoryRef)}`;
}

/** The path of that URL, without the leading slash. */
export function pathOf({ profile, region, repository }: RepositoryRef): string {
  return profile === undefined ? `${region}/${repository}` : `${profile}/${region}/${repository}`;
}

export function sameRepository(a: RepositoryRef, b: RepositoryRef): boolean {
  return pathOf(a) === pathOf(b);
}

/** The repository that a path names; undefined if the path is not a repository's. */
export function repositoryAtPath(path: string): RepositoryRef | undefined {
  const parts = path.split("/");
  const [profile, region = "", repository = ""] = parts.length === 2 ? [undefined, ...parts] : parts;
  return parts.length > 3 ? undefined : validRepository({ region, repository, profile });
}

/** Validates a repository reference from an untrusted source; undefined if it is malformed. */
export function validRepository(value: unknown): RepositoryRef | undefined {
  const { region, repository, profile } = (value ?? {}) as Record<string, unknown>;
  if (typeof region !== "string" || typeof repository !== "string" || !["string", "undefined"].includes(typeof profile)) return undefined;
  const repositoryRef = { region, repository, ...(profile !== undefined && { profile: profile as string }) };
  return malformed(repositoryRef) ? undefined : repositoryRef;
}

/** The first name in a repository reference that breaks the edge's grammar; undefined if all are valid. */
export function malformed({ profile, region, repository }: RepositoryRef): Problem | undefined {
  if (!isRegion(region)) return named("bad_region", region, "region");
  if (!isRepositoryName(repository)) return named("bad_repository_name", repository, "repository name");
  return profile === undefined || isProfileName(profile) ? undefined : named("bad_profile_name", profile, "profile name");
}

function named(code: string, name: string, what: string): Problem {
  const problem = problemOf(code);
  return name === "" ? problem : { ...problem, sentence: `“${name.slice(0, 100)}” is not a ${what}.` };
}
