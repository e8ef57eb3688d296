import { existsSync, mkdirSync, promises, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { RepositoryRef } from "../../src/core/api.ts";
import { nameOf, placeOf, type FileSystem, type Store } from "../../src/core/git/store.ts";

const ROOT = "/work";

/** Clones in directories, each of which is a file system with the same paths, as in a browser. */
export function diskStore(root: string): Store & { where(place: RepositoryRef): string } {
  const where = (place: RepositoryRef): string => join(root, encodeURIComponent(nameOf(place)));
  return {
    where,
    open: (place) => {
      mkdirSync(where(place), { recursive: true });
      return under(where(place));
    },
    directory: () => ROOT,
    flush: async () => undefined,
    list: async () => (existsSync(root) ? readdirSync(root).flatMap((name) => placeOf(decodeURIComponent(name)) ?? []) : []),
    remove: async (place) => rmSync(where(place), { recursive: true, force: true }),
  };
}

/** A directory as the root of a file system. */
function under(real: string): FileSystem {
  const moved = (path: unknown): unknown => (typeof path === "string" && `${path}/`.startsWith(`${ROOT}/`) ? real + path.slice(ROOT.length) : path);
  const names = ["readFile", "writeFile", "unlink", "readdir", "mkdir", "rmdir", "stat", "lstat", "readlink", "symlink", "chmod", "rm"] as const;
  const call = (name: (typeof names)[number]) => (...given: unknown[]): unknown =>
    (promises[name] as (...all: unknown[]) => unknown)(...(name === "symlink" ? [given[0], moved(given[1])] : [moved(given[0]), ...given.slice(1)]));
  return { promises: Object.fromEntries(names.map((name) => [name, call(name)])) } as unknown as FileSystem;
}
