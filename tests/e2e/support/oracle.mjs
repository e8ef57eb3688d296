import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { SET_UP_CACHE } from "./set-up-cache.mjs";

const SCRIPTS = fileURLToPath(new URL("../../local-aws/oracle/", import.meta.url));

/** Runs a script with boto3 (`tests/local-aws/oracle`), which fails if it disagrees: JSON in and out. */
export function askBoto3(script, input) {
  return new Promise((resolve, reject) => {
    const environment = { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: "true", HOME: "/nonexistent" };
    const child = execFile(join(SET_UP_CACHE, "python/bin/python"), [join(SCRIPTS, script)], { env: environment }, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout)),
    );
    child.stdin.end(JSON.stringify(input));
  });
}
