import * as git from "isomorphic-git";

import type { RepositoryRef } from "../repository-ref.ts";
import type { Local } from "./local.ts";
import { reasonOf } from "./synchronising.ts";

/** Deletes a branch or a tag of the server. `local` is the ref of this clone that stands for it. */
export async function deleteOnServer({ at, remote, store }: Local, repositoryRef: RepositoryRef, remoteRef: string, local: string): Promise<void> {
  const said: string[] = [];
  try {
    await git.push({ ...at(repositoryRef), ...remote(repositoryRef), ref: local, remoteRef, delete: true, onMessage: (text) => void said.push(text) });
  } catch (error) {
    throw reasonOf(error, said);
  }
  await store.flush(repositoryRef);
}

/** Pushes a tag. */
export async function pushTagTo({ at, remote }: Local, repositoryRef: RepositoryRef, name: string): Promise<void> {
  const said: string[] = [];
  const ref = `refs/tags/${name}`;
  try {
    await git.push({ ...at(repositoryRef), ...remote(repositoryRef), ref, remoteRef: ref, onMessage: (text) => void said.push(text) });
  } catch (error) {
    throw reasonOf(error, said);
  }
}
