import { bytesOf, textOf } from "../core/git/names.ts";
import { isRegion } from "codecommit-signer/names";

import type { Problem } from "../core/problem.ts";
import { malformed, type RepositoryRef } from "../core/repository-ref.ts";

/** The views of a repository, as named in addresses. */
export const REPOSITORY_VIEWS = ["tree", "file", "raw", "blame", "edit", "new", "log", "commit", "refs", "search", "changes", "conflicts", "hand-over", "signing", "doctor"] as const;
export type RepositoryView = (typeof REPOSITORY_VIEWS)[number];

/** Lines of a file, from 1; `last` is at least `first`. */
export interface Lines {
  first: number;
  last: number;
}

/** A place in a file: lines of its text, or a heading of its Markdown. */
export interface Place {
  lines?: Lines;
  /** The heading's slug. */
  heading?: string;
}

/** A view of a repository. `ref` is a branch, a tag or a commit. */
export interface RepositoryRoute extends Place {
  at: "repository";
  repositoryRef: RepositoryRef;
  view?: RepositoryView;
  ref?: string;
  path: string;
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
  return {
    at: "repository",
    repositoryRef,
    path: path.join("/"),
    ...(known && { view: known }),
    ...(ref !== undefined && { ref }),
    ...placeIn(new URLSearchParams(query)),
  };
}

/** Splits two or more parts into `{region}/{repository}` or `{profile}/{region}/{repository}`, and the rest. */
function repositoryRefIn(parts: string[]): [repositoryRef: RepositoryRef, rest: string[]] {
  const [first = "", second = "", third] = parts;
  const isShort = isRegion(first) || (!isRegion(second) && (third === undefined || isView(third)));
  if (isShort) return [{ region: first, repository: second }, parts.slice(2)];
  return [{ profile: first, region: second, repository: third ?? "" }, parts.slice(3)];
}

/** Parses `line=3`, `line=3-9` and `heading=install`. */
function placeIn(query: URLSearchParams): Place {
  const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(query.get("line") ?? "") ?? [];
  const ends = [Number(from), Number(to)].sort((a, b) => a - b) as [number, number];
  const heading = query.get("heading");
  return { ...(ends[0] > 0 && { lines: { first: ends[0], last: ends[1] } }), ...(heading && { heading }) };
}

function isView(part: string): boolean {
  return REPOSITORY_VIEWS.some((name) => name === part);
}

function decoded(parts: string[]): string[] | undefined {
  try {
    return parts.map(fromPercent);
  } catch {
    return undefined;
  }
}

/** The address of a view of a repository. `place` is a line, or a place in the file. */
export function link({ profile, region, repository }: RepositoryRef, view?: RepositoryView, ref?: string, path = "", place: number | Place = {}): string {
  const parts = [profile, region, repository, view, ref, ...path.split("/")];
  const address = parts.filter((part) => part !== undefined && part !== "").map(encoded);
  return `#/${address.join("/")}${typeof place === "number" ? `?line=${place}` : queryOf(place)}`;
}

function queryOf({ lines, heading }: Place): string {
  if (lines) return lines.first === lines.last ? `?line=${lines.first}` : `?line=${lines.first}-${lines.last}`;
  return heading ? `?heading=${encoded(heading)}` : "";
}

/** A part of an address; bytes of a name that are not UTF-8 are in it as they are. */
export function encoded(part = ""): string {
  if (part.isWellFormed()) return encodeURIComponent(part);
  return Array.from(part, (character) => (character.isWellFormed() ? encodeURIComponent(character) : Array.from(bytesOf(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""))).join("");
}

/** @throws {URIError} if a percent sign is not followed by two digits */
function fromPercent(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (/%(?![0-9a-f]{2})/i.test(part)) throw error;
    const bytes = part.split(/(%[0-9a-f]{2})/i).flatMap((piece) => (/^%[0-9a-f]{2}$/i.test(piece) ? [Number.parseInt(piece.slice(1), 16)] : [...bytesOf(piece)]));
    return textOf(Uint8Array.from(bytes));
  }
}
