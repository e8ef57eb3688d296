import { useRef, useState } from "preact/hooks";

import type { Draft } from "../app/draft.ts";

/** The fields of a commit in a form, a function that enters some of them, and one that clears the message. `onDraft` keeps what is entered. */
export function useDraft(first: Draft, onDraft: (draft: Draft) => void): [entered: Draft, enter: (changed: Partial<Draft>) => void, clear: () => void] {
  const [entered, setEntered] = useState(first);
  // A browser fills in several fields before the form is drawn again.
  const latest = useRef(first);
  function put(changed: Partial<Draft>): void {
    latest.current = { ...latest.current, ...changed };
    setEntered(latest.current);
  }
  function enter(changed: Partial<Draft>): void {
    put(changed);
    onDraft(latest.current);
  }
  return [entered, enter, () => put({ message: "" })];
}
