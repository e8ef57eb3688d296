import { readFileSync } from "node:fs";

const PAUSE_MS = 20;

/** The memory of a process that is resident now, in MiB. */
export function residentMib(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(kib) / 1024;
}

/** By how many MiB a process grows, at most, while something is done. */
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
