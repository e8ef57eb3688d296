import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { windowsProblem } from "../../core/git/paths.ts";
import { problemFrom } from "../../core/messages.ts";
import type { Problem as ProblemText } from "../../core/problem.ts";
import { Problem } from "../problem.tsx";
import { OddNameNote } from "./odd-name-note.tsx";
import { WindowsNote } from "./windows-note.tsx";

export interface NameFormProps {
  title: string;
  label: string;
  /** The text of the button. */
  action: string;
  /** The path at first. */
  value: string;
  placeholder?: string;
  /** Acts on the path; its error is shown here. */
  onName: (path: string) => Promise<void>;
  onCancel?: () => void;
}

/** Asks for a path in the working tree. */
export function NameForm({ title, label, action, value, placeholder, onName, onCancel }: NameFormProps): JSX.Element {
  const [path, setPath] = useState(value);
  const [problem, setProblem] = useState<ProblemText>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    try {
      await onName(path);
    } catch (error) {
      setProblem(problemFrom(error));
    }
  }
  return (
    <form class="card body stack" aria-label={title} onSubmit={submit}>
      <h2>{title}</h2>
      {problem && <Problem problem={problem} />}
      <div class="field">
        <label for="path">{label}</label>
        <input id="path" ref={field} value={path} autocapitalize="off" spellcheck={false} {...(placeholder !== undefined && { placeholder })} onInput={(event) => setPath(event.currentTarget.value)} />
      </div>
      <OddNameNote path={path} />
      <WindowsNote problem={windowsProblem(path)} />
      <div class="row">
        <button type="submit" class="primary" disabled={path === "" || path === value || path.endsWith("/")}>
          {action}
        </button>
        {onCancel && (
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}
