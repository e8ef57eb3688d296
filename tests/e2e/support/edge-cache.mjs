// The Cache API for workerd's workers. workerd has no cache itself, and calls a service with this protocol: `match` is
// a GET, `put` a PUT whose body is a whole HTTP response, `delete` a PURGE. It has Cloudflare's rules on what is kept, and
// how long, as far as a proxy's own entries need them; `Vary`, ranges and conditions are not looked at.

import { once } from "node:events";
import { createReadStream, createWriteStream, mkdirSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

const HEAD_END = "\r\n\r\n";
const HOP_BY_HOP = ["connection", "content-length", "transfer-encoding"];
/** Cloudflare's limit for an object. Source: https://developers.cloudflare.com/workers/platform/limits/#cache-api-limits */
const MAX_BYTES = 512_000_000;
const MAX_HEAD = 64 << 10;

/**
 * @typedef {{
 *   key: string, url: string, status: number, headers: [string, string][], body: Buffer, stored: number, expires: number,
 * }} Entry `stored`, `expires`: milliseconds since 1970.
 */

/** The cache that the isolates of an edge share: its bodies are files. */
export class EdgeCache {
  #directory;
  #server;
  #entries = new Map();
  #files = 0;
  /**
   * What goes wrong: called with the method and the URL of each request, it may wait, and return `fail` for an error of
   * the cache, `miss` for an entry that is gone, or how a body ends: after how many bytes, and whether it is cut off or
   * stalls.
   *
   * @typedef {"fail" | "miss" | { after: number, ends: "cut" | "stall" } | undefined} Fault
   * @type {(method: string, url: string) => Promise<Fault> | Fault}
   */
  faults = () => undefined;

  /** Starts it on loopback, with its files in a new directory. */
  static async start(directory) {
    mkdirSync(directory, { recursive: true });
    const cache = new EdgeCache();
    cache.#directory = directory;
    // workerd sends no `Host`.
    cache.#server = createServer({ requireHostHeader: false }, (request, response) => {
      cache.#handle(request, response).catch(() => response.destroy());
    });
    cache.#server.listen(0, "127.0.0.1");
    await once(cache.#server, "listening");
    return cache;
  }

  /** Host and port. */
  get address() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /**
   * Every entry, including expired ones.
   *
   * @returns {Promise<Entry[]>}
   */
  entries() {
    return Promise.all([...this.#entries].map(async ([key, { file, ...entry }]) => ({ key, ...entry, body: await readFile(file) })));
  }

  /** The keys of all entries. */
  keys() {
    return [...this.#entries.keys()];
  }

  /** Replaces the cache's contents with these entries, which a test may have changed. */
  async replace(entries) {
    const replaced = await Promise.all(
      entries.map(async ({ key, body, ...entry }) => {
        const file = this.#newFile();
        await writeFile(file, body);
        return [key, { ...entry, file, length: body.length }];
      }),
    );
    this.#entries = new Map(replaced);
  }

  /** Empties the cache. */
  clear() {
    return this.replace([]);
  }

  /** Removes an entry, as a cache does that needs the space. */
  evict(key) {
    this.#entries.delete(key);
  }

  #newFile() {
    return join(this.#directory, String(++this.#files));
  }

  async #handle(request, response) {
    const { method, url, headers } = request;
    const fault = await this.faults(method, url);
    if (fault === "fail") return request.destroy();
    const key = `${headers["cf-cache-namespace"] ?? ""} ${url}`;
    switch (method) {
      case "GET":
        return this.#match(fault === "miss" ? undefined : this.#entries.get(key), response, fault?.ends && fault);
      case "PUT":
        return this.#put(key, request, response);
      case "PURGE":
        return response.writeHead(this.#entries.delete(key) ? 200 : 404).end();
      default:
        return response.writeHead(405).end();
    }
  }

  async #match(entry, response, fault) {
    if (!entry || entry.expires <= Date.now()) return response.writeHead(504, { "cf-cache-status": "MISS" }).end();
    const headers = [...entry.headers, ["cf-cache-status", "HIT"], ["age", String(Math.floor((Date.now() - entry.stored) / 1000))]];
    // A body whose length was unknown when it was put has none when it is read.
    if (entry.isCounted) headers.push(["content-length", String(entry.length)]);
    response.writeHead(entry.status, headers.flat());
    if (fault === undefined) return pipeline(createReadStream(entry.file), response);
    for await (const piece of createReadStream(entry.file, { end: fault.after - 1 })) response.write(piece);
    if (fault.ends === "cut") response.socket.destroySoon();
  }

  async #put(key, request, response) {
    const file = this.#newFile();
    const parser = new ResponseParser();
    try {
      await pipeline(request, parser, createWriteStream(file));
    } catch (error) {
      // Cut off, or too large: nothing is kept of it.
      await rm(file, { force: true });
      if (error !== TOO_LARGE) throw error;
      return response.writeHead(413).end();
    }
    const { status, headers, length } = parser;
    const seconds = lifetime(headers);
    if (seconds === 0) {
      await rm(file, { force: true });
      // This response tells workerd that nothing was stored; the worker does not see it.
      return response.writeHead(413).end();
    }
    const stored = Date.now();
    const isCounted = request.headers["content-length"] !== undefined;
    this.#entries.set(key, { url: request.url, status, headers: [...headers], file, length, isCounted, stored, expires: stored + seconds * 1000 });
    response.writeHead(204).end();
  }
}

/** Splits a response, as it is put, into its head and its body. */
class ResponseParser extends Transform {
  status;
  headers;
  length = 0;
  #head = Buffer.alloc(0);

  _transform(piece, _encoding, done) {
    let body = piece;
    if (this.headers === undefined) {
      this.#head = Buffer.concat([this.#head, piece]);
      const end = this.#head.indexOf(HEAD_END);
      if (end < 0) return done(this.#head.length > MAX_HEAD ? TOO_LARGE : null);
      this.#parse(this.#head.subarray(0, end).toString("latin1"));
      body = this.#head.subarray(end + HEAD_END.length);
    }
    this.length += body.length;
    return this.length > MAX_BYTES ? done(TOO_LARGE) : done(null, body);
  }

  #parse(head) {
    const [statusLine, ...lines] = head.split("\r\n");
    this.status = Number(statusLine.split(" ")[1]);
    this.headers = new Headers(lines.map((line) => /^([^:]+):\s*(.*)$/.exec(line).slice(1)));
    for (const name of HOP_BY_HOP) this.headers.delete(name);
  }
}

/** For how many seconds a shared cache may keep a response: 0 if it must not, or if nothing is specified. */
function lifetime(headers) {
  const control = headers?.get("cache-control") ?? "";
  if (!headers || headers.has("set-cookie") || /\b(no-store|no-cache|private)\b/i.test(control)) return 0;
  const [, seconds] = /\bs-maxage=(\d+)/i.exec(control) ?? /\bmax-age=(\d+)/i.exec(control) ?? [];
  return Number(seconds ?? 0);
}

const TOO_LARGE = new Error("the object is larger than the cache keeps");
