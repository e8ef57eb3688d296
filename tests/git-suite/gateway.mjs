// A server on both sides of the edge: adds keys to git's requests, and sends the edge's requests to the address that git meant.

import { createServer, request as sendRequest } from "node:http";

import { startEdge } from "../e2e/support/workerd.mjs";

const REGION = "eu-west-1";
// The keys from AWS's documentation. The signature is not verified here.
const KEYS = Buffer.from("AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY").toString("base64");
/** A repository with an address on the edge, which handles the rest of the path. */
const SMART = /^\/smart\/([A-Za-z0-9._-]{1,100}?)(\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack)(?:\?.*)?)$/;
const SIGNED = /^\/v1\/repos\/([^/]+)(\/.*)$/;

/**
 * Starts an edge, and a server that git can use as if it were Apache on port `apache`.
 *
 * @param {number} apache Apache's port
 * @returns {Promise<{ port: number, through: () => number, close: () => Promise<void> }>} `through`: how many requests the edge
 * has sent
 */
export async function startGateway(apache) {
  const directories = new Map();
  let through = 0;

  const behind = await listen((request, response) => {
    const [, name, rest] = SIGNED.exec(request.url) ?? [];
    through += 1;
    const { authorization, ...headers } = request.headers;
    forward(request, response, { port: apache, path: `${directories.get(name)}${rest}`, headers: { ...headers, host: `127.0.0.1:${apache}` } });
  });
  const edge = await startEdge({
    vars: { ACCEPT_ACCESS_KEYS: true, AWS_ENDPOINT_URL_CODECOMMIT_GIT: `http://127.0.0.1:${behind.address().port}` },
  });
  const port = Number(new URL(edge.url).port);
  const front = await listen((request, response) => {
    const [, name, suffix = "", rest] = SMART.exec(request.url) ?? [];
    if (name === undefined || request.headers.authorization !== undefined) {
      return forward(request, response, { port: apache, path: request.url, headers: request.headers });
    }
    directories.set(name, `/smart/${name}${suffix}`);
    forward(request, response, { port, path: `/${REGION}/${name}${rest}`, headers: { ...request.headers, authorization: `Basic ${KEYS}` } });
  });

  return {
    port: front.address().port,
    through: () => through,
    async close() {
      await edge.close();
      for (const server of [front, behind]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

async function listen(handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** Forwards a request, streaming both bodies. */
function forward(request, response, { port, path, headers }) {
  const upstream = sendRequest({ host: "127.0.0.1", port, path, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders);
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  // The client's connection ends, as it would without a gateway.
  upstream.on("error", () => response.destroy());
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
}
