import { spawn } from "node:child_process";
import { accessSync, constants, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { EdgeCache } from "./edge-cache.mjs";
import { ASSETS_MODULE, RATE_LIMITER_MODULE, configuration, edgeSocket } from "./workerd-configuration.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SUPPORT = fileURLToPath(new URL("./", import.meta.url));
/** The files that `wrangler deploy` would deploy. */
const EDGE = {
  directory: join(ROOT, "edge-proxy/build"),
  modules: ["index.js", "edge_proxy_bg.wasm"],
  wrangler: join(ROOT, "wrangler.toml"),
};
const START_TIMEOUT_MS = 20_000;

/**
 * Starts the built worker in workerd on loopback.
 *
 * `vars` become the worker's bindings: strings as text, anything else as JSON. Port 0 is any free one.
 * `isolates`: the number of isolates of the worker, each with its own URL, as in a data centre: they share the
 * cache and the Durable Objects. `cache`: whether there is a cache; without one the Cache API fails.
 * `storage`: a directory that keeps the Durable Objects; without one they end with the edge.
 * `trusted`: certificates (PEM) that it trusts in upstream servers, besides those that browsers do.
 * `outbound`: an HTTP proxy (host and port) that every subrequest goes to in the clear, instead of to the network.
 * `assets`: the directory of the assets, instead of the one in wrangler.toml; if it is not built, there are none.
 * `rateLimiter`: the binding RATE_LIMITER, which lets `limit` requests with each key through; with `fails` it fails instead.
 * `worker`: another worker than the edge.
 * Rejects with workerd's output if the worker does not start.
 *
 * @param {{
 *   vars?: Record<string, unknown>, port?: number, onLine?: (line: string) => void, isolates?: number,
 *   cache?: boolean, storage?: string, trusted?: string[], outbound?: string, assets?: string,
 *   rateLimiter?: { limit: number, fails?: boolean },
 *   worker?: { directory: string, modules: string[], wrangler: string },
 * }} options
 * @returns {Promise<{
 *   url: string, urls: string[], cache?: EdgeCache, pid: number, logs: () => unknown[], exited: Promise<void>,
 *   close: () => Promise<void>,
 * }>}
 *   `url` is the first of `urls`.
 *   `logs()`: what the worker has logged so far: a line of JSON as its value, any other line as a string.
 */
export async function startEdge(options = {}) {
  const { vars = {}, port = 0, onLine = () => {}, isolates = 1, cache = true, storage, trusted = [], outbound, assets, rateLimiter, worker = EDGE } = options;
  const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-"));
  for (const name of worker.modules) copyFileSync(join(worker.directory, name), join(directory, name));
  for (const name of [ASSETS_MODULE, RATE_LIMITER_MODULE]) copyFileSync(join(SUPPORT, name), join(directory, name));
  const shared = cache ? await EdgeCache.start(join(directory, "cache")) : undefined;
  const objects = storage ?? join(directory, "objects");
  mkdirSync(objects, { recursive: true });
  writeFileSync(join(directory, "config.capnp"), configuration({ worker, vars, port, isolates, cache: shared?.address, storage: objects, trusted, outbound, assets, rateLimiter }));
  const names = [...Array(isolates).keys()].map(edgeSocket);

  const lines = [];
  const child = spawnBoundToParent(workerdBinary(), ["serve", join(directory, "config.capnp"), "--control-fd=3"]);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      onLine(line);
    });
  }
  const killWithParent = () => child.kill("SIGKILL");
  process.once("exit", killWithParent);
  const exited = new Promise((resolve) => {
    child.once("error", (error) => lines.push(String(error)) && resolve());
    child.once("close", resolve);
  }).then(() => {
    process.removeListener("exit", killWithParent);
    shared?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function close() {
    child.kill("SIGKILL");
    await exited;
  }

  try {
    const bound = await listening(child, { sockets: names, exited, lines });
    const urls = names.map((name) => bound.get(name));
    return {
      url: urls[0],
      urls,
      cache: shared,
      pid: child.pid,
      logs: () => lines.map(parsed),
      exited,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The URL of each socket. workerd announces on its control descriptor the ports that it listens on. */
async function listening(child, { sockets, exited, lines }) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(refusal("workerd did not start in time", lines))), START_TIMEOUT_MS);
  });
  const ended = exited.then(() => {
    throw new Error(refusal("workerd refused to start", lines));
  });
  const announced = new Promise((resolve) => {
    const urls = new Map();
    createInterface({ input: child.stdio[3] }).on("line", (line) => {
      const event = JSON.parse(line);
      if (event.event === "listen") urls.set(event.socket, `http://127.0.0.1:${event.port}`);
      if (sockets.every((name) => urls.has(name))) resolve(urls);
    });
  });
  try {
    return await Promise.race([announced, ended, late]);
  } finally {
    clearTimeout(timer);
    ended.catch(() => {});
  }
}

function refusal(what, lines) {
  return `${what}:\n${lines.join("\n")}`;
}

/** With util-linux, the kernel ends the child even if this process is killed with SIGKILL. */
function spawnBoundToParent(command, args) {
  const stdio = ["ignore", "pipe", "pipe", "pipe"];
  return isProgram("/usr/bin/setpriv")
    ? spawn("/usr/bin/setpriv", ["--pdeathsig", "KILL", command, ...args], { stdio })
    : spawn(command, args, { stdio });
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The binary itself, not its Node.js wrapper: a signal to the wrapper would leave workerd behind. */
function workerdBinary() {
  const names = { "linux-x64": "linux-64", "linux-arm64": "linux-arm64", "darwin-x64": "darwin-64", "darwin-arm64": "darwin-arm64" };
  const name = names[`${process.platform}-${process.arch}`];
  return createRequire(import.meta.url).resolve(`@cloudflare/workerd-${name}/bin/workerd`);
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
