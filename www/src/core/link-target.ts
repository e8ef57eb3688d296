/** The path in the repository that a symbolic link points to; undefined if it points out of the working tree or into `.git`. */
export function linkTarget(path: string, target: string): string | undefined {
  if (target === "" || target.startsWith("/") || target.includes("\0")) return undefined;
  const parts = path.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts[0]?.toLowerCase() === ".git" ? undefined : parts.join("/");
}
