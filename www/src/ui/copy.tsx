import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { Icon } from "./icons.tsx";

/** A button that copies a text and confirms it. A secret is given as a function, so that no button holds it. */
export function Copy({ text, label = "Copy" }: { text: string | (() => string); label?: string }): JSX.Element {
  const [said, setSaid] = useState("");
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setSaid("Copied");
    } catch {
      setSaid("Copying failed");
    }
    setTimeout(() => setSaid(""), 2_500);
  }
  return (
    <button type="button" class="small" onClick={copy}>
      <Icon name={said === "Copied" ? "check" : "copy"} />
      <span aria-live="polite">{said || label}</span>
    </button>
  );
}
