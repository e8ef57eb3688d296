import { useApp } from "../app/app.ts";
import type { OpenClone } from "../app/open-clone.ts";
import { isKeepable } from "../app/undo.ts";
import { useKept } from "./use-kept.ts";
import { useLoaded } from "./use-loaded.ts";

/** Tells whether a change of some of these files, by default of all, can be undone. Undefined until that is known. */
export function useUndoable({ repositoryRef, refreshed }: OpenClone, paths: string[]): ((some?: readonly string[]) => boolean) | undefined {
  const { git } = useApp();
  const { value } = useLoaded(() => git.stamps(repositoryRef, paths), [paths, refreshed.value]);
  const stamps = useKept(value, JSON.stringify(paths));
  return stamps && ((some) => isKeepable(some ? stamps.filter(({ path }) => some.includes(path)) : stamps));
}
