import { once } from "node:events";
import http from "node:http";
import { buffer, json } from "node:stream/consumers";

const TYPE = "application/vnd.git-lfs+json";

/** A Git LFS server that keeps objects in memory, for repositories whose `.lfsconfig` names it. */
export class LfsServer {
  #server;
  /** The stored objects, by their id. */
  objects = new Map();
  /** The `Authorization` headers that clients sent. */
  authorizations = [];

  static async start() {
    const started = new LfsServer();
    started.#server = http.createServer((request, response) => void started.#answer(request, response));
    started.#server.listen(0, "127.0.0.1");
    await once(started.#server, "listening");
    return started;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request, response) {
    const { method, url, headers } = request;
    if (headers.authorization) this.authorizations.push(headers.authorization);
    const id = url.match(/^\/objects\/([0-9a-f]{64})$/)?.[1];
    if (method === "POST" && url === "/objects/batch") {
      const { operation, objects } = await json(request);
      const actionsFor = (oid) => (operation === "upload" && this.objects.has(oid) ? {} : { [operation]: { href: `${this.url}/objects/${oid}` } });
      response.setHeader("content-type", TYPE);
      return response.end(JSON.stringify({ transfer: "basic", objects: objects.map(({ oid, size }) => ({ oid, size, actions: actionsFor(oid) })) }));
    }
    if (method === "PUT" && id) {
      this.objects.set(id, await buffer(request));
      return response.end();
    }
    if (method === "GET" && this.objects.has(id)) return response.end(this.objects.get(id));
    return response.writeHead(404, { "content-type": TYPE }).end('{"message":"Not found"}');
  }
}
