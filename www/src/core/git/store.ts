import type { PromiseFsClient } from "isomorphic-git";

import type { Place } from "../api.ts";
import { pathOf, placeAt } from "../place.ts";

/** A file system with symbolic links. */
export type FileSystem = PromiseFsClient & { promises: Record<"readlink" | "symlink", Function> };

/** Keeps clones, each in its own file system. */
export interface Store {
  open(place: Place): FileSystem;
  /** The directory of the working tree in that file system. */
  directory(place: Place): string;
  /** Writes pending changes to storage. */
  flush(place: Place): Promise<void>;
  list(): Promise<Place[]>;
  remove(place: Place): Promise<void>;
}

/** The name of a clone's database. */
export function nameOf(place: Place): string {
  return `git:${pathOf(place)}`;
}

/** The repository that a database's name stands for; undefined if it is not a clone's. */
export function placeOf(name: string): Place | undefined {
  return name.startsWith("git:") ? placeAt(name.slice("git:".length)) : undefined;
}
