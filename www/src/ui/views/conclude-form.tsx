import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Person } from "../../core/person.ts";
import { counted } from "../words.ts";
import { AuthorFields, isEntered, trimmed } from "./author-fields.tsx";

export interface ConcludeFormProps {
  /** What the user has written, at first the message that git proposes. */
  message: string;
  author?: Person;
  /** The number of files with conflicts that are not resolved. */
  left: number;
  busy: boolean;
  onMessage: (message: string) => void;
  onConclude: (message: string, author: Person) => void;
}

/** A form for the commit that concludes a merge or a revert. */
export function ConcludeForm({ message, author, left, busy, onMessage, onConclude }: ConcludeFormProps): JSX.Element {
  const [person, setPerson] = useState(author ?? { name: "", email: "" });
  const ready = message.trim() !== "" && isEntered(person) && left === 0 && !busy;
  function submit(event: Event): void {
    event.preventDefault();
    if (ready) onConclude(message, trimmed(person));
  }
  return (
    <form class="card body stack" aria-label="Commit the result" onSubmit={submit}>
      <div class="field">
        <label for="conclude-message">Message</label>
        <textarea id="conclude-message" class="message" value={message} onInput={(event) => onMessage(event.currentTarget.value)} />
      </div>
      <AuthorFields id="conclude" {...person} onEnter={(entered) => setPerson((before) => ({ ...before, ...entered }))} />
      <div class="row">
        <button type="submit" class="primary" disabled={!ready}>
          Commit the result
        </button>
        <span class="small dim">{left > 0 ? `${counted(left, "file")} still in conflict.` : "Push the commit afterwards."}</span>
      </div>
    </form>
  );
}
