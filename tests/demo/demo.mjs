// The demo: local AWS with sample repositories, the worker in workerd, and what to paste.

import { mkdirSync } from "node:fs";

import { init, signGit } from "codecommit-signer";

import { LocalAws } from "../e2e/support/local-aws.mjs";
import { startEdge } from "../e2e/support/workerd.mjs";

const REGION = "eu-west-1";
const REPOSITORIES = ["app", "docs", "payments-api"];
const SIGNED_URL = `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/app`;
// The keys of AWS's own documentation; local AWS knows no others of this name.
const CREDENTIALS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "demo-session-token",
};
const ROOT = ".demo/repositories";
const EDGE_PORT = Number(process.env.DEMO_EDGE_PORT ?? 8787);
const AWS_PORT = Number(process.env.DEMO_AWS_PORT ?? 4566);

const parts = [];
let ending = false;
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end(0));

try {
  const aws = await startAws();
  const edge = await startEdge({
    port: EDGE_PORT,
    onLine: (line) => console.log(line),
    vars: {
      DEFAULT_REGION: REGION,
      ACCEPT_ACCESS_KEYS: true,
      ALLOWED_ORIGINS: "*",
      AWS_ENDPOINT_URL_CODECOMMIT_GIT: aws.url,
    },
  });
  parts.push(edge);
  edge.exited.then(() => end(1, "The edge has ended; so does the demo."));
  await init();
  console.log(instructions(edge.url, aws.url));
} catch (error) {
  await end(1, `The demo cannot start: ${error.message}\nremedy: free the ports ${EDGE_PORT} and ${AWS_PORT}, or name others in DEMO_EDGE_PORT and DEMO_AWS_PORT`);
}

async function startAws() {
  mkdirSync(ROOT, { recursive: true });
  const aws = await LocalAws.start({ port: AWS_PORT, root: ROOT });
  parts.push(aws);
  aws.exited.then(() => end(1, "Local AWS has ended; so does the demo."));

  const { repositories } = await aws.admin("GET", "repositories");
  for (const name of REPOSITORIES) {
    if (!repositories.some((kept) => kept.region === REGION && kept.name === name)) await aws.repository(REGION, name);
  }
  await aws.credentials({
    access_key_id: CREDENTIALS.accessKeyId,
    secret_access_key: CREDENTIALS.secretAccessKey,
    session_token: CREDENTIALS.sessionToken,
    lifetime_seconds: 12 * 60 * 60,
  });
  return aws;
}

function instructions(edge, aws) {
  const { accessKeyId, secretAccessKey, sessionToken } = CREDENTIALS;
  const signed = signGit(SIGNED_URL, CREDENTIALS);
  const minutes = Math.round((signed.expiresAt - Date.now()) / 60_000);
  return `
The edge listens on ${edge}, local AWS on ${aws} (its keys: ${accessKeyId}, valid for 12 hours).
Repositories in ${REGION}: ${REPOSITORIES.join(", ")}.

Clone with temporary keys; the edge signs every request:

    git clone ${withUser(edge, accessKeyId, `${secretAccessKey}:${sessionToken}`, `/${REGION}/app`)}

Clone with a password that was signed outside, so that the edge never sees the secret key (good for ${minutes} minutes):

    git clone ${withUser(edge, signed.username, signed.password, `/${REGION}/app`)} app-signed

The log of the edge follows. Ctrl-C ends the demo; the repositories stay in .demo.
`;
}

function withUser(edge, username, password, path) {
  return edge.replace("://", `://${encodeURIComponent(username)}:${encodeURIComponent(password)}@`) + path;
}

async function end(code, message) {
  if (ending) return;
  ending = true;
  if (message) console.error(message);
  await Promise.allSettled(parts.map((part) => part.close()));
  process.exit(code);
}
