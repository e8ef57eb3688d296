import * as git from "isomorphic-git";

import { latin1 } from "../latin1.ts";
import { rulesOf, type Assignment, type AttributeFile, type Rule, type Value } from "./attribute-lines.ts";
import { bytesOf } from "./names.ts";
import type { Repository } from "./repository.ts";
import type { Side } from "./side.ts";

/** The attributes of a file; those that are unspecified are undefined or absent. */
export type Attributes = ReadonlyMap<string, Value>;

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
    const rules = folders.get(folder) ?? fileIn(repository, files, folder).then((file) => (file ? rulesOf(file, macros, folder === "") : []));
    folders.set(folder, rules);
    return rules;
  };
  return async (path) => {
    const assignments: Assignment[] = [];
    const parts = path.split("/");
    for (let depth = 0; depth < parts.length; depth++) {
      const below = latin1(bytesOf(parts.slice(depth).join("/")));
      for (const rule of await rulesIn(parts.slice(0, depth).join("/"))) {
        if (rule.matches(below)) assignments.push(...rule.assignments);
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

async function fileIn(repository: Repository, { stored, first }: AttributeFiles, folder: string): Promise<AttributeFile | undefined> {
  const path = folder === "" ? FILE_NAME : `${folder}/${FILE_NAME}`;
  const ways = [
    { isStored: false, read: () => contentOnDisk(repository, path) },
    { isStored: true, read: async () => contentOf(repository, await stored(path)) },
  ];
  if (first === "stored") ways.reverse();
  for (const { isStored, read } of ways) {
    const content = await read();
    if (content) return { isStored, content };
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
