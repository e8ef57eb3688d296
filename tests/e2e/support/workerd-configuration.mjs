import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { readWrangler } from "./wrangler.mjs";

const ASSETS = "assets";
const CACHE = "cache";
const FILES = "files";
const RATE_LIMITER = "rate-limiter";
const STORAGE = "storage";

/** The module of the assets service, beside the configuration. */
export const ASSETS_MODULE = "assets-service.mjs";

/** The module of the rate limiter service, beside the configuration. */
export const RATE_LIMITER_MODULE = "rate-limiter-service.mjs";

/** The socket of an isolate. */
export function edgeSocket(isolate) {
  return `edge-${isolate}`;
}

/**
 * workerd's configuration, in the text form of capnp: the worker as wrangler.toml deploys it, except that
 * subrequests may go to loopback. `cache` is the address of the service behind the Cache API.
 */
export function configuration({ worker, vars, port, isolates, cache, storage, trusted, outbound, assets, rateLimiter }) {
  const wrangler = readWrangler(worker.wrangler);
  const files = assetsDirectory(worker, wrangler, assets);
  const names = [...Array(isolates).keys()].map(edgeSocket);
  const services = [
    ...names.map((name) => edgeService(name, { worker, vars, wrangler, home: names[0], cache, files, rateLimiter })),
    `(name = "internet", ${outbound ? proxy(outbound) : network(trusted)})`,
  ];
  const sockets = names.map((name, isolate) => socket(name, isolate === 0 ? port : 0, quoted(name)));
  if (cache) services.push(`(name = ${quoted(CACHE)}, ${proxy(cache)})`);
  if (files) services.push(...assetsServices(wrangler, files));
  if (rateLimiter) services.push(rateLimiterService(wrangler, rateLimiter));
  if (wrangler.durableObjects.length > 0) {
    services.push(`(name = ${quoted(STORAGE)}, disk = (path = ${quoted(resolve(storage))}, writable = true))`);
  }
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (services = ${list(services)}, sockets = ${list(sockets)});
`;
}

function network(trusted) {
  return `network = (allow = ["public", "private"], tlsOptions = ${tlsOptions(trusted)})`;
}

/** Absolute URLs in the request line, for every scheme. */
function proxy(address) {
  return `external = (address = ${quoted(address)}, http = (style = proxy))`;
}

/** The default, with additional authorities. */
function tlsOptions(trusted) {
  return `(trustBrowserCas = true, trustedCertificates = ${list(trusted.map(quoted))})`;
}

/** One isolate. The Durable Objects of all of them live in the one named `home`. */
function edgeService(name, { worker, vars, wrangler, home, cache, files, rateLimiter }) {
  const { date, flags, durableObjects } = wrangler;
  const bindings = [...Object.entries(vars).map(variable), ...durableObjects.map((object) => durableObject(object, home))];
  if (files) bindings.push(service(wrangler.assets.binding, ASSETS));
  if (rateLimiter) bindings.push(service("RATE_LIMITER", RATE_LIMITER, "RateLimiter"));
  const fields = [
    `modules = ${list(worker.modules.map(embedded))}`,
    `compatibilityDate = ${quoted(date)}`,
    `compatibilityFlags = ${list(flags.filter((flag) => flag !== "global_fetch_strictly_public").map(quoted))}`,
    `bindings = ${list(bindings)}`,
  ];
  if (cache) fields.push(`cacheApiOutbound = ${quoted(CACHE)}`);
  if (durableObjects.length > 0 && name === home) {
    fields.push(
      `durableObjectNamespaces = ${list(durableObjects.map(namespace))}`,
      // Durable Objects in memory have no SQL.
      `durableObjectStorage = (localDisk = ${quoted(STORAGE)})`,
    );
  }
  return `(name = ${quoted(name)}, worker = (${fields.join(", ")}))`;
}

/** The directory of the assets; undefined if they were not built, or the worker has none. */
function assetsDirectory(worker, wrangler, assets) {
  if (!wrangler.assets) return undefined;
  const directory = resolve(assets ?? join(dirname(worker.wrangler), wrangler.assets.directory));
  return existsSync(join(directory, "index.html")) ? directory : undefined;
}

/** The files, and a worker that serves them as Cloudflare does. */
function assetsServices({ date }, directory) {
  const modules = list([embedded(ASSETS_MODULE)]);
  const bindings = list([service("FILES", FILES)]);
  return [
    `(name = ${quoted(FILES)}, disk = (path = ${quoted(directory)}))`,
    `(name = ${quoted(ASSETS)}, worker = (modules = ${modules}, compatibilityDate = ${quoted(date)}, bindings = ${bindings}))`,
  ];
}

function rateLimiterService({ date }, { limit, fails = false }) {
  const modules = list([embedded(RATE_LIMITER_MODULE)]);
  const bindings = list(Object.entries({ LIMIT: limit, FAILS: fails }).map(variable));
  return `(name = ${quoted(RATE_LIMITER)}, worker = (modules = ${modules}, compatibilityDate = ${quoted(date)}, bindings = ${bindings}))`;
}

/** Takes the scheme from the header of a TLS-terminating proxy; without it, requests are plain HTTP. */
function socket(name, port, service) {
  const http = `(forwardedProtoHeader = "X-Forwarded-Proto")`;
  return `(name = ${quoted(name)}, address = "127.0.0.1:${port}", http = ${http}, service = ${service})`;
}

function embedded(name) {
  const kind = name.endsWith(".wasm") ? "wasm" : "esModule";
  return `(name = ${quoted(name)}, ${kind} = embed ${quoted(name)})`;
}

function variable([name, value]) {
  return typeof value === "string"
    ? `(name = ${quoted(name)}, text = ${quoted(value)})`
    : `(name = ${quoted(name)}, json = ${quoted(JSON.stringify(value))})`;
}

function service(name, serviceName, entrypoint) {
  const designated = entrypoint ? `(name = ${quoted(serviceName)}, entrypoint = ${quoted(entrypoint)})` : quoted(serviceName);
  return `(name = ${quoted(name)}, service = ${designated})`;
}

function durableObject({ name, className }, serviceName) {
  const namespace = `(className = ${quoted(className)}, serviceName = ${quoted(serviceName)})`;
  return `(name = ${quoted(name)}, durableObjectNamespace = ${namespace})`;
}

function namespace({ className, sql }) {
  return `(className = ${quoted(className)}, uniqueKey = ${quoted(`codecommit-edge-${className}`)}, enableSql = ${sql})`;
}

function list(items) {
  return `[${items.join(", ")}]`;
}

/** A string literal of the capnp language. */
function quoted(text) {
  const escaped = text.replace(/["\\]/g, "\\$&").replace(/[\x00-\x1f\x7f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `"${escaped}"`;
}
