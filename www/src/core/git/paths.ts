import { failure } from "../messages.ts";
import { SLASH } from "./names.ts";

/** Code points that macOS ignores in names. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

/**
 * Returns a path in a working tree.
 *
 * @throws {CoreError} `invalid_name` with the path, if it leads out of the working tree or into `.git`
 */
export function checkedPath(path: string): string {
  if (!isSafePath(path)) throw failure("invalid_name", path);
  return path;
}

/**
 * Whether a working tree may have this path. As for git, names that Windows or macOS take for `.git` are not allowed on any
 * system. Old or hostile histories contain them.
 */
export function isSafePath(path: string): boolean {
  return !path.split("/").some((name) => name === "" || name.includes("\0") || name.includes(SLASH) || isDotGit(name) || /^\.{1,2}$/.test(name.replace(IGNORED, "")));
}

/**
 * Returns the path of a new file or folder. New names must not contain a backslash either, which Windows takes for a slash, and
 * must be text.
 *
 * @throws {CoreError} `invalid_name` with the part of the path that is not allowed
 */
export function checkedNewPath(path: string): string {
  const wrong = forbiddenPart(path);
  if (wrong !== undefined) throw failure("invalid_name", wrong);
  return path;
}

/** The first part of a path that git does not allow; undefined if all are allowed. */
export function forbiddenPart(path: string): string | undefined {
  return path.split("/").find(isForbidden);
}

function isForbidden(name: string): boolean {
  return !isSafePath(name) || name.includes("\\") || !name.isWellFormed();
}

/** Whether Windows or macOS take a name for `.git`. */
function isDotGit(name: string): boolean {
  const [clean = ""] = name.replace(IGNORED, "").split(/[:\\]/);
  const plain = clean.toLowerCase().replace(/[. ]+$/, "");
  return plain === ".git" || /^git~[1-4]$/.test(plain);
}

/** Why Windows could not check out a file with this path; undefined if it can. */
export function windowsProblem(path: string): string | undefined {
  for (const name of path.split("/")) {
    const [, character] = /([<>:"|?*\u0001-\u001f])/.exec(name) ?? [];
    if (character !== undefined) return character < " " ? "it contains a control character" : `it contains ${character}`;
    if (/[. ]$/.test(name)) return "it ends with a dot or a space";
    if (/^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/i.test(name)) return `${name} is reserved there`;
  }
  return undefined;
}

/** `a/b/c` has the parents `a` and `a/b`. */
export function parentsOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
