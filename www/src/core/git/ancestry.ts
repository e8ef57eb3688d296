import { readCommit } from "./commits.ts";
import type { Repository } from "./repository.ts";

/** The parents of each commit that has been read, for each clone's cache: a commit never changes. */
const known = new WeakMap<object, Map<string, readonly string[]>>();

/** The parents of a commit; undefined if the clone does not have the commit. */
export async function parentsOfCommit(repository: Repository, oid: string): Promise<readonly string[] | undefined> {
  const cached = known.get(repository.cache) ?? new Map<string, readonly string[]>();
  known.set(repository.cache, cached);
  const found = cached.get(oid);
  if (found) return found;
  const parents = (await readCommit(repository, oid))?.parents;
  if (parents) cached.set(oid, parents);
  return parents;
}

/** The commits reachable from others, without those in `without`; a shallow history ends at its boundary. */
export async function reachable(repository: Repository, from: readonly string[], without: ReadonlySet<string> = new Set()): Promise<Set<string>> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    if (seen.has(oid) || without.has(oid)) continue;
    const parents = await parentsOfCommit(repository, oid);
    if (!parents) continue;
    seen.add(oid);
    waiting.push(...parents);
  }
  return seen;
}
