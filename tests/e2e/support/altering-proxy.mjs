import { once } from "node:events";
import http from "node:http";

/**
 * A response, which a test may alter. `ends`: how it ends after its body: as HTTP says, by closing the connection, or not at
 * all.
 *
 * @typedef {{ status: number, headers: Record<string, string>, body: Buffer, ends?: "properly" | "close" | "stall" }} Answer
 */

/** A proxy in front of a server that alters responses. */
export class AlteringProxy {
  #server;
  /**
   * What it changes: called with each request and its response, it may wait, and returns another response, or undefined.
   *
   * @type {(request: { method: string, url: string }, answer: Answer) => Promise<Partial<Answer> | undefined> | Partial<Answer> | undefined}
   */
  alter = () => undefined;
  /** The method and path of each request, oldest first. */
  requests = [];

  static async start(target) {
    const proxy = new AlteringProxy();
    proxy.#server = http.createServer((request, response) => {
      proxy.#pass(target, request, response).catch(() => response.destroy());
    });
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    proxy.url = `http://127.0.0.1:${proxy.#server.address().port}`;
    return proxy;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(target, request, response) {
    const { method, url, headers } = request;
    this.requests.push(`${method} ${new URL(url, target).pathname}`);
    const body = Buffer.concat(await request.toArray());
    const outgoing = http.request(target + url, { method, headers, agent: false });
    outgoing.end(body);
    const [received] = await once(outgoing, "response");
    const { "transfer-encoding": _, ...kept } = received.headers;
    const whole = { status: received.statusCode, headers: kept, body: Buffer.concat(await received.toArray()) };
    const answer = { ...whole, ends: "properly", ...(await this.alter({ method, url }, whole)) };
    response.writeHead(answer.status, answer.headers);
    response.write(answer.body);
    if (answer.ends === "properly") response.end();
    else if (answer.ends === "close") response.socket.destroySoon();
  }
}
