import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { signGit } from "codecommit-signer";

import { run } from "../processes.mjs";
import { CREDENTIALS, REGION, REMOTE, REPOSITORY } from "./subject.js";

/**
 * AWS's two programs, which start a process per password.
 *
 * @param {string | undefined} directory where they are installed
 * @param {string} home an empty directory
 * @returns {Record<string, () => Promise<{ password: string, expected: string, micros: number }>>} the installed ones
 */
export function programs(directory, home) {
  const env = environment(home);
  const { host, pathname } = new URL(REMOTE);
  const question = `protocol=https\nhost=${host}\npath=${pathname.slice(1)}\n\n`;
  const known = {
    "process: aws codecommit credential-helper get": ["aws", ["codecommit", "credential-helper", "get"], question, /^password=(.*)$/m],
    "process: git-remote-codecommit": ["git-remote-codecommit", ["origin", `${REGION}://${REPOSITORY}`], "", /:(\w{80})@/],
  };
  const present = Object.entries(known).filter(([, [name]]) => directory && existsSync(join(directory, name)));
  return Object.fromEntries(
    present.map(([name, [program, args, input, pattern]]) => [
      name,
      async () => {
        const started = performance.now();
        const output = await run(join(directory, program), args, { input, env });
        const micros = (performance.now() - started) * 1000;
        const [, password] = pattern.exec(output);
        return { password, expected: signedAt(password), micros };
      },
    ]),
  );
}

/** git-remote-codecommit starts git, which is replaced by a program that prints its URL. */
function environment(home) {
  const bin = join(home, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "git"), "#!/bin/sh\nprintf '%s\\n' \"$3\"\n");
  chmodSync(join(bin, "git"), 0o755);
  const { accessKeyId, secretAccessKey, sessionToken } = CREDENTIALS;
  return {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: home,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** This package's password for the time in another password. */
function signedAt(password) {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(password);
  const now = Date.parse(`${parts.slice(0, 3).join("-")}T${parts.slice(3).join(":")}Z`);
  return signGit(REMOTE, CREDENTIALS, { now }).password;
}
