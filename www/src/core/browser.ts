import { failure } from "./messages.ts";

/** The newest features of JavaScript that the page and its worker use. With them a browser has the older ones, too. */
const NEEDED: readonly (readonly [name: string, has: () => boolean])[] = [
  ["Map.groupBy", () => "groupBy" in Map],
  ["Promise.withResolvers", () => "withResolvers" in Promise],
  ["Set.prototype.difference", () => "difference" in Set.prototype],
];

/**
 * Checks that the browser is new enough for this page: see docs/browser.md.
 *
 * @throws {CoreError}
 */
export function requireFeatures(): void {
  const missing = NEEDED.filter(([, has]) => !has()).map(([name]) => name);
  if (missing.length > 0) throw failure("old_browser", `Missing: ${missing.join(", ")}`);
}

/**
 * Checks that the user has not blocked the storage that clones and sign-ins need. Chromium blocks it together with cookies:
 * these two throw, and the databases of clones cannot be opened.
 *
 * @throws {CoreError}
 */
export function requireStorage(): void {
  try {
    for (const name of ["localStorage", "sessionStorage"] as const) void globalThis[name];
  } catch (error) {
    throw failure("storage_blocked", error instanceof Error ? error.message : "");
  }
}
