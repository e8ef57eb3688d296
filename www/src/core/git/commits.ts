import * as git from "isomorphic-git";

import type { Person } from "../person.ts";
import type { Commit } from "../reading-api.ts";
import type { Repository } from "./repository.ts";

/** A commit with the object ID of its tree. */
export interface StoredCommit extends Commit {
  /** The object ID of its tree. */
  tree: string;
}

/**
 * The commit with an object ID, or the commit that an annotated tag points to; undefined if the clone does not have it. Old
 * histories contain malformed authors, which make isomorphic-git fail; this parser reads as much of them as it can.
 */
export async function readCommit(repository: Repository, oid: string): Promise<StoredCommit | undefined> {
  const read = await readObject(repository, oid);
  if (!read) return undefined;
  const { headers, message } = parsed(decoded(read.object));
  const [tagged] = headers.get("object") ?? [];
  if (read.type === "tag" && tagged !== undefined) return readCommit(repository, tagged);
  if (read.type !== "commit") return undefined;
  const [author = ""] = headers.get("author") ?? [];
  const [committer = ""] = headers.get("committer") ?? [];
  const [tree = ""] = headers.get("tree") ?? [];
  return { oid, tree, message, author: personOf(author), committer: personOf(committer), parents: headers.get("parent") ?? [] };
}

/** The author of a commit as it is stored, with the time and the zone. */
export async function authorLineOf(repository: Repository, oid: string): Promise<string | undefined> {
  const read = await readObject(repository, oid);
  return read && parsed(decoded(read.object)).headers.get("author")?.[0];
}

/** The object that a tag points to, through tags of tags; the object itself if it is no tag. `tags` are those on the way. */
export async function peeled(repository: Repository, oid: string): Promise<{ oid: string; type?: string; tags: string[] }> {
  const tags: string[] = [];
  for (let at = oid; ; ) {
    const read = await readObject(repository, at);
    const [tagged] = (read?.type === "tag" && parsed(decoded(read.object)).headers.get("object")) || [];
    if (tagged === undefined) return { oid: at, tags, ...(read && { type: read.type }) };
    tags.push(at);
    at = tagged;
  }
}

async function readObject(repository: Repository, oid: string): Promise<{ type: string; object: Uint8Array } | undefined> {
  const read = await git.readObject({ ...repository, oid, format: "content" }).catch((error: { code?: string }) => {
    if (error.code !== "NotFoundError") throw error;
    return undefined;
  });
  return read && read.object instanceof Uint8Array ? { type: read.type, object: read.object } : undefined;
}

/** The text of a commit or a tag: in the encoding that it names, else in UTF-8 or, if it is not that, in Latin-1. */
function decoded(object: Uint8Array): string {
  const latin1 = new TextDecoder("latin1").decode(object);
  const end = latin1.indexOf("\n\n");
  const [, encoding = "utf-8"] = /^encoding (.+)$/m.exec(latin1.slice(0, end < 0 ? latin1.length : end)) ?? [];
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(object);
  } catch {
    return latin1;
  }
}

/** The history of a commit, latest first; a shallow history ends at commits that are marked as `cut`. */
export async function history(repository: Repository, oid: string, count: number): Promise<Commit[]> {
  const waiting = new Map<string, Commit>();
  const seen = new Set<string>();
  const found: Commit[] = [];

  const missing = new Set<string>();

  async function add(next: string): Promise<void> {
    if (seen.has(next)) return;
    seen.add(next);
    const commit = await readCommit(repository, next);
    if (commit) waiting.set(next, commit);
    else missing.add(next);
  }

  await add(oid);
  while (waiting.size > 0 && found.length < count) {
    const [first, ...others] = waiting.values();
    const latest = others.reduce((best, other) => (timeOf(other) > timeOf(best) ? other : best), first as Commit);
    waiting.delete(latest.oid);
    found.push(latest);
    for (const parent of latest.parents) await add(parent);
    if (latest.parents.some((parent) => missing.has(parent))) latest.cut = true;
  }
  return childrenFirst(found);
}

/** Sorts children before their parents: with equal or wrong clocks a commit may not be later than its parent. */
function childrenFirst(commits: readonly Commit[]): Commit[] {
  const known = new Map(commits.map((commit) => [commit.oid, commit]));
  const children = new Map<string, number>();
  for (const { parents } of commits) for (const parent of parents) children.set(parent, (children.get(parent) ?? 0) + 1);
  const sorted: Commit[] = [];
  // Popped from the end, so that the latest of the possible commits comes next.
  const ready = commits.filter(({ oid }) => !children.has(oid)).toReversed();
  for (let commit = ready.pop(); commit; commit = ready.pop()) {
    sorted.push(commit);
    for (const parent of commit.parents) {
      const left = (children.get(parent) ?? 0) - 1;
      children.set(parent, left);
      const next = known.get(parent);
      if (left === 0 && next) insert(ready, next);
    }
  }
  return sorted;
}

/** Inserts a commit into a list sorted by time, latest last. */
function insert(ready: Commit[], commit: Commit): void {
  const at = ready.findIndex((other) => timeOf(other) > timeOf(commit));
  ready.splice(at < 0 ? ready.length : at, 0, commit);
}

function timeOf({ committer }: Commit): number {
  const time = committer.at.getTime();
  return Number.isNaN(time) ? 0 : time;
}

/** Headers and message. Lines that begin with a space continue a header, such as a signature, and are dropped. */
function parsed(text: string): { headers: Map<string, string[]>; message: string } {
  const end = text.indexOf("\n\n");
  const headers = new Map<string, string[]>();
  for (const line of text.slice(0, end < 0 ? text.length : end).split("\n")) {
    const [, name = "", value = ""] = /^([^ ]+) (.*)$/s.exec(line) ?? [];
    if (name !== "") headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  return { headers, message: end < 0 ? "" : text.slice(end + 2) };
}

/** Parses `{name} <{email}> {seconds since 1970} {zone}`, as far as the text follows that form. */
function personOf(text: string): Person & { at: Date } {
  const [, name = "", email = ""] = /^(.*) <([^>]*)> /s.exec(text) ?? /^([^<]*)<?([^>]*)/.exec(text) ?? [];
  const [, seconds] = /(-?\d+) [-+]\d+$/.exec(text) ?? [];
  return { name: name.trim(), email: email.trim(), at: new Date(Number(seconds ?? NaN) * 1000) };
}
