import { readCommit, type StoredCommit } from "./commits.ts";
import type { Repository } from "./repository.ts";

/** A commit on a walk, with its parents as far as the clone has them. */
export interface Step<T> {
  commit: StoredCommit;
  parents: StoredCommit[];
  /** Whether the clone is shallow and lacks a parent: what the commit shows may be older. */
  isCut: boolean;
  /** What was carried to this commit. */
  carried: T;
}

/**
 * Visits commits from one on, latest first. `visit` carries something on to parents of its choice; what reaches a commit on
 * several ways is joined. Stops when `visit` returns false, when nothing is carried on, or with the signal.
 */
export async function walk<T>(
  repository: Repository,
  start: { oid: string; carried: T; join: (one: T, other: T) => T; signal: AbortSignal | undefined },
  visit: (step: Step<T>, carry: (parent: StoredCommit, what: T) => void) => Promise<boolean>,
): Promise<void> {
  const waiting = new Map<string, { commit: StoredCommit; carried: T }>();
  const carry = (commit: StoredCommit, carried: T): void => {
    const there = waiting.get(commit.oid);
    waiting.set(commit.oid, { commit, carried: there ? start.join(there.carried, carried) : carried });
  };
  const first = await readCommit(repository, start.oid);
  if (first) carry(first, start.carried);
  while (waiting.size > 0) {
    start.signal?.throwIfAborted();
    let next: { commit: StoredCommit; carried: T } | undefined;
    for (const each of waiting.values()) if (!next || timeOf(each.commit) > timeOf(next.commit)) next = each;
    if (!next) return;
    waiting.delete(next.commit.oid);
    const parents = await Promise.all(next.commit.parents.map((parent) => readCommit(repository, parent)));
    const present = parents.filter((parent) => parent !== undefined);
    if (!(await visit({ ...next, parents: present, isCut: present.length < parents.length }, carry))) return;
  }
}

function timeOf({ committer }: StoredCommit): number {
  const time = committer.at.getTime();
  return Number.isNaN(time) ? 0 : time;
}
