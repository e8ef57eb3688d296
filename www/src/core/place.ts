import type { Place } from "./api.ts";

// The edge's own grammar of names: what it would take for a region, or for an address of its own, is no profile's.
const REGION = /^(?:[a-z]{2}|eusc)(?:-[a-z]+)+-\d+$/;
const PROFILE = /^[a-z][a-z0-9-]{0,63}$/;
const RESERVED: ReadonlySet<string> = new Set(["assets", "auth", "device", "healthz", "login", "oauth", "session", "setup", "v1"]);

/** The address that git clones a place from. */
export function addressAt(edge: string, place: Place): string {
  return `${edge}/${pathOf(place)}`;
}

/** What of an address is behind the edge's own. */
export function pathOf({ profile, region, repository }: Place): string {
  return profile === undefined ? `${region}/${repository}` : `${profile}/${region}/${repository}`;
}

export function samePlace(a: Place, b: Place): boolean {
  return pathOf(a) === pathOf(b);
}

/** The place of a path; undefined where it is none's. */
export function placeAt(path: string): Place | undefined {
  const parts = path.split("/");
  const [profile, region = "", repository = ""] = parts.length === 2 ? [undefined, ...parts] : parts;
  if (parts.length > 3 || !REGION.test(region) || !/^[\w.-]{1,100}$/.test(repository)) return undefined;
  if (profile === undefined) return { region, repository };
  return isProfile(profile) ? { profile, region, repository } : undefined;
}

function isProfile(name: string): boolean {
  return PROFILE.test(name) && !REGION.test(name) && !RESERVED.has(name);
}
