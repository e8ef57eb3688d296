import { spawn } from "node:child_process";
import { accessSync, constants, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BUILD = join(ROOT, "edge-proxy/build");
const MODULES = ["index.js", "edge_proxy_bg.wasm"];
const START_TIMEOUT_MS = 20_000;

/**
 * Starts the built worker in workerd on loopback.
 *
 * `vars` become the worker's bindings: strings as text, anything else as JSON. Port 0 is any free one.
 * Rejects with what workerd said where the worker refuses to start.
 *
 * @param {{ vars?: Record<string, unknown>, port?: number, onLine?: (line: string) => void }} options
 * @returns {Promise<{ url: string, pid: number, logs: () => unknown[], exited: Promise<void>, close: () => Promise<void> }>}
 *   `logs()`: what the worker has written so far, a line of JSON as its value and any other line as a string.
 */
export async function startEdge({ vars = {}, port = 0, onLine = () => {} } = {}) {
  const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-"));
  for (const name of MODULES) copyFileSync(join(BUILD, name), join(directory, name));
  writeFileSync(join(directory, "config.capnp"), configuration({ vars, port }));

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
    rmSync(directory, { recursive: true, force: true });
  });

  async function close() {
    child.kill("SIGKILL");
    await exited;
  }

  try {
    const bound = await listening(child, exited, lines);
    return { url: `http://127.0.0.1:${bound}`, pid: child.pid, logs: () => lines.map(parsed), exited, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** workerd announces on its control descriptor the port that it listens on. */
async function listening(child, exited, lines) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(refusal("workerd did not start in time", lines))), START_TIMEOUT_MS);
  });
  const ended = exited.then(() => {
    throw new Error(refusal("workerd refused to start", lines));
  });
  const announced = new Promise((resolve) => {
    createInterface({ input: child.stdio[3] }).on("line", (line) => {
      const event = JSON.parse(line);
      if (event.event === "listen") resolve(event.port);
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

/** Where util-linux is present the kernel ends the child even when this process is killed outright. */
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

/** As wrangler.toml deploys it, except that subrequests may go to loopback. */
function configuration({ vars, port }) {
  const { date, flags } = compatibility();
  const bindings = Object.entries(vars).map(([name, value]) =>
    typeof value === "string"
      ? `(name = ${quoted(name)}, text = ${quoted(value)})`
      : `(name = ${quoted(name)}, json = ${quoted(JSON.stringify(value))})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = (
      modules = [
        (name = "index.js", esModule = embed "index.js"),
        (name = "edge_proxy_bg.wasm", wasm = embed "edge_proxy_bg.wasm"),
      ],
      compatibilityDate = ${quoted(date)},
      compatibilityFlags = [${flags.map(quoted).join(", ")}],
      bindings = [${bindings.join(", ")}],
    )),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "edge")],
);
`;
}

function compatibility() {
  const toml = readFileSync(join(ROOT, "wrangler.toml"), "utf8").replace(/^\s*#.*$/gm, "");
  const date = /^compatibility_date\s*=\s*"([^"]+)"/m.exec(toml)[1];
  const flags = /^compatibility_flags\s*=\s*\[([^\]]*)\]/m.exec(toml)[1].match(/[a-z_]+/g) ?? [];
  return { date, flags: flags.filter((flag) => flag !== "global_fetch_strictly_public") };
}

/** A string literal of the capnp language. */
function quoted(text) {
  const escaped = text.replace(/["\\]/g, "\\$&").replace(/[\x00-\x1f\x7f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `"${escaped}"`;
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
