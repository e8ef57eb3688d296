import * as git from "isomorphic-git";

import { failure } from "../messages.ts";
import type { Person } from "../person.ts";
import type { Stash } from "../stashing-api.ts";
import type { Repository } from "./repository.ts";

const REF = "refs/stash";
const NONE = "0".repeat(40);

/** A line of the log: `{old} {new} {name} <{email}> {seconds} {zone}\t{message}`. */
const LINE = /^[0-9a-f]{40} ([0-9a-f]{40}) (.*> (\d+) [-+]\d{4})\t(.*)$/;

/** The stashes, latest first. */
export async function stashEntries(repository: Repository): Promise<Stash[]> {
  const lines = await linesOf(repository);
  return lines.flatMap((line) => {
    const [, oid = "", , seconds, message = ""] = LINE.exec(line) ?? [];
    return oid === "" ? [] : [{ oid, message, at: new Date(Number(seconds) * 1000) }];
  }).toReversed();
}

/** Adds a stash to the log. */
export async function pushEntry(repository: Repository, oid: string, message: string, { name, email }: Person): Promise<void> {
  const lines = await linesOf(repository);
  const old = LINE.exec(lines.at(-1) ?? "")?.[1] ?? NONE;
  await write(repository, [...lines, `${old} ${oid} ${name} <${email}> ${Math.floor(Date.now() / 1000)} +0000\t${message}`]);
}

/** @throws {CoreError} `no_such_ref` */
export async function dropEntry(repository: Repository, oid: string): Promise<void> {
  const lines = await linesOf(repository);
  const left = lines.filter((line) => LINE.exec(line)?.[1] !== oid);
  if (left.length === lines.length) throw failure("no_such_ref");
  await write(repository, left);
}

async function linesOf({ fs, dir }: Repository): Promise<string[]> {
  const read = await fs.promises.readFile(`${dir}/.git/logs/${REF}`).catch((error: { code?: string }) => {
    if (error.code !== "ENOENT") throw error;
  });
  return read ? new TextDecoder().decode(read).split("\n").filter(Boolean) : [];
}

/** Writes the log, each line with the object ID of the one before, and the ref. */
async function write(repository: Repository, lines: readonly string[]): Promise<void> {
  const { fs, dir } = repository;
  const log = `${dir}/.git/logs/${REF}`;
  let old = NONE;
  let text = "";
  for (const line of lines) {
    text += `${old}${line.slice(old.length)}\n`;
    old = LINE.exec(line)?.[1] ?? old;
  }
  if (lines.length === 0) {
    await fs.promises.unlink(log).catch(() => undefined);
    await git.deleteRef({ ...repository, ref: REF });
    return;
  }
  for (const parent of [".git/logs", ".git/logs/refs"]) await fs.promises.mkdir(`${dir}/${parent}`).catch(() => undefined);
  await git.writeRef({ ...repository, ref: REF, value: old, force: true });
  await fs.promises.writeFile(log, new TextEncoder().encode(text));
}
