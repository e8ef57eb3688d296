import type { Conversion } from "./conversion.ts";

/** Milliseconds after which no file is as old as the index. */
const LATER = 20;

/**
 * Waits until files that were just written are older than an index that is written next. A file as old as the index is compared by
 * its content, in which a file that is stored unlike its attributes differs.
 */
export async function filesAreOlder(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, LATER));
}

/** The same, unless git stores all these files as they are. */
export async function convertedFilesAreOlder(conversion: Conversion, paths: Iterable<string>): Promise<void> {
  for (const path of paths) if (await conversion.converts(path)) return filesAreOlder();
}
