import assert from "node:assert/strict";
import { after, test } from "node:test";

import { readCommit } from "../src/core/git/commits.ts";
import { baseTree } from "../src/core/git/merge-bases.ts";
import { mergeTrees } from "../src/core/git/merge-trees.ts";
import { treeWith } from "../src/core/git/write-tree.ts";
import { diskRepository } from "./support/disk-repository.ts";
import { bareRepository, changedFiles, filesOf, randomOf } from "./support/random-histories.ts";

const CASES = Number(process.env["MERGE_CASES"] ?? 90);
const SEED = Number(process.env["MERGE_SEED"] ?? 1);

const histories = bareRepository();
after(() => histories.remove());
const random = randomOf(SEED);

/** Pairs of commits with one merge base, and with two that had conflicts themselves. */
const pairs = Array.from({ length: CASES }, (_, index) => {
  const base = filesOf(random);
  const [ours, theirs] = [changedFiles(random, base), changedFiles(random, base)];
  const root = histories.commit(base);
  const [a, b] = [histories.commit(ours, [root]), histories.commit(theirs, [root])];
  if (index % 3 !== 0) return [`c${a}`, `c${b}`] as const;
  return [`c${histories.commit(changedFiles(random, ours), [a, b])}`, `c${histories.commit(changedFiles(random, theirs), [b, a])}`] as const;
});
histories.write();

const repository = diskRepository(histories.dir);

/** Whether git sees a renamed file between two trees: it then merges with the other side's file of the old name. */
const hasRenames = (base: string, side: string): boolean => histories.git("diff", "--find-renames", "--diff-filter=R", "--name-only", base, side) !== "";

async function merged(ours: string, theirs: string): Promise<{ tree: string; clean: boolean; renames: boolean }> {
  const [a, b] = [histories.git("rev-parse", ours), histories.git("rev-parse", theirs)];
  const base = (await baseTree(repository, [a], [b])) ?? "";
  const trees = await Promise.all([a, b].map(async (oid) => (await readCommit(repository, oid))?.tree ?? ""));
  const { changes, conflicts } = await mergeTrees(repository, base, trees[0] ?? "", trees[1] ?? "", { ours, theirs });
  return { tree: await treeWith(repository, trees[0] ?? "", changes), clean: conflicts.length === 0, renames: hasRenames(base, a) || hasRenames(base, b) };
}

test("merges as real git does, or has conflicts where it has, with renamed files too", async () => {
  const seen = { clean: 0, conflicts: 0, sameMarkers: 0, renames: 0 };
  for (const [ours, theirs] of pairs) {
    const [mine, real] = [await merged(ours, theirs), histories.merged(ours, theirs)];
    if (mine.renames) seen.renames++;
    assert.equal(mine.clean, real.clean, `${ours} ${theirs}: clean`);
    if (real.clean) assert.equal(mine.tree, real.tree, `${ours} ${theirs}\n${histories.git("diff", real.tree, mine.tree)}`);
    seen[real.clean ? "clean" : "conflicts"]++;
    if (!real.clean && mine.tree === real.tree) seen.sameMarkers++;
    else if (!real.clean && process.env["SHOW"]) console.log(ours, theirs, histories.git("diff", "--stat", real.tree, mine.tree));
  }
  if (process.env["SHOW"]) console.log(seen);
  // Both kinds are frequent, and most conflicts look as git's.
  assert.ok(seen.clean > CASES / 10 && seen.conflicts > CASES / 10 && seen.sameMarkers > seen.conflicts / 2 && seen.renames > 0, JSON.stringify(seen));
});
