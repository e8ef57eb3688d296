import type { LastCommit } from "../inspecting-api.ts";
import type { Repository } from "./repository.ts";
import { entriesOf, entryAt, isSame, type Entries } from "./trees.ts";
import { walk } from "./walk.ts";

/** Commits after which the search ends: older ones are rarely worth the time. */
const MOST_VISITED = 2_000;
const NOTHING: Entries = new Map();

/** What was found, by commit and folder, for each clone's cache: it never changes, unless a shallow history is completed. */
const kept = new WeakMap<object, Map<string, LastCommit[]>>();

/** The last commit that changed each entry of a folder. Entries that only older commits than those visited changed are absent. */
export async function lastCommits(repository: Repository, oid: string, folder: string, signal: AbortSignal | undefined): Promise<LastCommit[]> {
  const known = kept.get(repository.cache) ?? new Map<string, LastCommit[]>();
  kept.set(repository.cache, known);
  const key = `${oid} ${folder}`;
  const found = known.get(key) ?? (await search(repository, oid, folder, signal));
  if (!found.some(({ commit }) => commit.cut)) known.set(key, found);
  return found;
}

async function search(repository: Repository, oid: string, folder: string, signal: AbortSignal | undefined): Promise<LastCommit[]> {
  const found: LastCommit[] = [];
  let visited = 0;
  async function at(tree: string): Promise<{ oid?: string; entries: Entries }> {
    const entry = await entryAt(repository, tree, folder);
    return entry?.type === "tree" ? { oid: entry.oid, entries: await entriesOf(repository, entry.oid) } : { entries: NOTHING };
  }
  await walk<ReadonlySet<string> | undefined>(repository, { oid, carried: undefined, join: (one, other) => (one && other ? one.union(other) : undefined), signal }, async ({ commit, parents, isCut, carried }, carry) => {
    const here = await at(commit.tree);
    let names: ReadonlySet<string> = carried ?? new Set(here.entries.keys());
    for (const parent of parents) {
      const there = await at(parent.tree);
      const passed = there.oid === here.oid ? names : new Set([...names].filter((name) => isSame(there.entries.get(name), here.entries.get(name))));
      if (passed.size === 0) continue;
      carry(parent, passed);
      names = names.difference(passed);
    }
    const { tree: _, ...rest } = commit;
    for (const name of names) found.push({ name, commit: { ...rest, ...(isCut && { cut: true }) } });
    return ++visited < MOST_VISITED;
  });
  return found;
}
