import { readCommit } from "./commits.ts";
import type { Repository } from "./repository.ts";

/** The commits reachable from others, without those in `without`; a shallow history ends at its boundary. */
export async function reachable(repository: Repository, from: readonly string[], without: ReadonlySet<string> = new Set()): Promise<Set<string>> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    if (seen.has(oid) || without.has(oid)) continue;
    const commit = await readCommit(repository, oid);
    if (!commit) continue;
    seen.add(oid);
    waiting.push(...commit.parents);
  }
  return seen;
}
