import { once } from "node:events";
import http from "node:http";
import { pipeline } from "node:stream/promises";

/** A proxy in front of a server, with which a test can watch and delay what passes. */
export class WatchedProxy {
  #server;

  constructor(server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${server.address().port}`;
  }

  /**
   * Starts it in front of `target`.
   *
   * @param {string} target
   * @param {{
   *   onRequest?: (request: http.IncomingMessage) => unknown,
   *   onData?: (chunk: Buffer, request: http.IncomingMessage) => unknown,
   * }} hooks awaited before a request is forwarded, and before each chunk of a response body.
   */
  static async start(target, { onRequest = () => {}, onData = () => {} } = {}) {
    const server = http.createServer(async (request, response) => {
      try {
        await onRequest(request);
        const { method, headers } = request;
        const outgoing = http.request(target + request.url, { method, headers, agent: false });
        const answered = once(outgoing, "response");
        pipeline(request, outgoing).catch(() => {});
        const [answer] = await answered;
        response.writeHead(answer.statusCode, answer.rawHeaders);
        await pipeline(
          answer,
          async function* (chunks) {
            for await (const chunk of chunks) {
              await onData(chunk, request);
              yield chunk;
            }
          },
          response,
        );
      } catch {
        response.destroy();
      }
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new WatchedProxy(server);
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A request handler that awaits `before` at the first request with a body; `met` says whether there was one. */
export function aheadOfFirstPost(before) {
  const handler = async ({ method }) => {
    if (method !== "POST" || handler.met) return;
    handler.met = true;
    await before();
  };
  handler.met = false;
  return handler;
}
