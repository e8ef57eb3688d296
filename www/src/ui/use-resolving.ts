import { useApp } from "../app/app.ts";
import type { OpenClone } from "../app/open-clone.ts";
import type { Resolution } from "../core/merging-api.ts";
import { visible } from "./foreign.tsx";

const MARKERS = /^(?:<{7}|={7}|>{7})(?: |$)/m;

/** Resolves the conflict in a file, after questions where something would be lost or forgotten. Returns whether it was done. */
export function useResolving(clone: OpenClone): (path: string, resolution: Resolution) => Promise<boolean> {
  const { git } = useApp();
  const { repositoryRef } = clone;
  return async (path, resolution) => {
    const place = placeOf(path);
    const sides = await clone.operation.run("Reading", () => git.conflict(repositoryRef, path), place);
    if (!sides) return false;
    const hasMarkers = MARKERS.test(new TextDecoder().decode(sides.current));
    if (resolution === "file" && hasMarkers && !confirm(`${visible(path)} still has conflict markers. Mark it as resolved?`)) return false;
    if (resolution === "conflict" && !confirm(`Start over with ${visible(path)}? Your edits to it are lost.`)) return false;
    const done = await clone.operation.run("Resolving", async () => (await git.resolveConflict(repositoryRef, path, resolution), true), place);
    await clone.refresh();
    return done === true;
  };
}

/** The place of actions on the conflict in a file. */
export function placeOf(path: string): string {
  return `conflict ${path}`;
}
