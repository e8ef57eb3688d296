import { once } from "node:events";
import http from "node:http";
import { pipeline } from "node:stream/promises";

/** A way to a server that a test stands on: what goes by, it sees, and can hold up. */
export class Passage {
  #server;

  constructor(server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${server.address().port}`;
  }

  /**
   * Starts one to `target`.
   *
   * @param {string} target
   * @param {{
   *   onRequest?: (request: http.IncomingMessage) => unknown,
   *   onData?: (chunk: Buffer, request: http.IncomingMessage) => unknown,
   * }} hooks waited for, before a request is passed on, and each piece of an answer's body.
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
    return new Passage(server);
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A handler of requests that waits for `before` ahead of the first one with a body; `met` is whether there was one. */
export function aheadOfFirstPost(before) {
  const handler = async ({ method }) => {
    if (method !== "POST" || handler.met) return;
    handler.met = true;
    await before();
  };
  handler.met = false;
  return handler;
}
