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

/** Holds requests until a test lets them pass. `pass` is the `onRequest` of a proxy. */
export class Gate {
  #wanted = 0;
  #held = 0;
  #opened = Promise.withResolvers();

  /** Holds the next `count` requests, and lets the others pass. */
  close(count) {
    this.#wanted = count;
    this.#held = 0;
    this.#opened = Promise.withResolvers();
  }

  pass = async () => {
    if (this.full) return;
    this.#held++;
    await this.#opened.promise;
  };

  /** Whether all requests that it was to hold have arrived. */
  get full() {
    return this.#held === this.#wanted;
  }

  /** Lets everything pass. */
  open() {
    this.#wanted = this.#held;
    this.#opened.resolve();
  }
}
