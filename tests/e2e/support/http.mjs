import { randomInt } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { pipeline } from "node:stream/promises";

const SILENCE_MS = 20_000;
/** Linux gives out the ports from 32768 on, and other systems those from 49152 on. */
const [LOWEST_PORT, HIGHEST_PORT] = [20_000, 32_767];

/**
 * One HTTP request on its own connection, without redirects, decoding or retries.
 *
 * @param {string} url
 * @param {{ method?: string, headers?: object, body?: string | Buffer | AsyncIterable<Buffer> }} options
 * @returns {Promise<{ status: number, headers: object, body: Buffer, whole: boolean }>}
 *   `whole`: whether the body arrived completely.
 */
export async function exchange(url, options) {
  const response = await open(url, options);
  const chunks = [];
  try {
    for await (const chunk of response) chunks.push(chunk);
  } catch (error) {
    if (error.code !== "ECONNRESET") throw error;
  }
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(chunks),
    whole: response.complete,
  };
}

/** The same up to the response's head: its body can then be read. Does not wait until the request body has been sent. */
export async function open(url, { method = "GET", headers = {}, body } = {}) {
  const request = http.request(url, { method, headers, agent: false });
  request.setTimeout(SILENCE_MS, () => request.destroy(new Error(`${method} ${url}: silence for ${SILENCE_MS} ms`)));
  const answered = once(request, "response");
  request.flushHeaders();
  // A response may arrive before the body has been sent, and the connection end with it.
  request.on("error", () => {});
  const source = body?.[Symbol.asyncIterator] ? body : [body ?? ""];
  pipeline(source, request).catch(() => {});
  const [response] = await answered;
  return response;
}

/**
 * Sends raw bytes, and returns everything received before the connection ends, or stays silent for long. `ends`: whether to send
 * nothing more, and say so.
 */
export async function sendRaw(url, bytes, { ends = false } = {}) {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.setTimeout(SILENCE_MS, () => socket.destroy());
  socket.on("error", () => {});
  const chunks = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  if (ends) socket.end(bytes);
  else socket.write(bytes);
  await once(socket, "close");
  return Buffer.concat(chunks).toString("latin1");
}

/** The content type of git's response to a request for `url`. */
export function gitType(url) {
  const { pathname, searchParams } = new URL(url, "http://upstream");
  const service = searchParams.get("service");
  return service ? `application/x-${service}-advertisement` : `application/x-${pathname.split("/").at(-1)}-result`;
}

/** A test's own upstream, for tests of headers; stops with `t`. */
export async function startUpstream(t, handle) {
  const server = http.createServer(handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/**
 * A loopback address on which nothing listens, and where a test may listen later. The port is below those that systems give to
 * connections and to servers without a port of their own, so none of them takes it meanwhile.
 */
export async function closedPort() {
  const port = randomInt(LOWEST_PORT, HIGHEST_PORT + 1);
  const server = net.createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    return closedPort();
  }
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
