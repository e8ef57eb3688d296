import LightningFS from "@isomorphic-git/lightning-fs";

import type { Place } from "../api.ts";
import { nameOf, placeOf, type Store } from "./store.ts";

/** Clones in IndexedDB, a database each. */
export function browserStore(): Store {
  const opened = new Map<string, LightningFS>();

  function fileSystem(place: Place): LightningFS {
    const name = nameOf(place);
    const fs = opened.get(name) ?? new LightningFS(name, { lockDbName: lockOf(name) });
    opened.set(name, fs);
    return fs;
  }

  return {
    open: fileSystem,
    directory: () => "/work",
    flush: (place) => fileSystem(place).promises.flush(),
    async list() {
      const databases = await indexedDB.databases();
      return databases.flatMap(({ name }) => placeOf(name ?? "") ?? []);
    },
    async remove(place) {
      const name = nameOf(place);
      opened.delete(name);
      await Promise.all([deleted(name), deleted(lockOf(name))]);
    },
  };
}

/** No clone's name, whatever its repository is called. */
function lockOf(name: string): string {
  return `lock of ${name}`;
}

/** Waits for lightning-fs to close the database, as it does by itself when nothing happens for half a second. */
function deleted(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}
