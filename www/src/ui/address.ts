import { isRegion } from "codecommit-signer/names";

import type { RepositoryRef, Problem } from "../core/api.ts";
import { malformed } from "../core/repository-ref.ts";

/** The views of a repository, as named in addresses. */
export const REPOSITORY_VIEWS = ["tree", "file", "edit", "new", "log", "commit", "refs", "search", "changes", "hand-over", "signing", "doctor"] as const;
export type RepositoryView = (typeof REPOSITORY_VIEWS)[number];

/** A view of a repository. `ref` is a branch, a tag or a commit; `line` is a line of the file, from 1. */
export interface RepositoryRoute {
  at: "repository";
  repositoryRef: RepositoryRef;
  view?: RepositoryView;
  ref?: string;
  path: string;
  line?: number;
}

/** The view that an address's hash names. `problem` explains why an address has no view. */
export type Route = { at: "home" } | { at: "doctor" } | { at: "credentials" } | { at: "nowhere"; problem?: Problem } | RepositoryRoute;

/**
 * Parses an address's hash. Parts are percent-encoded, so a branch with slashes is one part. Addresses are untrusted: the
 * names of a repository must follow the edge's grammar.
 */
export function parseRoute(hash: string): Route {
  const [address = "", query] = hash.replace(/^#\/?/, "").split("?");
  const parts = decoded(address.split("/").filter(Boolean));
  if (!parts) return { at: "nowhere" };
  if (parts.length === 0) return { at: "home" };
  if (parts.length === 1) return parts[0] === "doctor" || parts[0] === "credentials" ? { at: parts[0] } : { at: "nowhere" };
  const [repositoryRef, [view, ref, ...path]] = repositoryRefIn(parts);
  const problem = malformed(repositoryRef);
  if (problem) return { at: "nowhere", problem };
  const known = REPOSITORY_VIEWS.find((name) => name === view);
  if (view !== undefined && !known) return { at: "nowhere" };
  const line = Number(new URLSearchParams(query).get("line"));
  return {
    at: "repository",
    repositoryRef,
    path: path.join("/"),
    ...(known && { view: known }),
    ...(ref !== undefined && { ref }),
    ...(line > 0 && { line }),
  };
}

/** Splits two or more parts into `{region}/{repository}` or `{profile}/{region}/{repository}`, and the rest. */
function repositoryRefIn(parts: string[]): [repositoryRef: RepositoryRef, rest: string[]] {
  const [first = "", second = "", third] = parts;
  const isShort = isRegion(first) || (!isRegion(second) && (third === undefined || isView(third)));
  if (isShort) return [{ region: first, repository: second }, parts.slice(2)];
  return [{ profile: first, region: second, repository: third ?? "" }, parts.slice(3)];
}

function isView(part: string): boolean {
  return REPOSITORY_VIEWS.some((name) => name === part);
}

function decoded(parts: string[]): string[] | undefined {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** The address of a view of a repository. */
export function link({ profile, region, repository }: RepositoryRef, view?: RepositoryView, ref?: string, path = "", line?: number): string {
  const parts = [profile, region, repository, view, ref, ...path.split("/")];
  const address = parts.filter((part) => part !== undefined && part !== "").map((part) => encodeURIComponent((part ?? "").toWellFormed()));
  return `#/${address.join("/")}${line === undefined ? "" : `?line=${line}`}`;
}
