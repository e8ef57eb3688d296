// The demo: local AWS with sample repositories, an identity provider, the worker in workerd, and commands to paste.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";

import { init, signGit } from "codecommit-signer";

import { shellCommand } from "../../www/src/core/shell.ts";
import { closedPort } from "../e2e/support/http.mjs";
import { LocalAws, trustWebIdentity } from "../e2e/support/local-aws.mjs";
import { startEdge } from "../e2e/support/workerd.mjs";
import { AUDIENCE, CLIENTS } from "../identity-provider/defaults.mjs";
import { IdentityProvider } from "../identity-provider/identity-provider.mjs";

const REGION = "eu-west-1";
const REPOSITORIES = ["app", "docs", "payments-api"];
const SIGNED_URL = `https://git-codecommit.${REGION}.amazonaws.com/v1/repos/app`;
// The keys from AWS's documentation.
const CREDENTIALS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "demo-session-token",
};
const ROOT = ".demo/repositories";
const SESSIONS = ".demo/sessions";
// The identity provider must know the edge's address before the edge starts.
const EDGE_PORT = Number(process.env.DEMO_EDGE_PORT ?? 8787) || Number(new URL(await closedPort()).port);
const AWS_PORT = Number(process.env.DEMO_AWS_PORT ?? 4566);
const PROVIDER_PORT = Number(process.env.DEMO_PROVIDER_PORT ?? 9000);
const SSH_PORT = Number(process.env.DEMO_SSH_PORT ?? 2222);
/** Local AWS's SSH needs nss_wrapper, which set-up installs on Linux. */
const SSH = process.platform === "linux" ? ["--ssh-listen", `127.0.0.1:${SSH_PORT}`, "--ssh-region", REGION] : [];
const KNOWN_HOSTS = ".demo/known_hosts";
const [PIPELINE] = CLIENTS;
/** The edge's client at the identity provider. */
const EDGE_CLIENT = {
  id: AUDIENCE,
  secret: "edge-secret",
  refresh: true,
  redirectUris: [`http://127.0.0.1:${EDGE_PORT}/oauth/callback/demo`],
};
const EDGE_USER = "arn:aws:iam::123456789012:user/edge";
const ENDING = `
The log of the edge follows. Ctrl-C ends the demo; the repositories stay in .demo.
`;
const START_URL = "https://d-demo.awsapps.com/start";

const parts = [];
let ending = false;
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end(0));

try {
  const aws = await startAws();
  const provider = await IdentityProvider.start({ port: PROVIDER_PORT, clients: [...CLIENTS, EDGE_CLIENT] });
  parts.push(provider);
  mkdirSync(SESSIONS, { recursive: true });
  const edge = await startEdge({
    port: EDGE_PORT,
    onLine: (line) => console.log(line),
    storage: SESSIONS,
    vars: {
      DEFAULT_REGION: REGION,
      ACCEPT_ACCESS_KEYS: true,
      ALLOWED_ORIGINS: "*",
      PACK_CACHE: true,
      AWS_ENDPOINT_URL_CODECOMMIT_GIT: aws.url,
      AWS_ENDPOINT_URL_STS: aws.url,
      AWS_ENDPOINT_URL_CODECOMMIT: aws.url,
      AWS_ENDPOINT_URL_IAM: aws.url,
      SESSION_KEYS: `demo:${randomBytes(32).toString("base64")}`,
      ...(await federation(aws, provider)),
      ...(await identityCenter(aws)),
    },
  });
  parts.push(edge);
  edge.exited.then(() => end(1, "The edge has exited, so the demo ends."));
  await init();
  console.log(instructions(edge.url, aws.url, provider.issuer) + credentialDesk(edge.url, aws.ssh, await aws.user({ name: "alice" })) + ENDING);
  openInBrowser(`${edge.url}/`);
} catch (error) {
  const ports = `${EDGE_PORT}, ${AWS_PORT}, ${SSH_PORT} and ${PROVIDER_PORT}`;
  const names = "DEMO_EDGE_PORT, DEMO_AWS_PORT, DEMO_SSH_PORT and DEMO_PROVIDER_PORT";
  await end(1, `The demo cannot start: ${error.message}\nremedy: free the ports ${ports}, or name others in ${names}`);
}

/** Roles for the provider's pipelines and users, and the edge's profiles with these roles. */
async function federation(aws, provider) {
  const arn = await aws.oidcProvider({ url: provider.issuer, client_ids: [AUDIENCE] });
  const trust = trustWebIdentity(arn, provider.issuer, { aud: AUDIENCE, sub: "repo:example/*" });
  const pipelines = await aws.role({ name: "pipelines", trust });
  const trustEdge = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: EDGE_USER }, Action: "sts:AssumeRole" }],
  };
  const people = await aws.role({ name: "people", trust: trustEdge });
  const own = await aws.credentials({ session: false, arn: EDGE_USER });
  return {
    AWS_ACCESS_KEY_ID: own.accessKeyId,
    AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
    CLIENT_SECRETS: JSON.stringify({ demo: EDGE_CLIENT.secret }),
    IDENTITY_PROVIDERS: {
      demo: {
        issuer: provider.issuer,
        client_id: EDGE_CLIENT.id,
        scopes: ["openid", "email", "groups"],
        rules: [
          { claim: "groups", contains: "deploy", profile: "team" },
          { claim: "groups", contains: "deploy", profile: "readers" },
          { claim: "groups", contains: "docs", profile: "people" },
        ],
      },
    },
    PROFILES: {
      team: { role_arn: pipelines },
      readers: { role_arn: pipelines, access: "read" },
      people: { role_arn: people, assume_with: "edge_keys" },
    },
  };
}

