import { readFileSync } from "node:fs";

/** Linux's `USER_HZ`. */
const TICKS_PER_SECOND = 100;

/** The CPU time of a process so far, in seconds. */
export function cpuSeconds(pid) {
  // The name before it can have spaces, and is in brackets.
  const [, fields] = /\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
  const [user, system] = fields.split(" ").slice(11, 13).map(Number);
  return (user + system) / TICKS_PER_SECOND;
}

/** The CPU time that a process uses during some work, in seconds. */
export async function cpuSecondsOf(pid, work) {
  const before = cpuSeconds(pid);
  await work();
  return cpuSeconds(pid) - before;
}
