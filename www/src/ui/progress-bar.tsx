import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Progress } from "../core/git-api.ts";
import { visible } from "./foreign.tsx";
import { bytes, duration } from "./words.ts";

/** Milliseconds between announcements to screen readers. */
const SAY_EVERY_MS = 5_000;

/** A progress bar with details and a cancel button. */
export function ProgressBar({ label, state, onCancel }: { label: string; state: Progress; onCancel?: () => void }): JSX.Element {
  const facts = [
    state.total === undefined ? state.done > 0 && state.done.toLocaleString("en") : `${state.done.toLocaleString("en")} of ${state.total.toLocaleString("en")}`,
    state.bytes > 0 && bytes(state.bytes),
    state.rate > 0 && `${bytes(state.rate)}/s`,
    state.secondsLeft !== undefined && `about ${duration(state.secondsLeft)} left`,
  ].filter((fact) => fact !== false);
  const sentence = [visible(state.phase), facts.join(", ")].filter(Boolean).join(": ");
  return (
    <div class="stack">
      <progress aria-label={label} {...(state.total !== undefined && { value: state.done, max: Math.max(1, state.total) })} />
      <div class="row split">
        <span class="small dim">{sentence}</span>
        {onCancel && (
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
      <Spoken text={sentence} />
    </div>
  );
}

function Spoken({ text }: { text: string }): JSX.Element {
  const [said, setSaid] = useState(text);
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const timer = setInterval(() => setSaid(latest.current), SAY_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="visually-hidden" role="status">
      {said}
    </p>
  );
}
