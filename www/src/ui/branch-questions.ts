import type { Loss } from "../core/branching-api.ts";
import { visible } from "./foreign.tsx";
import { counted, short } from "./words.ts";

/** More files than these are only counted. */
const MOST_NAMED = 5;

/** The question before a branch is deleted. `only` counts the commits that no other branch has. */
export function deleteQuestion(name: string, only: number): string {
  return only === 0 ? `Delete the branch ${visible(name)} from this browser?` : `Delete the branch ${visible(name)}? This deletes the only copy of ${counted(only, "commit")}.`;
}

export function deleteOnServerQuestion(what: "branch" | "tag", name: string): string {
  return `Delete the ${what} ${visible(name)} on the server, for everyone?`;
}

/** The question before the checked-out branch is reset. */
export function resetQuestion(branch: string, to: string, files: "keep" | "discard", { commits, files: changed }: Loss): string {
  const target = /^[0-9a-f]{40}$/.test(to) ? short(to) : visible(to);
  const lost = commits > 0 ? ` ${counted(commits, "commit")} will not be on any branch.` : "";
  if (files === "keep") return `Reset ${visible(branch)} to ${target} and keep the files as they are?${lost}`;
  const named = changed.slice(0, MOST_NAMED).map(visible);
  const more = changed.length - named.length;
  const dropped = changed.length > 0 ? ` Your changes to ${named.join(", ")}${more > 0 ? ` and ${counted(more, "more file")}` : ""} will be lost.` : "";
  return `Reset ${visible(branch)} to ${target} and discard uncommitted changes?${lost}${dropped}`;
}
