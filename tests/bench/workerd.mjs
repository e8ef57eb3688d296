import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { ASSETS_MODULE, configuration } from "../e2e/support/workerd-configuration.mjs";
import { readWrangler } from "../e2e/support/wrangler.mjs";
import { start } from "./processes.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
const SUPPORT = fileURLToPath(new URL("../e2e/support/", import.meta.url));

/** The worker that `make deploy` deploys, as built when this run began. */
export const EDGE = {
  modules: files(join(ROOT, "edge-proxy/build"), ["index.js", "edge_proxy_bg.wasm"]),
  // The service for static assets, as in the tests.
  beside: files(SUPPORT, [ASSETS_MODULE]),
  objects: true,
};

/** A ten-line worker, with the same compatibility date and flags. */
export const BARE = script("bare-worker.js");

/**
 * The ten-line worker with the edge's bindings: workerd starts their stand-ins (a disk, a second worker) with the process,
 * which Cloudflare does not.
 */
export const BARE_WITH_BINDINGS = {
  modules: files(HERE, ["bare-worker-with-objects.js", "bare-worker.js"]),
  beside: EDGE.beside,
  objects: true,
};

/** A JavaScript worker with the edge's duties, with the same compatibility date and flags. */
export const JS = script("js-worker.js");

/**
 * Starts a worker in workerd. Its log goes to a file, as an operator's would: reading a pipe would take a process's time from
 * the servers.
 *
 * @param {{ modules: [string, Buffer][], beside: [string, Buffer][], objects: boolean }} worker
 * @param {Record<string, unknown>} vars
 * @param {string} parent the directory for its files
 * @param {{ cache?: string | false }} [options] `cache`: the address of the service behind the Cache API
 * @returns {Promise<{ url: string, pid: number, log: string, close: () => Promise<void> }>}
 */
export async function startWorker(worker, vars, parent, { cache = false } = {}) {
  const directory = mkdtempSync(join(parent, "worker-"));
  for (const [name, content] of [...worker.modules, ...worker.beside]) writeFileSync(join(directory, name), content);
  const storage = join(directory, "objects");
  mkdirSync(storage);
  const wrangler = worker.objects ? join(ROOT, "wrangler.toml") : withoutObjects(directory);
  const described = { modules: worker.modules.map(([name]) => name), wrangler };
  const options = { worker: described, vars, port: 0, isolates: 1, cache, storage, trusted: [] };
  writeFileSync(join(directory, "config.capnp"), configuration(options));

  const log = join(directory, "log");
  const output = openSync(log, "a");
  const stdio = ["ignore", output, output, "pipe"];
  const server = start(workerdBinary(), ["serve", join(directory, "config.capnp"), "--control-fd=3"], { stdio });
  closeSync(output);
  const port = await Promise.race([
    listening(server.child),
    server.exited.then(() => Promise.reject(new Error(`workerd refused to start: see ${log}`))),
  ]);
  return { url: `http://127.0.0.1:${port}`, pid: server.pid, log, close: server.close };
}

/** The port on which workerd listens, which it announces on its control descriptor. */
function listening(child) {
  return new Promise((resolve) => {
    createInterface({ input: child.stdio[3] }).on("line", (line) => {
      const { event, port } = JSON.parse(line);
      if (event === "listen") resolve(port);
    });
  });
}

function files(directory, names) {
  return names.map((name) => [name, readFileSync(join(directory, name))]);
}

/** A worker in this directory that needs no Durable Objects. */
function script(name) {
  return { modules: files(HERE, [name]), beside: [], objects: false };
}

function withoutObjects(directory) {
  const { date, flags } = readWrangler(join(ROOT, "wrangler.toml"));
  const path = join(directory, "wrangler.toml");
  writeFileSync(path, `compatibility_date = "${date}"\ncompatibility_flags = ${JSON.stringify(flags)}\n`);
  return path;
}

/** The binary itself, not its Node.js wrapper, whose process would be measured instead. */
function workerdBinary() {
  const name = { x64: "linux-64", arm64: "linux-arm64" }[process.arch];
  return createRequire(import.meta.url).resolve(`@cloudflare/workerd-${name}/bin/workerd`);
}
