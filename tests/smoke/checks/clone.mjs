import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { init, signGit } from "codecommit-signer";

import { Red, Skipped } from "../verdict.mjs";

export const name = "clone";

const run = promisify(execFile);

/** With keys in the environment and a repository: a real clone, by a password signed here; the secret key stays here. */
export async function check(edge, { repository, credentials }) {
  if (!repository || !credentials) return new Skipped("needs REPOSITORY=region/name and AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN");
  await init();
  const { username, password } = signGit(repository, credentials);
  const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-smoke-"));
  const started = Date.now();
  try {
    await run("git", ["-c", "credential.helper=", "-c", `credential.helper=${HELPER}`, "clone", "--quiet", "--bare", "--depth=1", `${edge.origin}/${repository}`, directory], {
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_TERMINAL_PROMPT: "0",
        LC_ALL: "C",
        SMOKE_USERNAME: username,
        SMOKE_PASSWORD: password,
      },
      timeout: 120_000,
    });
  } catch (error) {
    const seen = String(error.stderr).replaceAll(password, "…").replaceAll(username, "…").trim();
    throw new Red(`git clone of ${repository}: ${seen || error.message}`, "the text names the service that refused; the edge's log has the request");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return `${repository} cloned in ${Date.now() - started} ms`;
}

/** Passed in the environment, because every user of the machine can read arguments. */
const HELPER = '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$SMOKE_USERNAME" "$SMOKE_PASSWORD"; }; f';
