import { promises } from "node:fs";

import type { Repository } from "../../src/core/git/repository.ts";

/** A repository on the disk, without a store. */
export function diskRepository(dir: string): Repository {
  return { fs: { promises } as unknown as Repository["fs"], dir, cache: {} };
}
