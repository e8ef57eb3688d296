import { readFileSync } from "node:fs";

const PAUSE_MS = 20;

/** The resident memory of a process, in MiB. */
export function residentMib(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(kib) / 1024;
}

/** The most by which a process's memory grows while something runs, in MiB. */
export async function growthMib(pid, work) {
  const before = residentMib(pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, residentMib(pid))), PAUSE_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(most, residentMib(pid)) - before;
}
