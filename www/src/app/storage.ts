/** The methods of `localStorage` that the page uses. */
export type TextStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** This browser's `localStorage`. */
export const local: TextStorage = lenient(() => localStorage);

/**
 * A storage that does nothing instead of throwing where it is full, or where the user has blocked it: what the page stores
 * there is convenient, never necessary.
 */
export function lenient(storage: () => TextStorage): TextStorage {
  const tried = <T>(use: (storage: TextStorage) => T, otherwise: T): T => {
    try {
      return use(storage());
    } catch {
      return otherwise;
    }
  };
  return {
    getItem: (key) => tried((it) => it.getItem(key), null),
    setItem: (key, value) => tried((it) => it.setItem(key, value), undefined),
    removeItem: (key) => tried((it) => it.removeItem(key), undefined),
  };
}

/** What a browser may have of this; WebKitGTK has none of it. */
const storage: Partial<StorageManager> | undefined = navigator.storage;

/** The free space for clones in bytes; undefined if the browser does not tell. */
export async function freeSpace(): Promise<number | undefined> {
  const { quota, usage = 0 } = (await storage?.estimate?.()) ?? {};
  return quota === undefined ? undefined : quota - usage;
}

/**
 * Asks the browser not to delete clones when its storage runs low. There is nothing to wait for: some browsers ask the user
 * first, the user may never answer, and a clone is usable without it.
 */
export function keepClones(): void {
  storage?.persist?.().catch(() => false);
}