/** IAM Identity Center, with a user who has two roles. */
async function identityCenter(aws) {
  const roles = [{ name: "Developer" }, { name: "ReadOnly", allow: [{ actions: ["codecommit:GitPull"], repositories: ["*"] }] }];
  const assignments = [{ account_id: "123456789012", account_name: "Demo", roles }];
  await aws.admin("POST", "identity-center", { start_url: START_URL, region: REGION, users: [{ name: "alice", assignments }] });
  return {
    IDENTITY_CENTER: { start_url: START_URL, region: REGION },
    AWS_ENDPOINT_URL_SSO: aws.url,
    AWS_ENDPOINT_URL_SSO_OIDC: aws.url,
  };
}

async function startAws() {
  mkdirSync(ROOT, { recursive: true });
  const aws = await LocalAws.start({ port: AWS_PORT, root: ROOT, args: SSH });
  parts.push(aws);
  aws.exited.then(() => end(1, "Local AWS has exited, so the demo ends."));

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

function instructions(edge, aws, issuer) {
  const { accessKeyId, secretAccessKey, sessionToken } = CREDENTIALS;
  const signed = signGit(SIGNED_URL, CREDENTIALS);
  const token = `curl -s -u ${shellCommand(`${PIPELINE.id}:${PIPELINE.secret}`)} -d grant_type=client_credentials -d audience=${shellCommand(AUDIENCE)} ${shellCommand(`${issuer}/token`)}`;
  const minutes = Math.round((signed.expiresAt - Date.now()) / 60_000);
  return `
The edge listens on ${edge}, local AWS on ${aws} (its keys: ${accessKeyId}, valid for 12 hours),
the identity provider on ${issuer}. Repositories in ${REGION}: ${REPOSITORIES.join(", ")}.

${page(edge)}Clone with temporary keys; the edge signs every request:

    ${shellCommand("git", "clone", withUser(edge, accessKeyId, `${secretAccessKey}:${sessionToken}`, `/${REGION}/app`))}

Clone with a password that is signed here, so the edge never sees the secret key (valid for ${minutes} minutes):

    ${shellCommand("git", "clone", withUser(edge, signed.username, signed.password, `/${REGION}/app`), "app-signed")}

Clone like a pipeline, with only a token of the identity provider:

    TOKEN=$(${token} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
    git -c ${shellCommand(`http.${edge}/.extraHeader`)}="Authorization: Bearer $TOKEN" ${shellCommand("clone", `${edge}/team/${REGION}/app`, "app-token")}

The edge caches packs (PACK_CACHE): the third such clone, into another directory, comes from the cache, and the log shows "hit".

The profile readers is read-only: with the same token, git push to ${edge}/readers/${REGION}/app ends in
"! [remote rejected]". For a token that is valid longer and works as a password, open a session:

    curl -s -X POST -H "Authorization: Bearer $TOKEN" ${shellCommand(`${edge}/session?profile=team`)}

Sign in with your browser (${edge}/setup shows the lines for a permanent configuration):

    curl -s ${shellCommand(`${edge}/setup.gitconfig`)} >.demo/edge.gitconfig
    git -c include.path="$PWD/.demo/edge.gitconfig" -c credential.helper= -c credential.helper=oauth ${shellCommand("clone", `${edge}/${REGION}/docs`, "docs-login")}
`;
}

/** Instructions for an IAM user: Git credentials and SSH keys in the page. */
function credentialDesk(edge, ssh, { accessKeyId, secretAccessKey }) {
  return `
Git credentials and SSH keys belong to IAM users. Sign in on ${edge}/#/credentials with the access keys of the user alice:

    export AWS_ACCESS_KEY_ID=${shellCommand(accessKeyId)}
    export AWS_SECRET_ACCESS_KEY=${shellCommand(secretAccessKey)}
${ssh ? sshClone(ssh) : ""}`;
}

function sshClone({ listening, host_key }) {
  const { hostname, port } = new URL(listening);
  writeFileSync(KNOWN_HOSTS, `[${hostname}]:${port} ${host_key}\n`);
  const ssh = `ssh -i KEY -o IdentitiesOnly=yes -o UserKnownHostsFile=${KNOWN_HOSTS}`;
  return `
Clone with an SSH key that you have added there. Replace APKA… with its id and KEY with the file of its private key:

    GIT_SSH_COMMAND=${shellCommand(ssh)} ${shellCommand("git", "clone", `ssh://APKA…@${hostname}:${port}/v1/repos/app`, "app-ssh")}
`;
}

function page(edge) {
  const { accessKeyId, secretAccessKey, sessionToken } = CREDENTIALS;
  return `The git client in your browser is on ${edge}/. Use these keys, or sign in
(on a desktop, it opens by itself):

    export AWS_ACCESS_KEY_ID=${shellCommand(accessKeyId)}
    export AWS_SECRET_ACCESS_KEY=${shellCommand(secretAccessKey)}
    export AWS_SESSION_TOKEN=${shellCommand(sessionToken)}

`;
}

/** Opens the page on a desktop. Otherwise, the address is printed above. */
function openInBrowser(url) {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const desktop = process.platform === "darwin" || DISPLAY || WAYLAND_DISPLAY;
  if (!process.stdout.isTTY || !desktop) return;
  const program = process.platform === "darwin" ? "open" : "xdg-open";
  spawn(program, [url], { stdio: "ignore", detached: true }).on("error", () => {}).unref();
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
