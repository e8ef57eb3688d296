import type { Authorize, GitClient } from "./api.ts";
import { remoteGit } from "./git/remote-git.ts";
import { startWorker } from "./start-worker.ts";

/** Starts git in a worker. */
export function startGit(authorize: Authorize): GitClient {
  return remoteGit(startWorker("git"), authorize);
}
