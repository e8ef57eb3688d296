/** Resolves a link in a file to a path in the repository. A leading slash is the repository's root; no link leaves it. */
export function resolvePath(from: string, href: string): string {
  const [address = ""] = href.split(/[?#]/);
  const start = address.startsWith("/") ? [] : from.split("/").slice(0, -1);
  const parts: string[] = [];
  for (const part of [...start, ...address.split("/").map(decoded)]) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
