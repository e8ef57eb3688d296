import { fileURLToPath } from "node:url";

import { accessKeys, basic, gitPassword } from "../e2e/support/credentials.mjs";
import { startNginxProxy } from "./nginx.mjs";
import { answering, freePort, start } from "./processes.mjs";
import { BARE, EDGE, JS, startWorker } from "./workerd.mjs";

// The keys from AWS's documentation, with a session token as long as STS's.
const CREDENTIALS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "IQoJb3JpZ2luX2Vj".repeat(24),
};
const REPOSITORY = "/v1/repos/app";
const SHORT = "/eu-west-1/app";

export const DIRECT = "direct";
export const NGINX = "nginx";
export const BARE_WORKER = "bare worker";
export const JS_WORKER = "JavaScript worker, same duties";
export const RELAYING = "codecommit-edge, relaying";
export const SIGNING = "codecommit-edge, signing";
export const SESSION_WITH_KEYS = "codecommit-edge, session with keys";
export const SESSION_OF_ROLE = "codecommit-edge, session of a role";
export const OIDC_TOKEN = "codecommit-edge, OIDC token";
export const CORS_PROXY = "@isomorphic-git/cors-proxy";

/** Callers whose credentials the edge finds itself: in a session, or in its store of STS's credentials. */
export const FEDERATED = [SESSION_WITH_KEYS, SESSION_OF_ROLE, OIDC_TOKEN];

/**
 * Starts the servers to compare, each in its own process in front of the same origin.
 *
 * @param {{ url: string, pid: number }} origin
 * @param {{ federation: Federation, directory: string }} options
 * @returns {Promise<{ servers: Record<string, Server>, close: () => Promise<void> }>} in the order of the tables
 * @typedef {{ address: string, authorization: string, pid: number }} Server
 *   `address`: the URL of the repository there.
 */
export async function startServers(origin, { federation, directory }) {
  const signed = basic(gitPassword(CREDENTIALS, "eu-west-1/app"));
  const keys = basic(accessKeys(CREDENTIALS));
  const host = new URL(origin.url).host;
  const relayed = { UPSTREAM: origin.url, AUTHORIZATION: signed };
  // One configuration for every caller, so that only the caller differs.
  const vars = {
    ...federation.vars,
    ACCEPT_ACCESS_KEYS: "true",
    MAX_PUSH_BYTES: "2000000000",
    AWS_ENDPOINT_URL_CODECOMMIT_GIT: origin.url,
  };
  const edge = () => startWorker(EDGE, vars, directory);
  const session = (query, authorization) => ({ url }) => federation.session(url, query, authorization);
  const token = await federation.token();

  /** The program, the repository's path there, and the caller's `Authorization` header, which may have to be obtained first. */
  const rows = {
    [NGINX]: [() => startNginxProxy(origin.url, signed, directory), REPOSITORY, () => signed],
    [BARE_WORKER]: [() => startWorker(BARE, relayed, directory), REPOSITORY, () => signed],
    [JS_WORKER]: [() => startWorker(JS, relayed, directory), REPOSITORY, () => signed],
    [RELAYING]: [edge, SHORT, () => signed],
    [SIGNING]: [edge, SHORT, () => keys],
    [SESSION_WITH_KEYS]: [edge, SHORT, session("", keys)],
    [SESSION_OF_ROLE]: [edge, `/people${SHORT}`, session("?profile=people", token)],
    [OIDC_TOKEN]: [edge, `/pipeline${SHORT}`, () => token],
    [CORS_PROXY]: [() => startNode("cors-proxy.mjs", { INSECURE_HTTP_ORIGINS: host }), `/${host}${REPOSITORY}`, () => signed],
  };
  const started = await Promise.all(
    Object.entries(rows).map(async ([name, [start, path, authorize]]) => {
      const part = await start();
      return { name, part, server: { address: part.url + path, authorization: await authorize(part), pid: part.pid } };
    }),
  );
  const direct = { address: origin.url + REPOSITORY, authorization: signed, pid: origin.pid };
  return {
    servers: { [DIRECT]: direct, ...Object.fromEntries(started.map(({ name, server }) => [name, server])) },
    async close() {
      await Promise.all(started.map(({ part }) => part.close()));
    },
  };
}

/** Starts a server that accepts pushes of any size. */
export function startSink() {
  return startNode("sink.mjs");
}

async function startNode(program, env = {}) {
  const port = await freePort();
  const path = fileURLToPath(new URL(program, import.meta.url));
  // cors-proxy prints a stack trace for every client that disconnects, as all do at the end of a load.
  const stdio = "ignore";
  const server = start(process.execPath, [path, String(port)], { env: { ...process.env, ...env }, stdio });
  const url = `http://127.0.0.1:${port}`;
  await answering(url, server);
  return { url, pid: server.pid, close: server.close };
}
