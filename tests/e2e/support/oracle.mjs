import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { SET_UP_CACHE } from "./set-up-cache.mjs";

const TESTS = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a script with boto3 (`tests/local-aws/oracle`), which fails if it disagrees: JSON in and out. */
export const askBoto3 = (script, input) => ask("python", join("local-aws/oracle", script), input);

/** Runs a script with the code of AWS's programs (`tests/aws-programs`): JSON in and out. */
export const askAwsPrograms = (script, input, env) => ask("aws-programs", join("aws-programs", script), input, env);

/** Runs a script in one of the environments that set-up has made. */
function ask(environment, script, input, env = {}) {
  return new Promise((resolve, reject) => {
    const python = join(SET_UP_CACHE, environment, "bin/python");
    const variables = { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: "true", HOME: "/nonexistent", PYTHONDONTWRITEBYTECODE: "1", ...env };
    const child = execFile(python, [join(TESTS, script)], { env: variables, maxBuffer: 1 << 24 }, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout)),
    );
    child.stdin.end(JSON.stringify(input));
  });
}
