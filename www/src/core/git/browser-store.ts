import LightningFS from "@isomorphic-git/lightning-fs";

import type { RepositoryRef } from "../repository-ref.ts";
import { nameOf, repositoryRefOf, type Store } from "./store.ts";

/** Keeps each clone in its own IndexedDB database. */
export function browserStore(): Store {
  const opened = new Map<string, LightningFS>();

  function fileSystem(repositoryRef: RepositoryRef): LightningFS {
    const name = nameOf(repositoryRef);
    const fs = opened.get(name) ?? new LightningFS(name, { lockDbName: lockOf(name) });
    opened.set(name, fs);
    return fs;
  }

  return {
    open: fileSystem,
    directory: () => "/work",
    flush: (repositoryRef) => fileSystem(repositoryRef).promises.flush(),
    async list() {
      const databases = await indexedDB.databases();
      return databases.flatMap(({ name }) => repositoryRefOf(name ?? "") ?? []);
    },
    async remove(repositoryRef) {
      const name = nameOf(repositoryRef);
      opened.delete(name);
      await Promise.all([deleted(name), deleted(lockOf(name))]);
    },
  };
}

/** A name that no clone can have. */
function lockOf(name: string): string {
  return `lock of ${name}`;
}

/** Waits for lightning-fs to close the database, which it does after half a second without use. */
function deleted(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}
