import type { Unfinished } from "../merging-api.ts";
import { failure } from "../messages.ts";
import type { TreeConflict } from "./merge-trees.ts";
import type { Repository } from "./repository.ts";

/** The file in `.git` that keeps what is needed to conclude or abort. */
const RECORD = "codecommit-edge-unfinished.json";

const SIDES = ["base", "ours", "theirs"] as const;

/** git's own files for the same, so that git itself could go on. */
const HEADS = { merge: "MERGE_HEAD", revert: "REVERT_HEAD", stash: undefined } as const;

/** A merge, a revert or an applied stash that waits to be concluded or aborted. */
export interface UnfinishedRecord extends Pick<Unfinished, "kind" | "ours" | "theirs" | "message"> {
  /** The checked-out commit before. */
  head: string;
  /** The commit that is merged or reverted. */
  other: string;
  /** Every path that was changed. */
  touched: string[];
  conflicts: (TreeConflict & { resolved: boolean })[];
}

/** What is unfinished, after a reload too. */
export async function readUnfinished({ fs, dir }: Repository): Promise<UnfinishedRecord | undefined> {
  const read = await fs.promises.readFile(`${dir}/.git/${RECORD}`).catch(missing);
  return read && (JSON.parse(new TextDecoder().decode(read)) as UnfinishedRecord);
}

/** The same, for the page. */
export async function unfinishedIn(repository: Repository): Promise<Unfinished | undefined> {
  const record = await readUnfinished(repository);
  if (!record) return undefined;
  const { head, other, kind, ours, theirs, message } = record;
  const conflicts = record.conflicts.map(({ path, kind: why, resolved, ...sides }) => ({ path, kind: why, resolved, sides: SIDES.filter((side) => sides[side]) }));
  return { id: `${head} ${other}`, kind, ours, theirs, message, conflicts };
}

/** @throws {CoreError} `unfinished` */
export async function assertFinished(repository: Repository): Promise<void> {
  if (await readUnfinished(repository)) throw failure("unfinished");
}

export async function writeUnfinished({ fs, dir }: Repository, record: UnfinishedRecord): Promise<void> {
  const write = (name: string, text: string): Promise<void> => fs.promises.writeFile(`${dir}/.git/${name}`, new TextEncoder().encode(text));
  await write(RECORD, JSON.stringify(record));
  const head = HEADS[record.kind];
  if (head === undefined) return;
  await write(head, `${record.other}\n`);
  await write("MERGE_MSG", `${record.message}\n\n# Conflicts:\n${record.conflicts.map(({ path }) => `#\t${path}\n`).join("")}`);
}

export async function removeUnfinished({ fs, dir }: Repository): Promise<void> {
  // The record last: without it the other files would stay.
  for (const name of ["MERGE_HEAD", "REVERT_HEAD", "MERGE_MSG", RECORD]) await fs.promises.unlink(`${dir}/.git/${name}`).catch(missing);
}

function missing(error: { code?: string }): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}
