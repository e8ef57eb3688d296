import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { signGit } from "codecommit-signer";

import { run } from "../processes.mjs";
import { CREDENTIALS, REGION, REMOTE, REPOSITORY } from "./subject.js";

/**
 * AWS's two programs and this project's, which start a process per password.
 *
 * @param {{ aws?: string, helpers?: string }} directories where they are installed
 * @param {string} home an empty directory
 * @returns {Record<string, () => Promise<{ password: string, expected: string, micros: number }>>} the installed ones
 */
export function programs({ aws, helpers }, home) {
  const env = environment(home);
  const { host, pathname } = new URL(REMOTE);
  const question = `protocol=https\nhost=${host}\npath=${pathname.slice(1)}\n\n`;
  writeFileSync(join(home, "question"), question);
  const address = ["origin", `${REGION}://${REPOSITORY}`];
  const answer = /^password=(.*)$/m;
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token, ...others } = env;
  mkdirSync(join(home, ".aws"), { recursive: true });
  const profile = ["[default]", `aws_access_key_id = ${id}`, `aws_secret_access_key = ${secret}`, `aws_session_token = ${token}`];
  writeFileSync(join(home, ".aws/credentials"), `${profile.join("\n")}\n`);
  const known = [
    ["aws codecommit credential-helper get", aws, "aws", ["codecommit", "credential-helper", "get"], question, answer, env],
    ["git-credential-codecommit get", helpers, "git-credential-codecommit", ["get"], question, answer, env],
    ["git-credential-codecommit get, keys in a profile", helpers, "git-credential-codecommit", ["get"], question, answer, others],
    ["git-remote-codecommit (AWS)", aws, "git-remote-codecommit", address, "", /:(\w{80})@/, env],
    ["git-remote-codecommit (this project)", helpers, "git-remote-codecommit", address, "", answer, env],
  ];
  const present = known.filter(([, directory, program]) => directory && existsSync(join(directory, program)));
  return Object.fromEntries(
    present.map(([name, directory, program, args, input, pattern, variables]) => [
      `process: ${name}`,
      async () => {
        const started = performance.now();
        const output = await run(join(directory, program), args, { input, env: variables });
        const micros = (performance.now() - started) * 1000;
        const [, password] = pattern.exec(output);
        return { password, expected: signedAt(password), micros };
      },
    ]),
  );
}

/** In the place of git, which remote helpers start: asks the credential helper in its arguments, and prints the URL. */
const GIT = `#!/bin/sh
for argument; do
  case $argument in
    credential.*.helper=!*) eval "\${argument#*=!} get" <"$HOME/question" ;;
  esac
done
printf '%s\\n' "$3"
`;

function environment(home) {
  const bin = join(home, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "git"), GIT);
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
