import type { PromiseFsClient } from "isomorphic-git";

import type { Place } from "../api.ts";
import { pathOf, placeAt } from "../place.ts";

/** A file system that has links. */
export type FileSystem = PromiseFsClient & { promises: Record<"readlink" | "symlink", Function> };

/** Where clones are kept: one file system each. */
export interface Store {
  open(place: Place): FileSystem;
  /** The working tree's directory in that file system. */
  directory(place: Place): string;
  /** Writes what is only in memory. */
  flush(place: Place): Promise<void>;
  list(): Promise<Place[]>;
  remove(place: Place): Promise<void>;
}

/** The name of a place, which is also that of its database. */
export function nameOf(place: Place): string {
  return `git:${pathOf(place)}`;
}

/** The place of a name; undefined where the name is another's. */
export function placeOf(name: string): Place | undefined {
  return name.startsWith("git:") ? placeAt(name.slice("git:".length)) : undefined;
}
