import type { RepositoryRef } from "../repository-ref.ts";
import type { Local } from "./local.ts";
import { pushRef } from "./pushing.ts";

/** Deletes a branch or a tag of the server. */
export async function deleteOnServer(local: Local, repositoryRef: RepositoryRef, remoteRef: string): Promise<void> {
  await pushRef(local, repositoryRef, remoteRef, undefined);
  await local.store.flush(repositoryRef);
}
