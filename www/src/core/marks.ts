import type { Entry, StatusEntry, WorkingEntry } from "./api.ts";

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
  const prefix = path === "" ? "" : `${path}/`;
  return entries.map((entry) => {
    const mark = status && markOf(entry, status, prefix);
    return { name: entry.name, kind: entry.kind, ...(mark && { mark }) };
  });
}

function markOf({ name, kind, isCommitted, isPresent }: WorkingEntry, status: readonly StatusEntry[], prefix: string): Mark | undefined {
  if (kind === "submodule") return undefined;
  if (!isPresent) return { kind: "removed" };
  const own = status.find((each) => each.path === prefix + name);
  if (own && kind !== "tree") return { kind: own.kind };
  const count = kind === "tree" ? status.filter((each) => each.path.startsWith(`${prefix}${name}/`)).length : 0;
  if (count > 0) return { kind: "inside", count };
  return isCommitted ? undefined : { kind: "ignored" };
}
