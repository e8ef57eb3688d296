import * as git from "isomorphic-git";

import type { Person } from "../person.ts";
import type { Repository } from "./repository.ts";

/** A commit to be written. */
export interface NewCommit {
  tree: string;
  parents: readonly string[];
  author: Person;
  /** The author's line of a commit that is replaced: it stays as it is. */
  authorLine?: string;
  message: string;
}

/** Writes a commit; its committer, and its author unless a line is given, is `author`, now. Returns its object ID. */
export async function writeCommit(repository: Repository, { tree, parents, author, authorLine, message }: NewCommit): Promise<string> {
  const now = personLine(author, new Date());
  const headers = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`), `author ${authorLine ?? now}`, `committer ${now}`];
  const object = new TextEncoder().encode(`${headers.join("\n")}\n\n${cleaned(message)}`);
  return git.writeObject({ ...repository, type: "commit", object, format: "content" });
}

/** Writes a commit and makes it the checked-out branch's latest. */
export async function recordCommit(repository: Repository, commit: NewCommit): Promise<string> {
  const oid = await writeCommit(repository, commit);
  const branch = await git.currentBranch({ ...repository, fullname: true });
  await git.writeRef({ ...repository, ref: branch ?? "HEAD", value: oid, force: true });
  return oid;
}

/** As git stores it: `{name} <{email}> {seconds since 1970} {zone}`. */
function personLine({ name, email }: Person, at: Date): string {
  const offset = -at.getTimezoneOffset();
  const two = (number: number): string => String(Math.floor(number)).padStart(2, "0");
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}${two(Math.abs(offset) % 60)}`;
  return `${name.trim()} <${email.trim()}> ${Math.floor(at.getTime() / 1000)} ${zone}`;
}

/** A message without what git does not store: empty lines around it, carriage returns and NUL. */
function cleaned(message: string): string {
  return `${message.replace(/[\r\0]/g, "").replace(/^\n+|\n+$/g, "")}\n`;
}
