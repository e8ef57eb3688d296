import { useApp } from "../app/app.ts";
import type { OpenClone } from "../app/open-clone.ts";
import type { ConflictSides, Resolution } from "../core/merging-api.ts";
import { visible } from "./foreign.tsx";

/** Resolves the conflict in a file, after questions where something would be lost or forgotten. Returns whether it was done. */
export function useResolving(clone: OpenClone): (path: string, resolution: Resolution) => Promise<boolean> {
  const { git } = useApp();
  const { repositoryRef } = clone;
  return async (path, resolution) => {
    const place = placeOf(path);
    const sides = await clone.operation.run("Reading", () => git.conflict(repositoryRef, path), place);
    if (!sides) return false;
    const question = questionOf(clone, path, resolution, sides);
    if (question !== undefined && !confirm(question)) return false;
    const done = await clone.operation.run("Resolving", async () => (await git.resolveConflict(repositoryRef, path, resolution), true), place);
    await clone.refresh();
    return done === true;
  };
}

/** What to ask before a resolution; undefined if it loses and forgets nothing. */
function questionOf({ conflicts, refs }: OpenClone, path: string, resolution: Resolution, { state, hasMarkers }: ConflictSides): string | undefined {
  const name = visible(path);
  if (resolution === "file") {
    if (state === "deleted") return `${name} is deleted in the working tree. Mark it as resolved, and delete it in the result?`;
    return hasMarkers ? `${name} still has conflict markers. Mark it as resolved?` : undefined;
  }
  if (state !== "edited") return undefined;
  if (resolution === "conflict") return `Start over with ${name}? Your edits to it are lost.`;
  const side = visible(resolution === "ours" ? (refs.value?.head ?? "HEAD") : (conflicts.value?.theirs ?? "their side"));
  const isDeleted = conflicts.value?.conflicts.some((conflict) => conflict.path === path && !conflict.sides.includes(resolution));
  return `${isDeleted ? `Delete ${name}, as in ${side}?` : `Use ${side} for ${name}?`} Your edits to it are lost.`;
}

/** The place of actions on the conflict in a file. */
export function placeOf(path: string): string {
  return `conflict ${path}`;
}
