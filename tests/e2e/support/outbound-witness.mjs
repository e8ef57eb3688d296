import { once } from "node:events";
import http from "node:http";

import { gitType } from "./http.mjs";

/** An edge's entire outbound traffic: every subrequest arrives here, for any host, and is recorded. */
export class OutboundWitness {
  #server;
  #answer;

  /** The subrequests: method and URL, oldest first. */
  requests = [];

  /** Starts it; `answer` writes the responses. */
  static async start(answer = (_, response) => response.end("0000")) {
    const witness = new OutboundWitness();
    witness.#answer = answer;
    // workerd sends no `Host` to a proxy, because the URL contains it.
    witness.#server = http.createServer({ requireHostHeader: false }, async (request, response) => {
      witness.requests.push(`${request.method} ${request.url}`);
      for await (const _ of request);
      response.setHeader("content-type", gitType(request.url));
      witness.#answer(request, response);
    });
    witness.#server.listen(0, "127.0.0.1");
    await once(witness.#server, "listening");
    return witness;
  }

  /** The option `outbound` of `startEdge`. */
  get address() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  /** The subrequests since the last call. */
  take() {
    return this.requests.splice(0);
  }

  /** Replaces the function that writes the responses. */
  answerWith(answer) {
    this.#answer = answer;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
