import * as git from "isomorphic-git";

import type { CommittingGit } from "../committing-api.ts";
import { failure } from "../messages.ts";
import type { Person } from "../person.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { recordCommit } from "./commit-object.ts";
import { intoGit } from "./converting.ts";
import { IndexFile } from "./index-file.ts";
import type { Local } from "./local.ts";
import type { Repository } from "./repository.ts";
import { EMPTY_TREE, headOf, treeOf } from "./revisions.ts";
import type { Side } from "./side.ts";
import { statusOf } from "./status.ts";
import { assertFinished } from "./unfinished.ts";
import { entryOfFile } from "./working-tree.ts";
import { treeWith } from "./write-tree.ts";

type Committing = Pick<CommittingGit, "status" | "commit" | "author">;

/** Operations that record changes. */
export function committing({ at, store }: Local): Committing {
  async function commit(repositoryRef: RepositoryRef, paths: string[], message: string, author: Person): Promise<string> {
    assertPerson(author);
    const repository = at(repositoryRef);
    await assertFinished(repository);
    const before = await headOf(repository);
    const tree = await treeWithChosen(repository, paths);
    if (tree === (before === EMPTY_TREE ? EMPTY_TREE : await treeOf(repository, before))) throw failure("nothing_to_commit");
    const oid = await recordCommit(repository, { tree, parents: before === EMPTY_TREE ? [] : [before], author, message });
    await rememberAuthor(repository, author);
    await store.flush(repositoryRef);
    return oid;
  }

  async function author(repositoryRef: RepositoryRef): Promise<Person | undefined> {
    const [name, email] = await Promise.all(["user.name", "user.email"].map((path) => git.getConfig({ ...at(repositoryRef), path })));
    return name && email ? { name: String(name), email: String(email) } : undefined;
  }

  return { status: (repositoryRef) => statusOf(at(repositoryRef)), commit, author };
}

/** The tree of the last commit with these files as they are now, which are staged too. Other staged files are not part of it. */
export async function treeWithChosen(repository: Repository, paths: readonly string[]): Promise<string> {
  const changed = new Set((await statusOf(repository)).map(({ path }) => path));
  const files = new Map<string, Side | undefined>();
  const index = await IndexFile.read(repository);
  const conversion = await intoGit(repository, index);
  const { assertNoLfs } = await import("./lfs.ts");
  await assertNoLfs(repository, paths.filter((path) => changed.has(path)), conversion);
  for (const path of paths) if (changed.has(path)) files.set(path, await entryOfFile(repository, path, conversion));
  for (const [path, file] of files) {
    if (file) await index.put(path, file);
    else index.delete(path);
  }
  await index.write();
  const head = await headOf(repository);
  return treeWith(repository, head === EMPTY_TREE ? head : await treeOf(repository, head), files);
}

/** Makes this person the author of the clone's next commit. */
export async function rememberAuthor(repository: Repository, { name, email }: Person): Promise<void> {
  await git.setConfig({ ...repository, path: "user.name", value: name });
  await git.setConfig({ ...repository, path: "user.email", value: email });
}

/** Rejects characters that would inject a header into the commit, or a line into git's configuration. */
export function assertPerson({ name, email }: Person): void {
  if ([name, email].some((text) => text.trim() === "" || /[<>\u0000-\u001f\u007f]/.test(text))) throw failure("no_author");
}
