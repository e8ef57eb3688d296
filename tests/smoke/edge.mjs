import http from "node:http";
import https from "node:https";
import { once } from "node:events";

const SILENCE_MS = 30_000;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** A deployed edge, asked request by request. Paths go out as they are; nothing is followed or tried again. */
export class Edge {
  #url;
  #settings;
  /** Every answer so far, as `{ what, headers }`. */
  answers = [];

  /** @param {string} url such as `https://edge.example.com` */
  constructor(url) {
    this.#url = new URL(url);
    if (!/^https?:$/.test(this.#url.protocol)) throw new TypeError(`${url} is not an http(s) address`);
  }

  get origin() {
    return this.#url.origin;
  }

  get hostname() {
    return this.#url.hostname;
  }

  get port() {
    return Number(this.#url.port) || (this.isHttps ? 443 : 80);
  }

  get isHttps() {
    return this.#url.protocol === "https:";
  }

  get isLoopback() {
    return LOOPBACK.test(this.#url.hostname);
  }

  /** Sends one request, and reads its answer to the end. */
  async ask(path, options) {
    const response = await this.open(path, options);
    const chunks = [];
    for await (const chunk of response) chunks.push(chunk);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
  }

  /**
   * Sends one request, and returns its answer as soon as the head is there.
   *
   * @param {string} path path and query, sent as they are
   * @param {{ method?: string, headers?: object, body?: string | Buffer, unfinished?: boolean }} [options]
   *   `unfinished`: the body is announced, but its end is never sent; the caller destroys the answer.
   */
  async open(path, { method = "GET", headers = {}, body, unfinished = false } = {}) {
    const { request: send } = this.isHttps ? https : http;
    const request = send({ hostname: this.hostname.replace(/^\[|\]$/g, ""), port: this.port, method, path, headers, agent: false });
    request.setTimeout(SILENCE_MS, () => request.destroy(new Error(`no answer to ${method} ${path} within ${SILENCE_MS / 1000} s`)));
    const answered = once(request, "response");
    if (body !== undefined) request.write(body);
    if (unfinished) request.flushHeaders();
    else request.end();
    const [response] = await answered;
    request.on("error", () => {});
    this.answers.push({ what: `${method} ${path}`, headers: response.headers });
    return response;
  }

  /** What the edge tells its page about itself. */
  async settings() {
    this.#settings ??= JSON.parse((await this.ask("/config.json")).body);
    return this.#settings;
  }

  /** A repository's address that this edge may serve; it need not exist. */
  async anyRepository() {
    const { default_region: region, regions } = await this.settings();
    return `/${region ?? regions?.[0] ?? "eu-west-1"}/smoke-test`;
  }
}
