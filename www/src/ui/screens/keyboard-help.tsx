import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { Dialog } from "../dialog.tsx";
import { shortcuts } from "../shortcuts.ts";

const ALWAYS = [
  { keys: ["↑", "↓"], says: "In the file tree: next or previous entry; with line numbers: next or previous line" },
  { keys: ["←", "→"], says: "In the file tree: close or open a folder" },
] as const;

/** The keyboard shortcuts of the current view, and a switch for the single-key ones. */
export function KeyboardHelp({ onClose }: { onClose: () => void }): JSX.Element {
  const { singleKeys } = useApp().preferences;
  const isMac = /mac/i.test(navigator.platform);
  const listed = [
    ...shortcuts.value.map(({ key, withControl, says }) => ({ keys: withControl ? [isMac ? "⌘" : "Ctrl", key.toUpperCase()] : [key], says, isOff: !withControl && !singleKeys.value })),
    ...ALWAYS.map((each) => ({ ...each, isOff: false })),
  ];
  return (
    <Dialog label="Keyboard shortcuts" onClose={onClose}>
      <div class="stack">
        <h2>Keyboard shortcuts</h2>
        <dl class="facts keys">
          {listed.map(({ keys, says, isOff }) => (
            <>
              <dt>
                {keys.map((key) => (
                  <kbd>{key}</kbd>
                ))}
              </dt>
              <dd>
                {says}
                {isOff && " (switched off)"}
              </dd>
            </>
          ))}
        </dl>
        <label class="choice">
          <input type="checkbox" checked={singleKeys.value} onChange={(event) => (singleKeys.value = event.currentTarget.checked)} />
          <span>Single-key shortcuts</span>
        </label>
        <div>
          <button type="button" onClick={onClose}>
            Close
          </button>
        </div>
      </div>
    </Dialog>
  );
}
