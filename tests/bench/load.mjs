import { cpuMicros, run } from "./processes.mjs";

const UNIT_MICROS = { us: 1, ms: 1000, s: 1_000_000, m: 60_000_000 };

/**
 * Sends discovery as git does, over this many connections for this many seconds.
 *
 * @returns {Promise<{ perSecond: number, cpuMicros: number, p50: number, p99: number }>}
 *   `cpuMicros`: the server's processor time per request; `p50`, `p99`: the percentiles of the latency, in microseconds.
 */
export async function discover({ address, authorization, pid }, { connections, seconds }) {
  const headers = {
    Authorization: authorization,
    "Git-Protocol": "version=2",
    "User-Agent": "git/2.47.3",
    Accept: "*/*",
    "Accept-Encoding": "deflate, gzip",
    Pragma: "no-cache",
  };
  const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency"];
  for (const [name, value] of Object.entries(headers)) options.push("-H", `${name}: ${value}`);
  const before = cpuMicros(pid);
  const output = await run("wrk", [...options, `${address}/info/refs?service=git-upload-pack`]);
  const used = cpuMicros(pid) - before;
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`requests to ${address} failed:\n${output}`);

  const [, requests, duration, unit] = /(\d+) requests in ([\d.]+)(us|ms|s|m)/.exec(output);
  return {
    perSecond: (Number(requests) * 1_000_000) / (Number(duration) * UNIT_MICROS[unit]),
    cpuMicros: used / Number(requests),
    p50: percentile(output, 50),
    p99: percentile(output, 99),
  };
}

function percentile(output, rank) {
  const [, value, unit] = new RegExp(`^\\s+${rank}%\\s+([\\d.]+)(us|ms|s|m)$`, "m").exec(output);
  return Number(value) * UNIT_MICROS[unit];
}

/** The rate at which the body of a fetch response arrives, in megabytes per second. */
export function download({ address, authorization }) {
  const request = ["-H", "Content-Type: application/x-git-upload-pack-request", "--data-binary", "0000"];
  return transfer("size_download", [...request, "-H", `Authorization: ${authorization}`, `${address}/git-upload-pack`]);
}

/** The rate at which a file is pushed, in megabytes per second. */
export function upload({ address, authorization }, file) {
  const request = ["-X", "POST", "-T", file, "-H", "Content-Type: application/x-git-receive-pack-request", "-H", "Expect:"];
  return transfer("size_upload", [...request, "-H", `Authorization: ${authorization}`, `${address}/git-receive-pack`]);
}

async function transfer(size, args) {
  const format = `%{http_code} %{${size}} %{time_total}`;
  const output = await run("curl", ["-sS", "--noproxy", "*", "-o", "/dev/null", "-w", format, ...args]);
  const [status, bytes, seconds] = output.split(" ").map(Number);
  if (status !== 200) throw new Error(`${args.at(-1)} answered ${status}`);
  return { bytes, megabytesPerSecond: bytes / seconds / 1_000_000 };
}
