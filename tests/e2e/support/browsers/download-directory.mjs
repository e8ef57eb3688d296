import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { eventually } from "../eventually.mjs";

/**
 * Waits for the next completed download into a directory, of a browser that does not report them. WebKitGTK first creates the file empty,
 * and then either writes it in place (`blob:`) or writes a file beside it, which it renames. So a file is complete once it has contents and
 * no process has it open.
 * @returns {Promise<string>} its path
 */
export function nextDownload(directory) {
  const before = new Set(readdirSync(directory));
  return eventually("a file is downloaded", () =>
    readdirSync(directory)
      .filter((name) => !before.has(name) && !name.endsWith(".wkdownload"))
      .map((name) => join(directory, name))
      .find((path) => statSync(path, { throwIfNoEntry: false })?.size > 0 && !isOpen(path)));
}

/** Whether a process of this user has the file open. */
function isOpen(path) {
  const { dev, ino } = statSync(path);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(openFiles)
    .some((open) => open.ino === ino && open.dev === dev);
}

/** What a process has open; empty if it has ended or is another user's. */
function openFiles(pid) {
  const directory = `/proc/${pid}/fd`;
  try {
    return readdirSync(directory).flatMap((name) => statSync(join(directory, name), { throwIfNoEntry: false }) ?? []);
  } catch {
    return [];
  }
}
