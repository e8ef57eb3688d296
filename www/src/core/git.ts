import type { Authorize, GitClient } from "./api.ts";
import { remoteGit } from "./git/remote-git.ts";
import address from "./git/worker.ts?worker&url";

/** Starts git in a worker, so that it never blocks the page. */
export function startGit(authorize: Authorize): GitClient {
  return remoteGit(new Worker(trusted(address) as string, { type: "module", name: "git" }), authorize);
}

/** The page's Trusted Types policy allows this one script. */
function trusted(url: string): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): unknown } } };
  policy ??= trustedTypes?.createPolicy("codecommit-edge", {
    createScriptURL(asked: string) {
      if (asked !== address) throw new TypeError("not a script of this page");
      return asked;
    },
  });
  return policy ? policy.createScriptURL(url) : url;
}

let policy: { createScriptURL(url: string): unknown } | undefined;
