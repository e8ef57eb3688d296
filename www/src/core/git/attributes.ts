import * as git from "isomorphic-git";

import { matcher } from "./path-patterns.ts";
import type { Repository } from "./repository.ts";
import { entryAt } from "./trees.ts";

/** The value of an attribute: set, unset (`-name`), or a text; absent if unspecified. */
type Value = true | false | string;

interface Rule {
  /** Whether it applies to a path relative to the folder of its file. */
  matches(path: string): boolean;
  /** The attributes that it gives; undefined for `!name`, which takes one back. */
  values: readonly (readonly [name: string, value: Value | undefined])[];
}

/** How git merges a file. */
export interface MergeAttributes {
  driver: "text" | "union" | "binary";
  markerSize: number;
}

const FILE_NAME = ".gitattributes";
const MARKER = 7;

/**
 * The attributes of files in a merge, from the `.gitattributes` files of the working tree; without one in its root, from the one of
 * our tree. The page has no `merge.*` settings, so that git, too, would merge files of other drivers as text.
 */
export function attributesFor(repository: Repository, ourTree: string): (path: string) => Promise<MergeAttributes> {
  const folders = new Map<string, Promise<Rule[]>>();
  const macros = new Map<string, Rule["values"]>([["binary", [["diff", false], ["merge", false], ["text", false]]]]);
  const rulesIn = (folder: string): Promise<Rule[]> => {
    const rules = folders.get(folder) ?? contentIn(repository, ourTree, folder).then((content) => (content === undefined ? [] : parsed(content, macros, folder === "")));
    folders.set(folder, rules);
    return rules;
  };
  return async (path) => {
    const values = new Map<string, Value | undefined>();
    const parts = path.split("/");
    for (let depth = 0; depth < parts.length; depth++) {
      for (const rule of await rulesIn(parts.slice(0, depth).join("/"))) {
        if (rule.matches(parts.slice(depth).join("/"))) for (const [name, value] of rule.values) values.set(name, value);
      }
    }
    const [driver, size] = [values.get("merge"), Number(values.get("conflict-marker-size"))];
    return { driver: driver === false ? "binary" : driver === "union" || driver === "binary" ? driver : "text", markerSize: Number.isInteger(size) && size > 0 ? size : MARKER };
  };
}

async function contentIn(repository: Repository, ourTree: string, folder: string): Promise<string | undefined> {
  const { fs, dir } = repository;
  const path = folder === "" ? FILE_NAME : `${folder}/${FILE_NAME}`;
  const isFile = await fs.promises.lstat(`${dir}/${path}`).then((found: { isFile(): boolean }) => found.isFile(), () => false);
  if (isFile) return new TextDecoder().decode((await fs.promises.readFile(`${dir}/${path}`)) as Uint8Array);
  const entry = folder === "" ? await entryAt(repository, ourTree, path) : undefined;
  return entry?.type === "blob" && entry.mode !== 0o120000 ? new TextDecoder().decode((await git.readBlob({ ...repository, oid: entry.oid })).blob) : undefined;
}

/** The rules of a file. Only the one in the root may define macros. */
function parsed(content: string, macros: Map<string, Rule["values"]>, isRoot: boolean): Rule[] {
  const rules: Rule[] = [];
  for (const line of content.split("\n")) {
    const [, quoted, plain, rest = ""] = /^[ \t\r]*(?:"((?:[^"\\]|\\.)*)"|([^ \t\r"#]\S*))(?:[ \t\r]+([^]*))?$/.exec(line) ?? [];
    const pattern = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (pattern === undefined || pattern.startsWith("!")) continue;
    const values = rest.split(/[ \t\r]+/).filter(Boolean).flatMap((word) => valuesOf(word, macros));
    const [, macro] = /^\[attr\](\S+)$/.exec(pattern) ?? [];
    if (macro === undefined) rules.push({ matches: matcher(pattern), values });
    else if (isRoot) macros.set(macro, values);
  }
  return rules;
}

function valuesOf(word: string, macros: ReadonlyMap<string, Rule["values"]>): (readonly [string, Value | undefined])[] {
  const [, sign = "", name = "", value] = /^([-!]?)([^=]*)(?:=(.*))?$/.exec(word) ?? [];
  const own = [name, sign === "-" ? false : sign === "!" ? undefined : (value ?? true)] as const;
  return sign === "" && value === undefined ? [own, ...(macros.get(name) ?? [])] : [own];
}
