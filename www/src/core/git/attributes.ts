import * as git from "isomorphic-git";

import { matcher } from "./path-patterns.ts";
import type { Repository } from "./repository.ts";
import type { Side } from "./side.ts";

/** The value of an attribute: set, unset (`-name`), or a text; undefined for `!name`, which takes one back. */
export type Value = true | false | string | undefined;

/** The attributes of a file; those that are unspecified are undefined or absent. */
export type Attributes = ReadonlyMap<string, Value>;

type Assignment = readonly [name: string, value: Value];

interface Rule {
  /** Whether it applies to a path relative to the folder of its file. */
  matches(path: string): boolean;
  assignments: readonly Assignment[];
}

/** Where `.gitattributes` files are read. */
export interface AttributeFiles {
  /** The entry that the index, or a tree, has at the path of a `.gitattributes` file. */
  stored: (path: string) => Promise<Side | undefined> | Side | undefined;
  /** Which are read: those of the working tree, with the stored ones for missing files, or the other way round. */
  first: "working tree" | "stored";
}

const FILE_NAME = ".gitattributes";
const LINK = 0o120000;

/** What git calls a macro: an attribute that sets others. */
const BINARY: readonly Assignment[] = [["diff", false], ["merge", false], ["text", false]];

/** A function that finds the attributes of a file as git does. Each `.gitattributes` file is read once. */
export function attributesOf(repository: Repository, files: AttributeFiles): (path: string) => Promise<Attributes> {
  const folders = new Map<string, Promise<Rule[]>>();
  const macros = new Map([["binary", BINARY]]);
  const rulesIn = (folder: string): Promise<Rule[]> => {
    const rules = folders.get(folder) ?? contentIn(repository, files, folder).then((content) => (content === undefined ? [] : parsed(content, macros, folder === "")));
    folders.set(folder, rules);
    return rules;
  };
  return async (path) => {
    const assignments: Assignment[] = [];
    const parts = path.split("/");
    for (let depth = 0; depth < parts.length; depth++) {
      for (const rule of await rulesIn(parts.slice(0, depth).join("/"))) {
        if (rule.matches(parts.slice(depth).join("/"))) assignments.push(...rule.assignments);
      }
    }
    const found = new Map<string, Value>();
    decide(assignments, macros, found);
    return found;
  };
}

/** The last assignment of an attribute counts, and a macro does only if it is not taken back later. */
function decide(assignments: readonly Assignment[], macros: ReadonlyMap<string, readonly Assignment[]>, found: Map<string, Value>): void {
  for (const [name, value] of assignments.toReversed()) {
    if (found.has(name)) continue;
    found.set(name, value);
    if (value === true) decide(macros.get(name) ?? [], macros, found);
  }
}

async function contentIn(repository: Repository, { stored, first }: AttributeFiles, folder: string): Promise<string | undefined> {
  const path = folder === "" ? FILE_NAME : `${folder}/${FILE_NAME}`;
  const ways = [() => contentOnDisk(repository, path), async () => contentOf(repository, await stored(path))];
  if (first === "stored") ways.reverse();
  for (const content of ways) {
    const found = await content();
    if (found) return new TextDecoder().decode(found);
  }
  return undefined;
}

async function contentOnDisk({ fs, dir }: Repository, path: string): Promise<Uint8Array | undefined> {
  const isFile = await fs.promises.lstat(`${dir}/${path}`).then((found: { isFile(): boolean }) => found.isFile(), () => false);
  return isFile ? fs.promises.readFile(`${dir}/${path}`) : undefined;
}

async function contentOf(repository: Repository, side: Side | undefined): Promise<Uint8Array | undefined> {
  return side?.type === "blob" && side.mode !== LINK ? (await git.readBlob({ ...repository, oid: side.oid })).blob : undefined;
}

/** The rules of a file. Only the one in the root may define macros. */
function parsed(content: string, macros: Map<string, readonly Assignment[]>, isRoot: boolean): Rule[] {
  const rules: Rule[] = [];
  for (const line of content.split("\n")) {
    const [, quoted, plain, rest = ""] = /^[ \t\r]*(?:"((?:[^"\\]|\\.)*)"|([^ \t\r"#]\S*))(?:[ \t\r]+([^]*))?$/.exec(line) ?? [];
    const pattern = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (pattern === undefined || pattern.startsWith("!")) continue;
    const assignments = rest.split(/[ \t\r]+/).filter(Boolean).map(assignmentOf);
    // git ignores a line with a name that is not valid.
    if (!assignments.every(isValid)) continue;
    const [, macro] = /^\[attr\](\S+)$/.exec(pattern) ?? [];
    if (macro === undefined) rules.push({ matches: matcher(pattern), assignments });
    else if (isRoot) macros.set(macro, assignments);
  }
  return rules;
}

function assignmentOf(word: string): Assignment {
  const [, sign = "", name = "", value] = /^([-!]?)([^=]*)(?:=(.*))?$/.exec(word) ?? [];
  return [name, sign === "-" ? false : sign === "!" ? undefined : (value ?? true)];
}

function isValid([name]: Assignment): boolean {
  return /^[\w.][\w.-]*$/.test(name) && !name.startsWith("builtin_");
}
