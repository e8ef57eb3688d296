import { existsSync, mkdirSync, promises, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { bytesOf, textOf } from "../../src/core/git/names.ts";
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

/** A directory as the root of a file system, whose names and links' targets are bytes, written as the core writes them. */
function under(real: string): FileSystem {
  const moved = (path: unknown): unknown => (typeof path === "string" && `${path}/`.startsWith(`${ROOT}/`) ? Buffer.from(bytesOf(real + path.slice(ROOT.length))) : path);
  const names = ["readFile", "writeFile", "unlink", "mkdir", "rmdir", "stat", "lstat", "chmod", "rm"] as const;
  const call = (name: (typeof names)[number]) => (path: unknown, ...given: unknown[]): unknown => (promises[name] as (...all: unknown[]) => unknown)(moved(path), ...given);
  return {
    promises: {
      ...Object.fromEntries(names.map((name) => [name, call(name)])),
      readdir: async (path: string) => (await promises.readdir(moved(path) as Buffer, { encoding: "buffer" })).map(textOf),
      readlink: async (path: string) => textOf(await promises.readlink(moved(path) as Buffer, { encoding: "buffer" })),
      symlink: (target: string, path: string) => promises.symlink(Buffer.from(bytesOf(target)), moved(path) as Buffer),
      rename: (from: string, to: string) => promises.rename(moved(from) as Buffer, moved(to) as Buffer),
    },
  } as unknown as FileSystem;
}
