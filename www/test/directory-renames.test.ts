import assert from "node:assert/strict";
import { after, test } from "node:test";

import { readCommit } from "../src/core/git/commits.ts";
import { baseTree } from "../src/core/git/merge-bases.ts";
import { mergeTrees } from "../src/core/git/merge-trees.ts";
import { treeWith } from "../src/core/git/write-tree.ts";
import { diverged } from "./support/diverged.ts";
import { diskRepository } from "./support/disk-repository.ts";
import { ADA, PLACE } from "./support/pair.ts";
import { bareRepository, randomOf, type Files } from "./support/random-histories.ts";

const CASES = Number(process.env["MERGE_CASES"] ?? 60);
const random = randomOf(Number(process.env["MERGE_SEED"] ?? 1));

const histories = bareRepository();
after(() => histories.remove());

const FOLDERS = ["old", "old/sub", "new", "other", ""];
const moves: Record<string, string>[] = [{ "old/": "new/" }, { "old/": "moved/" }, { "old/sub/": "old/renamed/" }, { "old/": "" }, { "old/": "other/" }, { "other/": "old/deep/" }, { "old/sub/": "new/a/", "old/": "new/b/" }, {}];

const file = (text: string): Files[string] => ({ mode: "100644", content: Buffer.from(`${text}\n`.repeat(4) + Array.from({ length: 6 }, () => `${random(1e6)}\n`).join("")) });

/** Moves a folder, or parts of it to several, adds files, and changes some. */
function changed(before: Files, name: string): Files {
  const move = moves[random(moves.length)] ?? {};
  const strays = random(4) === 0;
  const files: Files = {};
  for (const [path, each] of Object.entries(before)) {
    const from = Object.keys(move).find((prefix) => path.startsWith(prefix));
    const to = from === undefined || (strays && random(3) === 0) ? path : `${move[from]}${path.slice(from.length)}`;
    files[to] = random(6) === 0 ? { ...each, content: Buffer.concat([each.content, Buffer.from(`${name}\n`)]) } : each;
    if (random(12) === 0) delete files[to];
  }
  for (let added = random(3); added > 0; added--) files[[FOLDERS[random(FOLDERS.length)], `${name}${random(3)}`].filter(Boolean).join("/")] = file(name + added);
  return files;
}

const pairs = Array.from({ length: CASES }, () => {
  const base: Files = Object.fromEntries(["old/a", "old/b", "old/c", "old/sub/d", "old/sub/e", "other/f", "g"].map((path) => [path, file(path)]));
  const root = histories.commit(base);
  return [`c${histories.commit(changed(base, "ours"), [root])}`, `c${histories.commit(changed(base, "theirs"), [root])}`] as const;
});
histories.write();
const repository = diskRepository(histories.dir);

async function merged(ours: string, theirs: string) {
  const [a, b] = [histories.git("rev-parse", ours), histories.git("rev-parse", theirs)];
  const base = (await baseTree(repository, [a], [b])) ?? "";
  const trees = await Promise.all([a, b].map(async (oid) => (await readCommit(repository, oid))?.tree ?? ""));
  const { changes, conflicts } = await mergeTrees(repository, base, trees[0] ?? "", trees[1] ?? "", { ours, theirs });
  return { tree: await treeWith(repository, trees[0] ?? "", changes), conflicts };
}

test("merges renamed directories to git's tree, or has conflicts where git has", async () => {
  const seen = { clean: 0, conflicts: 0, sameTree: 0, locations: 0 };
  for (const [ours, theirs] of pairs) {
    const [mine, real] = [await merged(ours, theirs), histories.merged(ours, theirs)];
    if (process.env["SHOW"] && (mine.conflicts.length === 0) !== real.clean) console.log(ours, theirs, mine.conflicts, real.conflicts, histories.git("diff", "--name-status", "-M", mine.tree, real.tree));
    else if (process.env["SHOW"] && mine.tree !== real.tree) console.log("tree", ours, theirs, mine.conflicts.map(({ path, kind }) => `${kind} ${path}`), real.conflicts, histories.git("diff", "--name-status", "--no-renames", mine.tree, real.tree));
    if (!process.env["SHOW"]) assert.equal(mine.conflicts.length === 0, real.clean, `${ours} ${theirs}`);
    if (real.clean && !process.env["SHOW"]) assert.equal(mine.tree, real.tree, `${ours} ${theirs}`);
    seen[real.clean ? "clean" : "conflicts"]++;
    if (!real.clean && mine.tree === real.tree) seen.sameTree++;
    seen.locations += Number(mine.conflicts.some(({ kind }) => kind === "location"));
  }
  if (process.env["SHOW"]) console.log(seen);
  assert.ok(seen.clean > CASES / 10 && seen.locations > CASES / 10 && seen.sameTree > seen.conflicts / 2, JSON.stringify(seen));
});

for (const [who, adder] of [["we", "ours"], ["they", "theirs"]] as const) {
  test(`moves a file that ${who} add to a directory that the other side renamed, and lets the user keep it`, async (t) => {
    const renamed = { "old/a": null, "old/b": null, "new/a": "a\n".repeat(9), "new/b": "b\n".repeat(9) };
    const added = { "old/added": "added\n" };
    const { git, native, server } = await diverged(t, { base: { "old/a": "a\n".repeat(9), "old/b": "b\n".repeat(9) }, ours: adder === "ours" ? added : renamed, theirs: adder === "ours" ? renamed : added });
    assert.equal((await git.pull(PLACE, ADA)).kind, "conflicts");
    const [stages, status] = [native("ls-files", "--stage"), native("status", "--porcelain")];
    assert.match(stages, /new\/added/);
    assert.deepEqual((await git.unfinished(PLACE))?.conflicts.map(({ path, kind }) => [path, kind]), [["new/added", "location"]]);
    await git.abort(PLACE);
    assert.equal(native("status", "--porcelain"), "");
    assert.throws(() => server.git("-C", native("rev-parse", "--show-toplevel"), "merge", "-q", "origin/main"));
    assert.deepEqual([native("ls-files", "--stage"), native("status", "--porcelain")], [stages, status]);
    native("merge", "--abort");
    await git.pull(PLACE, ADA);
    await git.resolveConflict(PLACE, "new/added", "file");
    await git.conclude(PLACE, "Merge", ADA);
    await git.push(PLACE);
    assert.equal(native("ls-tree", "-r", "--name-only", "HEAD"), ".gitignore\nnew/a\nnew/added\nnew/b");
    assert.equal(native("fsck", "--strict", "--no-dangling"), "");
  });
}
