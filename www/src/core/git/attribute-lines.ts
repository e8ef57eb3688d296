import { latin1 } from "../latin1.ts";
import { matcher } from "./path-patterns.ts";
import { unquoted } from "./quoted.ts";

/** The value of an attribute: set, unset (`-name`), or a text; undefined for `!name`, which takes one back. */
export type Value = true | false | string | undefined;

export type Assignment = readonly [name: string, value: Value];

export interface Rule {
  /** Whether it applies to a path relative to the folder of its file, with one character for each byte. */
  matches(path: string): boolean;
  assignments: readonly Assignment[];
}

/** A `.gitattributes` file: of the working tree, or stored by git. */
export interface AttributeFile {
  content: Uint8Array;
  isStored: boolean;
}

const MACRO = "[attr]";
/** git ignores lines of this length. */
const TOO_LONG = 2048;
const MARK = /^\xef\xbb\xbf/;

/** The rules of a file. Only the one in the root may define macros. */
export function rulesOf(file: AttributeFile, macros: Map<string, readonly Assignment[]>, isRoot: boolean): Rule[] {
  const rules: Rule[] = [];
  for (const line of linesOf(file)) {
    const text = line.replace(/^[ \t\r]+/, "");
    if (text === "" || text.startsWith("#") || line.length >= TOO_LONG) continue;
    const { pattern, rest } = patternOf(text);
    const assignments = rest.split(/[ \t\r]+/).filter(Boolean).map(assignmentOf);
    // git ignores a line with a name that is not valid.
    if (!assignments.every(isValid)) continue;
    if (pattern.startsWith(MACRO) && pattern !== MACRO) {
      const [, macro = ""] = /^[ \t\r\n]*([^ \t\r\n\0]*)/.exec(pattern.slice(MACRO.length)) ?? [];
      if (isRoot) macros.set(macro, assignments);
    } else if (!pattern.startsWith("!")) rules.push({ matches: matcher(untilZero(pattern)), assignments });
  }
  return rules;
}

/** The lines of a file, with one character for each byte. git's strings end at a zero byte: a line of the working tree, but the whole of a stored file. */
function linesOf({ content, isStored }: AttributeFile): string[] {
  const text = latin1(content);
  if (isStored) return untilZero(text).split("\n");
  return text.replace(MARK, "").split("\n").map((line) => untilZero(line.replace(/\r$/, "")));
}

function untilZero(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** The pattern at the start of a line, and the rest of it. git takes a string literally that is not quoted correctly. */
function patternOf(line: string): { pattern: string; rest: string } {
  const quoted = unquoted(line);
  if (quoted) return { pattern: quoted.content, rest: quoted.rest };
  const [pattern = ""] = /^[^ \t\r]*/.exec(line) ?? [];
  return { pattern, rest: line.slice(pattern.length) };
}

function assignmentOf(word: string): Assignment {
  const [, sign = "", name = "", value] = /^([-!]?)([^=]*)(?:=(.*))?$/.exec(word) ?? [];
  return [name, sign === "-" ? false : sign === "!" ? undefined : (value ?? true)];
}

function isValid([name]: Assignment): boolean {
  return /^[\w.][\w.-]*$/.test(name) && !name.startsWith("builtin_");
}
