import type { Progress } from "../core/git-api.ts";

const UNITS = ["B", "kB", "MB", "GB"];

/** A number of bytes with a unit. */
export function bytes(count: number): string {
  let unit = 0;
  let value = count;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** A number with its noun. */
export function counted(count: number, noun: string, many = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : many}`;
}

/** A duration; with seconds below ten minutes. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 3600) return `${Math.round(whole / 60)} min`;
  if (whole < 172_800) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} days`;
}

/** How long ago a time was, roughly. A commit may contain any number as its time. */
export function ago(time: number, now = Date.now()): string {
  const seconds = (now - time) / 1000;
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "at an unknown time";
  if (seconds < -60 || seconds >= 2_592_000) return `on ${date.toISOString().split("T", 1)[0]}`;
  if (seconds < 45) return "just now";
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return counted(Math.round(seconds / 86_400), "day") + " ago";
}

/** An abbreviated object ID. */
export function short(oid: string): string {
  return oid.slice(0, 8);
}

/** The first line of a commit's message. */
export function subjectOf({ message }: { message: string }): string {
  return message.trimStart().split("\n", 1)[0] ?? "";
}

/** The progress before there is any. */
export const CONNECTING: Progress = { phase: "Connecting", done: 0, bytes: 0, rate: 0 };
