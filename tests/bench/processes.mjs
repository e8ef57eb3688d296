import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";

const SETPRIV = "/usr/bin/setpriv";
const TICK_MICROS = 10_000;

/** The processes to end when this one ends. */
const running = new Set();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts a process that ends with this one; with util-linux also if this one is killed with SIGKILL. */
export function start(command, args, options = {}) {
  const bound = existsSync(SETPRIV) ? [SETPRIV, ["--pdeathsig", "KILL", command, ...args]] : [command, args];
  const child = spawn(...bound, options);
  running.add(child);
  const exited = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => running.delete(child));
  exited.catch(() => {});
  return {
    child,
    pid: child.pid,
    exited,
    async close() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Runs a command, which must succeed, and returns its standard output. */
export async function run(command, args, { input = "", ...options } = {}) {
  const { child, exited } = start(command, args, options);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
  child.stdin.on("error", () => {}).end(input);
  const code = await exited;
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output.stderr}${output.stdout}`);
  return output.stdout;
}

/** The processor time that a process has used in user and kernel mode, in microseconds. */
export function cpuMicros(pid) {
  // The program's name, which may contain spaces, ends at the last parenthesis.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}

/** A process's resident memory, current and peak, in MiB. */
export function memoryMib(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)[1]) / 1024;
  return { now: field("VmRSS"), most: field("VmHWM") };
}

/** A free port on loopback. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until a URL responds. */
export async function answering(url, { exited }) {
  let ended = false;
  exited.then(
    () => (ended = true),
    () => (ended = true),
  );
  for (let attempt = 0; attempt < 500; attempt++) {
    if (ended) throw new Error(`the server of ${url} has ended`);
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  throw new Error(`nothing answers at ${url}`);
}
