import { readFileSync } from "node:fs";

/** Linux's `USER_HZ`. */
const TICKS_PER_SECOND = 100;

/** The CPU time that a process has used, in seconds. */
function cpuSeconds(pid) {
  // The name before it is in parentheses, and may contain spaces.
  const [, fields] = /\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
  const [user, system] = fields.split(" ").slice(11, 13).map(Number);
  return (user + system) / TICKS_PER_SECOND;
}

/** The CPU time that a process uses while something runs, in seconds. */
export async function cpuSecondsOf(pid, work) {
  const before = cpuSeconds(pid);
  await work();
  return cpuSeconds(pid) - before;
}
