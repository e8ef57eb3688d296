/** A build of the page: the files that one deployment of the edge serves. */
export interface Build {
  /** The page's first script. Its name contains a hash of what it imports, so it stands for the build. */
  entry: string;
  /** The files that the page needs without a network, apart from the page itself. */
  files: readonly string[];
  /** Those that the page names: another build's page names others. */
  named: readonly string[];
}

/** The service worker's own script. */
export const SCRIPT = "/service-worker.js";

/** Whether the edge's deployment has the service worker's script; undefined if the edge itself does not say. */
export async function isDeployed(): Promise<boolean | undefined> {
  const { ok, status, headers } = await fetch(SCRIPT, { method: "HEAD", cache: "no-store", credentials: "omit" });
  if (ok) return true;
  return status === 404 && headers.get("x-codecommit-edge-code") === "not_found" ? false : undefined;
}

const CACHE = "codecommit-edge ";
const LOCK = "codecommit-edge page ";

/** The cache of a build. Its files' names contain hashes of their contents, so the names stand for the contents. */
export function cacheOf({ entry, named }: Build): string {
  return `${CACHE}${[entry, ...named.filter((name) => name.endsWith(".css"))].join(" ")}`;
}

/** The lock that each open page of a build shares, so that its files are kept. */
export function lockOf(entry: string): string {
  return `${LOCK}${entry}`;
}

/** The caches of other builds that no open page needs. */
export function unneeded(caches: readonly string[], build: Build, held: readonly string[]): string[] {
  return caches.filter((name) => {
    const [entry = ""] = name.startsWith(CACHE) ? name.slice(CACHE.length).split(" ") : [];
    return entry !== "" && name !== cacheOf(build) && !held.includes(lockOf(entry));
  });
}

/** Whether a page's text is that of this build, and not that of a deployment before or after it. */
export function isPageOf({ named }: Build, text: string): boolean {
  return named.every((name) => text.includes(`"${name}"`));
}

/** How a request is answered: with the page, with a file of the build, or, like all else, by the network only. */
export function answerTo({ method, mode, url, headers }: Pick<Request, "method" | "mode" | "url" | "headers">, origin: string): "page" | "file" | undefined {
  const { origin: asked, pathname, search } = new URL(url);
  if (method !== "GET" || asked !== origin || headers.has("authorization")) return undefined;
  // A query is that of a sign-in or of git.
  if (mode === "navigate") return pathname === "/" && search === "" ? "page" : undefined;
  return pathname.startsWith("/www/") ? "file" : undefined;
}
