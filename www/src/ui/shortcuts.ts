import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** A keyboard shortcut: a single key, or a key with Ctrl (⌘ on a Mac). */
export interface Shortcut {
  key: string;
  withControl?: boolean;
  /** What it does, for the user. */
  says: string;
  run: () => void;
}

/** The shortcuts of the current view. */
export const shortcuts = signal<readonly Shortcut[]>([]);

/** Adds shortcuts while a component is shown. */
export function useShortcuts(own: readonly Shortcut[]): void {
  const latest = useRef(own);
  latest.current = own;
  useEffect(() => {
    const added = own.map((shortcut, index) => ({ ...shortcut, run: () => latest.current[index]?.run() }));
    shortcuts.value = [...shortcuts.value, ...added];
    return () => {
      shortcuts.value = shortcuts.value.filter((shortcut) => !added.includes(shortcut));
    };
  }, [own.map(({ key, says }) => `${key} ${says}`).join("\n")]);
}

/** Runs the shortcut for a key press, if there is one. Single keys do nothing while the user types, or if they are switched off. */
export function press(event: KeyboardEvent, singleKeys: boolean): void {
  const [target] = event.composedPath();
  const hasControl = event.ctrlKey || event.metaKey;
  if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
  // In the editor, keys with Ctrl are the editor's.
  if (target instanceof HTMLElement && (target.isContentEditable || (!hasControl && target.matches("input:not([type=checkbox], [type=radio]), textarea, select")))) return;
  if (!hasControl && !singleKeys) return;
  const shortcut = shortcuts.value.findLast(({ key, withControl = false }) => key === event.key && withControl === hasControl);
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run();
}
