import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import { pipeline } from "node:stream/promises";

import { eventually } from "./eventually.mjs";

/**
 * How a response is cut off. `end` is an orderly end of HTTP, where only git notices what is missing.
 *
 * @typedef {"close" | "reset" | "end"} Ending
 */

/** A proxy in front of a server that breaks single requests and responses. */
export class BreakingProxy {
  #server;
  #target;
  #plans = [];

  /** The complete body of the last response that was to be broken. */
  answer = Buffer.alloc(0);

  /** Starts one to `target`. */
  static async start(target) {
    const proxy = new BreakingProxy();
    proxy.#target = target;
    proxy.#server = http.createServer((request, response) =>
      proxy.#pass(request, response).catch(() => response.destroy()),
    );
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    proxy.url = `http://127.0.0.1:${proxy.#server.address().port}`;
    return proxy;
  }

  /**
   * Breaks the response to the next request for `path`, after skipping the first `skip`.
   *
   * @param {string} path a part of the path and query
   * @param {{ cut: (body: Buffer) => number, ending?: Ending, skip?: number }} how
   *   `cut`: how many bytes of the body pass.
   */
  breakAnswer(path, { cut, ending = "close", skip = 0 }) {
    this.#plans.push({ path, cut, ending, skip });
  }

  /** Resets the next request for `path` when this many bytes of its body have arrived. */
  breakRequest(path, bytes) {
    this.#plans.push({ path, skip: 0, bytes });
  }

  /** Breaks nothing more. */
  mend() {
    this.#plans = [];
  }

  /** Whether everything that was to be broken has been. */
  get broken() {
    return this.#plans.length === 0;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(request, response) {
    const plan = this.#planFor(request.url);
    const { method, headers } = request;
    const outgoing = http.request(this.#target + request.url, { method, headers, agent: false });
    const answered = once(outgoing, "response");
    if (plan?.bytes !== undefined) {
      answered.catch(() => {});
      return this.#resetAfter(plan.bytes, request, outgoing);
    }
    // If the client disconnects, so does this proxy.
    response.once("close", () => outgoing.destroy());
    pipeline(request, outgoing).catch(() => {});
    const [answer] = await answered;
    if (!plan) {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      return pipeline(answer, response);
    }
    this.answer = Buffer.concat(await answer.toArray());
    response.writeHead(answer.statusCode, without("content-length", answer.headers));
    await breakOff(response, this.answer.subarray(0, plan.cut(this.answer)), plan.ending);
  }

  #planFor(url) {
    const at = this.#plans.findIndex(({ path }) => url.includes(path));
    if (at < 0) return undefined;
    const plan = this.#plans[at];
    if (plan.skip-- > 0) return undefined;
    this.#plans.splice(at, 1);
    return plan;
  }

  async #resetAfter(bytes, request, outgoing) {
    outgoing.on("error", () => {});
    let passed = 0;
    for await (const chunk of request) {
      outgoing.write(chunk);
      passed += chunk.length;
      if (passed < bytes) continue;
      outgoing.destroy();
      request.socket.resetAndDestroy();
      return;
    }
  }
}

async function breakOff(response, bytes, ending) {
  if (ending === "end") {
    response.end(bytes);
    return;
  }
  response.flushHeaders();
  if (bytes.length > 0) await new Promise((written) => response.write(bytes, written));
  if (ending === "close") {
    response.socket.destroySoon();
    return;
  }
  // Data sent before a reset is lost unless it has been read by then.
  await eventually("the peer to read what was sent", () => isReadByPeer(response.socket));
  response.socket.resetAndDestroy();
}

/** Whether the other end, on this machine, has read everything that was sent on a connection, by the kernel's queues. */
function isReadByPeer({ localPort, remotePort }) {
  const rows = readFileSync("/proc/net/tcp", "latin1").split("\n").slice(1, -1);
  const ends = [];
  for (const row of rows) {
    const [, local, remote, , queues] = row.trim().split(/\s+/);
    const [sender, receiver] = [local, remote].map((address) => Number.parseInt(address.split(":")[1], 16));
    const [sent, received] = queues.split(":").map((length) => Number.parseInt(length, 16));
    if (sender === localPort && receiver === remotePort) ends.push(sent);
    if (sender === remotePort && receiver === localPort) ends.push(received);
  }
  return ends.every((length) => length === 0);
}

function without(name, headers) {
  const { [name]: _, ...others } = headers;
  return others;
}
