import { sendRaw } from "./http.mjs";

/** The headers with which a TLS-terminating proxy forwards requests to the edge. */
const NAME = ["Host: edge.example.com", "X-Forwarded-Proto: https"];

/**
 * Sends `text`, with one byte per character.
 *
 * @returns {Promise<{ status: number, code?: string, head: string, body: string }[]>}
 *   every response on the connection, except interim ones.
 */
export async function answersTo(url, text, options) {
  return answersIn(await sendRaw(url, Buffer.from(text, "latin1"), options));
}

/** The responses in what a connection has received, except interim ones. */
export function answersIn(received) {
  return received
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((part) => part !== "" && !part.startsWith("HTTP/1.1 1"))
    .map((part) => {
      const [head, ...body] = part.split("\r\n\r\n");
      return {
        status: Number(head.slice("HTTP/1.1 ".length).slice(0, 3)),
        code: /^x-codecommit-edge-code: (\S+)/im.exec(head)?.[1],
        head,
        body: body.join("\r\n\r\n"),
      };
    });
}

/** The head of a request on its own connection. */
export function head(line, ...headers) {
  return [line, ...NAME, ...headers, "Connection: close", "", ""].join("\r\n");
}

/** The head of a request that keeps the connection open. */
export function keptOpen(line, ...headers) {
  return [line, ...NAME, ...headers, "", ""].join("\r\n");
}

/** A valid last request on a connection, which anyone may send, and which gets a 200. */
export const HEALTH = head("GET /healthz HTTP/1.1");

/** Whether this is the response to `HEALTH`. */
export function isHealth({ status, body }) {
  return status === 200 && body.includes("ok ");
}
