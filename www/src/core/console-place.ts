/** What an address of AWS's console shows of a repository. */
export interface ConsolePlace {
  view: "tree" | "file" | "log" | "commit" | "refs";
  /** A branch, a tag or a commit. */
  ref?: string;
  path?: string;
  lines?: { first: number; last: number };
}

/**
 * The place in a repository that an address of AWS's console names: `…/browse/refs/heads/main/--/src/a.rs?lines=3-5`,
 * `…/commit/{id}`, `…/branches`. Undefined if it names none. `repositoryIn` says whether the address is one of the console.
 */
export function placeInConsole(text: string): ConsolePlace | undefined {
  if (!URL.canParse(text)) return undefined;
  const { pathname, searchParams } = new URL(text);
  const [, view, rest = ""] = /^\/codesuite\/codecommit\/repositories\/[^/]+\/([^/]+)\/?(.*)$/.exec(pathname) ?? [];
  const [name, path] = decoded(rest).split(/\/--(?:\/|$)/);
  const ref = (name ?? "").replace(/^refs\/(?:heads|tags)\//, "").replace(/\/$/, "");
  const named = { ...(ref !== "" && { ref }) };
  switch (view) {
    case "browse":
      if (ref === "") return undefined;
      return path ? { view: "file", ...named, path: path.replace(/\/$/, ""), ...linesIn(searchParams.get("lines") ?? "") } : { view: "tree", ...named };
    case "commits":
      return { view: "log", ...named };
    case "commit":
      return ref === "" ? undefined : { view: "commit", ref };
    case "branches":
    case "tags":
      return { view: "refs" };
    default:
      return undefined;
  }
}

/** `3-5` or `3`. */
function linesIn(text: string): Pick<ConsolePlace, "lines"> {
  const [, from, to = from] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  return Number(from) > 0 && Number(to) >= Number(from) ? { lines: { first: Number(from), last: Number(to) } } : {};
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
