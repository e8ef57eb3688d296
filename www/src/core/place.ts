import { isProfileName, isRegion, isRepositoryName } from "codecommit-signer/names";

import type { Place, Problem } from "./api.ts";
import { problemOf } from "./messages.ts";

/** The address that git clones a place from. */
export function addressAt(edge: string, place: Place): string {
  return `${edge}/${pathOf(place)}`;
}

/** The path of that address, without the slash at its start. */
export function pathOf({ profile, region, repository }: Place): string {
  return profile === undefined ? `${region}/${repository}` : `${profile}/${region}/${repository}`;
}

export function samePlace(a: Place, b: Place): boolean {
  return pathOf(a) === pathOf(b);
}

/** The place of a path; undefined where the path is not that of a repository. */
export function placeAt(path: string): Place | undefined {
  const parts = path.split("/");
  const [profile, region = "", repository = ""] = parts.length === 2 ? [undefined, ...parts] : parts;
  return parts.length > 3 ? undefined : checkedPlace({ region, repository, profile });
}

/** A place that was read from somewhere; undefined where it is malformed. */
export function checkedPlace(value: unknown): Place | undefined {
  const { region, repository, profile } = (value ?? {}) as Record<string, unknown>;
  if (typeof region !== "string" || typeof repository !== "string" || !["string", "undefined"].includes(typeof profile)) return undefined;
  const place = { region, repository, ...(profile !== undefined && { profile: profile as string }) };
  return malformed(place) ? undefined : place;
}

/** What is wrong with the names of a place, in the edge's own grammar; undefined where nothing is. */
export function malformed({ profile, region, repository }: Place): Problem | undefined {
  if (!isRegion(region)) return named("bad_region", region, "region");
  if (!isRepositoryName(repository)) return named("bad_repository_name", repository, "repository name");
  return profile === undefined || isProfileName(profile) ? undefined : named("bad_profile_name", profile, "profile name");
}

function named(code: string, name: string, what: string): Problem {
  const problem = problemOf(code);
  return name === "" ? problem : { ...problem, sentence: `“${name.slice(0, 100)}” is not a ${what}.` };
}
