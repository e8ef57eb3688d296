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
