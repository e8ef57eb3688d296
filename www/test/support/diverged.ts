import type { TestContext } from "node:test";

import { put, startPair, PLACE, type Written } from "./pair.ts";

type Files = Record<string, Written>;

/** A clone and a server that have both changed the same files. */
export async function diverged(test: TestContext, { base, ours, theirs, branch = "main" }: { base: Files; ours: Files; theirs: Files; branch?: string }) {
  const pair = await startPair();
  test.after(() => pair.stop());
  pair.there({ ".gitignore": "*.ignored\n" });
  pair.there(base, branch);
  const clone = await pair.clone("clone");
  if (branch !== "main") await clone.git.switchBranch(PLACE, branch);
  put(clone.dir, ours);
  clone.native("add", "-A");
  clone.native("commit", "-q", "--allow-empty", "-m", "ours");
  pair.there(theirs, branch);
  return { ...clone, ...pair };
}
