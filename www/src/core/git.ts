import type { Authorize } from "./authorization.ts";
import type { GitClient } from "./git-api.ts";
import { remoteGit, type OnChange } from "./git/remote-git.ts";
import { startWorker } from "./start-worker.ts";

/** Starts git in a worker. `onChange` is called after each change of a clone. */
export function startGit(authorize: Authorize, onChange: OnChange): GitClient {
  return remoteGit(startWorker("git"), authorize, onChange);
}
