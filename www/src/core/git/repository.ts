import type { FileSystem } from "./store.ts";

/** The parameters that locate a clone for isomorphic-git. */
export interface Repository {
  fs: FileSystem;
  dir: string;
  cache: object;
}
