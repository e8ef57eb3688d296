import type { Place } from "./address.ts";

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

/** The place that a link's fragment names: `#L3`, `#L3-L9`, or a heading. */
export function placeOf(href: string): Place {
  const fragment = decoded(href.slice(href.includes("#") ? href.indexOf("#") + 1 : href.length));
  const [, from, to = from] = /^L(\d{1,9})(?:-L?(\d{1,9}))?$/.exec(fragment) ?? [];
  if (Number(from) > 0 && Number(to) >= Number(from)) return { lines: { first: Number(from), last: Number(to) } };
  return fragment === "" ? {} : { heading: fragment };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
