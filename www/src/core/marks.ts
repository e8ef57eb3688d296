import type { StatusEntry } from "./committing-api.ts";
import type { Entry, WorkingEntry } from "./reading-api.ts";

/** How an entry of the working tree differs from HEAD. `ignored`: git would not commit it. */
export type Mark = { kind: StatusEntry["kind"] | "ignored" } | { kind: "inside"; count: number };

/** An entry of a folder, with its mark if it differs from HEAD. */
export interface Listed {
  name: string;
  kind: Entry["kind"];
  mark?: Mark;
}

/** Marks the entries of a folder by the status of the working tree; without a status, marks nothing. */
export function marked(entries: readonly WorkingEntry[], status: readonly StatusEntry[] | undefined, path: string): Listed[] {
  const changes = status && changesIn(status, path === "" ? "" : `${path}/`);
  return entries.map((entry) => {
    const mark = changes && markOf(entry, changes.get(entry.name));
    return { name: entry.name, kind: entry.kind, ...(mark && { mark }) };
  });
}

/** What has changed at a name in a folder, and how much below it. */
interface Changes {
  own?: StatusEntry["kind"];
  inside: number;
}

function changesIn(status: readonly StatusEntry[], prefix: string): Map<string, Changes> {
  const found = new Map<string, Changes>();
  for (const { path, kind } of status) {
    if (!path.startsWith(prefix)) continue;
    const [name = "", below] = path.slice(prefix.length).split("/", 2);
    const changes = found.get(name) ?? { inside: 0 };
    if (below === undefined) changes.own = kind;
    else changes.inside += 1;
    found.set(name, changes);
  }
  return found;
}

function markOf({ kind, isCommitted, isPresent }: WorkingEntry, { own, inside }: Changes = { inside: 0 }): Mark | undefined {
  if (kind === "submodule") return undefined;
  if (!isPresent) return { kind: "removed" };
  if (own && kind !== "tree") return { kind: own };
  if (kind === "tree" && inside > 0) return { kind: "inside", count: inside };
  return isCommitted ? undefined : { kind: "ignored" };
}
