import { failure } from "../messages.ts";

/** Returns a path in a working tree; rejects paths that lead out of it or into `.git`. */
export function checkedPath(path: string): string {
  const parts = path.split("/");
  if (parts.some((part) => /^(?:|\.|\.\.|\.git)$/i.test(part) || part.includes("\0"))) throw failure("invalid_name");
  return path;
}

/** `a/b/c` has the parents `a` and `a/b`. */
export function parentsOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
