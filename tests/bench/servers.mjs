import { fileURLToPath } from "node:url";

import { accessKeys, basic, gitPassword } from "../e2e/support/credentials.mjs";
import { startNginxProxy } from "./nginx.mjs";
import { answering, freePort, start } from "./processes.mjs";
import { BARE, EDGE, startWorker } from "./workerd.mjs";

// The keys of AWS's own documentation, with a token as long as STS's.
const CREDENTIALS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "IQoJb3JpZ2luX2Vj".repeat(24),
};
const REPOSITORY = "/v1/repos/app";
const SHORT = "/eu-west-1/app";

export const DIRECT = "direct";
export const BARE_WORKER = "bare worker";
export const RELAYING = "codecommit-edge, relaying";
export const SIGNING = "codecommit-edge, signing";
export const CORS_PROXY = "@isomorphic-git/cors-proxy";
export const NGINX = "nginx";

/**
 * Starts what is compared, each in front of the same server.
 *
 * @param {{ url: string, pid: number }} origin
 * @returns {Promise<{ servers: Record<string, Server>, close: () => Promise<void> }>} in the order in which they are shown
 * @typedef {{ address: string, authorization: string, pid: number }} Server
 *   `address`: the URL of the repository there.
 */
export async function startServers(origin, directory) {
  const signed = basic(gitPassword(CREDENTIALS, "eu-west-1/app"));
  const keys = basic(accessKeys(CREDENTIALS));
  const vars = {
    ACCEPT_ACCESS_KEYS: "true",
    MAX_PUSH_BYTES: "2000000000",
    AWS_ENDPOINT_URL_CODECOMMIT_GIT: origin.url,
  };
  const [bare, relaying, signing, cors, nginx] = await Promise.all([
    startWorker(BARE, { UPSTREAM: origin.url, AUTHORIZATION: signed }, directory),
    startWorker(EDGE, vars, directory),
    startWorker(EDGE, vars, directory),
    startNode("cors-proxy.mjs", { INSECURE_HTTP_ORIGINS: new URL(origin.url).host }),
    startNginxProxy(origin.url, signed, directory),
  ]);
  const server = ({ url, pid }, path, authorization) => ({ address: url + path, authorization, pid });
  return {
    servers: {
      [DIRECT]: server(origin, REPOSITORY, signed),
      [NGINX]: server(nginx, REPOSITORY, signed),
      [BARE_WORKER]: server(bare, REPOSITORY, signed),
      [RELAYING]: server(relaying, SHORT, signed),
      [SIGNING]: server(signing, SHORT, keys),
      [CORS_PROXY]: server(cors, `/${new URL(origin.url).host}${REPOSITORY}`, signed),
    },
    async close() {
      await Promise.all([bare, relaying, signing, cors, nginx].map((part) => part.close()));
    },
  };
}

/** Takes pushes of any size. */
export function startSink() {
  return startNode("sink.mjs");
}

async function startNode(program, env = {}) {
  const port = await freePort();
  const path = fileURLToPath(new URL(program, import.meta.url));
  // cors-proxy prints a stack for every client that leaves, as each does at the end of a load.
  const stdio = "ignore";
  const server = start(process.execPath, [path, String(port)], { env: { ...process.env, ...env }, stdio });
  const url = `http://127.0.0.1:${port}`;
  await answering(url, server);
  return { url, pid: server.pid, close: server.close };
}
