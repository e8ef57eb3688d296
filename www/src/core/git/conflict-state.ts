import * as git from "isomorphic-git";

import type { ConflictSides } from "../merging-api.ts";
import { intoFiles } from "./converting.ts";
import { IndexFile } from "./index-file.ts";
import { MARKER } from "./merge-attributes.ts";
import type { TreeConflict } from "./merge-trees.ts";
import type { Repository } from "./repository.ts";
import { sameBytes } from "./working-tree.ts";

/** Whether a file in conflict still has a line with a conflict marker. */
export function hasMarkers(current: Uint8Array, { markerSize = MARKER }: TreeConflict): boolean {
  const markers = ["<", "=", ">"].map((character) => character.repeat(markerSize));
  return new TextDecoder().decode(current).split(/\r?\n/).some((line) => markers.some((marker) => line === marker || line.startsWith(`${marker} `)));
}

/** How the file of a conflict in the working tree, with the content `current`, differs from what the page can write there again. */
export async function stateOf(repository: Repository, { path, merged, ours, theirs }: TreeConflict, current: Uint8Array | undefined): Promise<ConflictSides["state"]> {
  if (!current) return (ours ?? theirs)?.type === "commit" ? "unedited" : "deleted";
  const oids = [merged, ours, theirs].flatMap((side) => (side?.type === "blob" ? [side.oid] : []));
  const stored = await Promise.all(oids.map(async (oid) => ({ oid, blob: (await git.readBlob({ ...repository, oid })).blob })));
  if (stored.some(({ blob }) => sameBytes(blob, current))) return "unedited";
  const index = await IndexFile.read(repository);
  const conversion = await intoFiles(repository, (each) => index.ours(each));
  for (const { blob, oid } of stored) if (sameBytes(await conversion.working(path, blob, oid), current)) return "unedited";
  return "edited";
}
