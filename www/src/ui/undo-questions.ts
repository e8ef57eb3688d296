import { MOST_KEPT } from "../core/arranging-api.ts";
import { visible } from "./foreign.tsx";
import { counted } from "./words.ts";

/** The warning before a change that Undo cannot bring back. */
export const NO_UNDO = `You cannot undo this here: the files are larger than ${MOST_KEPT / 1_000_000} MB.`;

/** The question before undoing overwrites later changes. */
export function overwriteQuestion(changed: readonly string[]): string {
  const [only] = changed;
  const what = changed.length === 1 && only !== undefined ? `${visible(only)} has` : `${counted(changed.length, "file")} have`;
  return `${what} changed since then. Undo anyway? The later changes are lost.`;
}
