import { existsSync, mkdirSync, promises, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { nameOf, repositoryRefOf, type FileSystem, type Store } from "../../src/core/git/store.ts";
import type { RepositoryRef } from "../../src/core/repository-ref.ts";

const ROOT = "/work";

/** Stores clones in directories, each of which acts as a file system with the same paths, as in a browser. */
export function diskStore(root: string): Store & { where(repositoryRef: RepositoryRef): string } {
  const where = (repositoryRef: RepositoryRef): string => join(root, encodeURIComponent(nameOf(repositoryRef)));
  return {
    where,
    open: (repositoryRef) => {
      mkdirSync(where(repositoryRef), { recursive: true });
      return under(where(repositoryRef));
    },
    directory: () => ROOT,
    flush: async () => undefined,
    list: async () => (existsSync(root) ? readdirSync(root).flatMap((name) => repositoryRefOf(decodeURIComponent(name)) ?? []) : []),
    remove: async (repositoryRef) => rmSync(where(repositoryRef), { recursive: true, force: true }),
  };
}

/** A directory as the root of a file system. */
function under(real: string): FileSystem {
  const moved = (path: unknown): unknown => (typeof path === "string" && `${path}/`.startsWith(`${ROOT}/`) ? real + path.slice(ROOT.length) : path);
  const names = ["readFile", "writeFile", "unlink", "readdir", "mkdir", "rmdir", "stat", "lstat", "readlink", "symlink", "chmod", "rm", "rename"] as const;
  const call = (name: (typeof names)[number]) => (...given: unknown[]): unknown =>
    (promises[name] as (...all: unknown[]) => unknown)(...(name === "symlink" ? [given[0], moved(given[1])] : name === "rename" ? given.map(moved) : [moved(given[0]), ...given.slice(1)]));
  return { promises: Object.fromEntries(names.map((name) => [name, call(name)])) } as unknown as FileSystem;
}
