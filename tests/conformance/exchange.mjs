import http from "node:http";
import https from "node:https";
import { once } from "node:events";

const SILENCE_MS = 30_000;
const LONGEST_BODY = 1 << 20;

/**
 * Sends one HTTP request on its own connection, without redirects, decoding or retries.
 *
 * @param {string} url
 * @param {{ method?: string, headers?: object, body?: string | Buffer, chunked?: boolean }} options
 *   `chunked`: sends the body without Content-Length.
 * @returns {Promise<{ status: number, headers: object, body: Buffer, closed?: boolean }>}
 *   `body`: its first MiB. `closed`: the connection ended without a response.
 */
export async function exchange(url, { method = "GET", headers = {}, body, chunked = false } = {}) {
  const length = body === undefined || chunked ? {} : { "content-length": Buffer.byteLength(body) };
  const request = (url.startsWith("https:") ? https : http).request(url, { method, headers: { ...headers, ...length }, agent: false });
  request.setTimeout(SILENCE_MS, () => request.destroy(new Error(`no answer within ${SILENCE_MS / 1000} s`)));
  const answered = once(request, "response");
  if (chunked) request.setHeader("transfer-encoding", "chunked");
  request.end(body);
  let response;
  try {
    [response] = await answered;
  } catch (error) {
    if (!["ECONNRESET", "EPIPE"].includes(error.code)) throw error;
    return { status: 0, headers: {}, body: Buffer.alloc(0), closed: true };
  }
  request.on("error", () => {});
  return { status: response.statusCode, headers: response.headers, body: await start(response) };
}

async function start(response) {
  const chunks = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= LONGEST_BODY) break;
    }
  } catch (error) {
    if (error.code !== "ECONNRESET") throw error;
  }
  return Buffer.concat(chunks);
}
