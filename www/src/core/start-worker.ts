import git from "./git/worker.ts?worker&url";
import { SCRIPT as SERVICE_WORKER } from "./offline/build.ts";
import sshKeys from "./iam/ssh-key-worker.ts?worker&url";

/** The scripts that run in workers, so that they never block the page. */
const SCRIPTS = { git, "ssh-keys": sshKeys } as const;

/** The script of the service worker, for `register`. */
export function serviceWorkerScript(): string {
  return trusted(SERVICE_WORKER) as string;
}

/** Starts the worker with this script. */
export function startWorker(name: keyof typeof SCRIPTS): Worker {
  return new Worker(trusted(SCRIPTS[name]) as string, { type: "module", name });
}

/** The page's Trusted Types policy allows only these scripts. */
function trusted(url: string): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): unknown } } };
  policy ??= trustedTypes?.createPolicy("codecommit-edge", {
    createScriptURL(asked: string) {
      if (asked !== SERVICE_WORKER && !Object.values(SCRIPTS).includes(asked)) throw new TypeError("not a script of this page");
      return asked;
    },
  });
  return policy ? policy.createScriptURL(url) : url;
}

let policy: { createScriptURL(url: string): unknown } | undefined;
