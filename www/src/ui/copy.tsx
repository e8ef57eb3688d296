import { useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { Icon } from "./icons.tsx";

/** Milliseconds that a message takes the place of the label: long enough to read what to do. */
const [CONFIRMED, FAILED] = [2_500, 8_000];

export interface CopyProps {
  /** A secret is given as a function, so that no button holds it. */
  text: string | (() => string);
  label?: string;
  /** Whether the page shows the text, so that the user can select it. */
  isShown?: boolean;
}

/** A button that copies a text and confirms it. */
export function Copy({ text, label = "Copy", isShown = false }: CopyProps): JSX.Element {
  const [said, setSaid] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  function say(message: string, milliseconds: number): void {
    clearTimeout(timer.current);
    setSaid(message);
    timer.current = setTimeout(() => setSaid(""), milliseconds);
  }
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      say("Copied", CONFIRMED);
    } catch {
      say(isShown ? "Copying failed. Select the text and copy it." : "Copying failed. Allow this page to use the clipboard.", FAILED);
    }
  }
  return (
    <button type="button" class="small" onClick={copy}>
      <Icon name={said === "Copied" ? "check" : "copy"} />
      <span aria-live="polite">{said || label}</span>
    </button>
  );
}
