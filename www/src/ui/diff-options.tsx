import type { JSX } from "preact";

import { useApp } from "../app/app.ts";

/** How all diffs are shown: side by side, and whether changes of white space count. */
export function DiffOptions(): JSX.Element {
  const { ignoreSpace, sideBySide } = useApp().preferences;
  return (
    <div class="row small" role="group" aria-label="Diffs">
      <label class="choice wide-only">
        <input type="checkbox" checked={sideBySide.value} onChange={(event) => (sideBySide.value = event.currentTarget.checked)} />
        <span>Side by side</span>
      </label>
      <label class="choice">
        <input type="checkbox" checked={ignoreSpace.value} onChange={(event) => (ignoreSpace.value = event.currentTarget.checked)} />
        <span>Ignore white space</span>
      </label>
    </div>
  );
}
