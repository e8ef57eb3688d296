import * as git from "isomorphic-git";

import type { Git, Person, RepositoryRef, StatusEntry } from "../api.ts";
import { failure } from "../messages.ts";
import type { Local } from "./local.ts";
import type { Repository } from "./repository.ts";
import { headOf } from "./revisions.ts";
import { assertFinished, readUnfinished } from "./unfinished.ts";
import { withUnwrittenIndex } from "./unwritten-index.ts";

type Committing = Pick<Git, "status" | "commit" | "author">;

/** Operations that record changes. */
export function committing({ at, store }: Local): Committing {
  async function commit(repositoryRef: RepositoryRef, paths: string[], message: string, author: Person): Promise<string> {
    assertPerson(author);
    const repository = at(repositoryRef);
    await assertFinished(repository);
    const changed = new Map((await statusOf(repository)).map((entry) => [entry.path, entry]));
    const chosen = paths.flatMap((path) => changed.get(path) ?? []);
    if (chosen.length === 0) throw failure("nothing_to_commit");
    for (const { path, kind } of chosen) {
      await (kind === "removed" ? git.remove({ ...repository, filepath: path }) : git.add({ ...repository, filepath: path }));
    }
    const oid = await git.commit({ ...repository, message, author });
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

/** The uncommitted changes. */
export async function statusOf(repository: Repository): Promise<StatusEntry[]> {
  // A refresh would take a file that is the same as one side of a conflict for resolved.
  const refresh = (await readUnfinished(repository)) === undefined;
  const rows = await git.statusMatrix({ ...withUnwrittenIndex(repository), ref: await headOf(repository), refresh });
  return rows.flatMap(([path, head, workdir, stage]) => {
    if (head === 1 && workdir === 1 && stage === 1) return [];
    const kind = head === 0 ? "added" : workdir === 0 ? "removed" : "modified";
    return [{ path, kind, staged: workdir === stage || (workdir === 2 && stage === 2) }];
  });
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
