import * as git from "isomorphic-git";

import type { ConflictSides, MergingGit, Resolution } from "../merging-api.ts";
import { failure } from "../messages.ts";
import type { Person } from "../person.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { apply } from "./apply.ts";
import { recordCommit } from "./commit-object.ts";
import { assertPerson, rememberAuthor } from "./committing.ts";
import { hasMarkers, stateOf } from "./conflict-state.ts";
import { intoGit } from "./converting.ts";
import { IndexFile } from "./index-file.ts";
import { assertNoLfs } from "./lfs.ts";
import type { Local } from "./local.ts";
import type { Repository } from "./repository.ts";
import { treeOf } from "./revisions.ts";
import type { Side } from "./side.ts";
import { entryAt } from "./trees.ts";
import { readUnfinished, removeUnfinished, writeUnfinished, type UnfinishedRecord } from "./unfinished.ts";
import { contentOf, entryOfFile } from "./working-tree.ts";
import { treeWith } from "./write-tree.ts";

type Resolving = Pick<MergingGit, "conflict" | "resolveConflict" | "conclude" | "abort">;

/** Operations that resolve conflicts. */
export function resolving({ at, store }: Local): Resolving {
  async function conflict(repositoryRef: RepositoryRef, path: string): Promise<ConflictSides> {
    const repository = at(repositoryRef);
    const found = conflictOf(await recordOf(repository), path);
    const content = async (side: Side | undefined): Promise<Uint8Array | undefined> => (side?.type === "blob" ? (await git.readBlob({ ...repository, oid: side.oid })).blob : undefined);
    const [old, our, their, current] = await Promise.all([content(found.base), content(found.ours), content(found.theirs), contentOf(repository, path)]);
    return { ...(old && { base: old }), ...(our && { ours: our }), ...(their && { theirs: their }), ...(current && { current }), state: await stateOf(repository, found, current), hasMarkers: current !== undefined && hasMarkers(current, found) };
  }

  async function resolveConflict(repositoryRef: RepositoryRef, path: string, resolution: Resolution): Promise<void> {
    const repository = at(repositoryRef);
    const record = await recordOf(repository);
    const found = conflictOf(record, path);
    if (resolution === "file") await stage(repository, path, found.ours ?? found.theirs);
    else if (resolution === "conflict") await apply(repository, new Map([[path, found.merged]]), [found]);
    else await apply(repository, new Map([[path, found[resolution]]]));
    found.resolved = resolution !== "conflict";
    await writeUnfinished(repository, record);
    await store.flush(repositoryRef);
  }

  async function conclude(repositoryRef: RepositoryRef, message: string, author: Person): Promise<string | undefined> {
    const repository = at(repositoryRef);
    const record = await recordOf(repository);
    const left = record.conflicts.filter(({ resolved }) => !resolved).map(({ path }) => path);
    if (left.length > 0) throw failure("unresolved", left.join("\n"));
    let oid: string | undefined;
    if (record.kind !== "stash") {
      assertPerson(author);
      const index = await IndexFile.read(repository);
      // Only what was merged: other changes that are staged stay uncommitted.
      const tree = await treeWith(repository, await treeOf(repository, record.head), new Map(record.touched.map((path) => [path, index.get(path)])));
      oid = await recordCommit(repository, { tree, parents: record.kind === "merge" ? [record.head, record.other] : [record.head], author, message });
      await rememberAuthor(repository, author);
    }
    await removeUnfinished(repository);
    await store.flush(repositoryRef);
    return oid;
  }

  async function abort(repositoryRef: RepositoryRef): Promise<void> {
    const repository = at(repositoryRef);
    const { head, touched } = await recordOf(repository);
    const tree = await treeOf(repository, head);
    const before = await Promise.all(touched.map(async (path) => [path, await entryAt(repository, tree, path)] as const));
    await apply(repository, new Map(before.map(([path, side]) => [path, side?.type === "tree" ? undefined : side])));
    await removeUnfinished(repository);
    await store.flush(repositoryRef);
  }

  return { conflict, resolveConflict, conclude, abort };
}

async function recordOf(repository: Repository): Promise<UnfinishedRecord> {
  const record = await readUnfinished(repository);
  if (!record) throw failure("nothing_unfinished");
  return record;
}

function conflictOf(record: UnfinishedRecord, path: string): UnfinishedRecord["conflicts"][number] {
  const found = record.conflicts.find((conflict) => conflict.path === path);
  if (!found) throw failure("no_such_file");
  return found;
}

/** Puts the file as it is in the working tree into the index; a submodule stays as it is on the side `like`. */
async function stage(repository: Repository, path: string, like: Side | undefined): Promise<void> {
  const index = await IndexFile.read(repository);
  const conversion = await intoGit(repository, index);
  await assertNoLfs(repository, [path], conversion, "lfs_conflict");
  const file = like?.type === "commit" ? like : await entryOfFile(repository, path, conversion);
  if (file) await index.put(path, file);
  else index.delete(path);
  await index.write();
}
