import * as git from "isomorphic-git";

import { failure } from "../messages.ts";
import type { Person } from "../person.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import type { TaggingGit } from "../tagging-api.ts";
import { assertPerson } from "./committing.ts";
import type { Local } from "./local.ts";
import { pushRef } from "./pushing.ts";
import { assertFreeName } from "./ref-names.ts";
import { resolve } from "./revisions.ts";
import { deleteOnServer } from "./server-refs.ts";

/** Operations on tags. */
export function tagging(local: Local): TaggingGit {
  const { at, store } = local;

  async function createTag(repositoryRef: RepositoryRef, name: string, ref: string, message = "", tagger?: Person): Promise<void> {
    const repository = at(repositoryRef);
    await assertFreeName(repository, name, "tag");
    const object = await resolve(repository, ref);
    if (message.trim() === "") await git.tag({ ...repository, ref: name, object });
    else {
      if (!tagger) throw failure("no_author");
      assertPerson(tagger);
      await git.annotatedTag({ ...repository, ref: name, object, message, tagger });
    }
    await store.flush(repositoryRef);
  }

  async function deleteTag(repositoryRef: RepositoryRef, name: string): Promise<void> {
    await git.deleteTag({ ...at(repositoryRef), ref: name });
    await store.flush(repositoryRef);
  }

  return {
    createTag,
    deleteTag,
    deleteRemoteTag: (repositoryRef, name) => deleteOnServer(local, repositoryRef, `refs/tags/${name}`),
    pushTag: async (repositoryRef, name) => pushRef(local, repositoryRef, `refs/tags/${name}`, await git.resolveRef({ ...at(repositoryRef), ref: `refs/tags/${name}` })),
  };
}
