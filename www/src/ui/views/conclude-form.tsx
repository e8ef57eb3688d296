import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Person } from "../../core/person.ts";
import { counted } from "../words.ts";

export interface ConcludeFormProps {
  /** The message that git proposes. */
  message: string;
  author?: Person;
  /** The number of files with conflicts that are not resolved. */
  left: number;
  busy: boolean;
  onConclude: (message: string, author: Person) => void;
}

/** A form for the commit that concludes a merge or a revert. */
export function ConcludeForm({ message: proposed, author, left, busy, onConclude }: ConcludeFormProps): JSX.Element {
  const [message, setMessage] = useState(proposed);
  const [name, setName] = useState(author?.name ?? "");
  const [email, setEmail] = useState(author?.email ?? "");
  const ready = [message, name, email].every((text) => text.trim() !== "") && left === 0 && !busy;
  function submit(event: Event): void {
    event.preventDefault();
    if (ready) onConclude(message, { name: name.trim(), email: email.trim() });
  }
  return (
    <form class="card body stack" aria-label="Conclude" onSubmit={submit}>
      <div class="field">
        <label for="conclude-message">Message</label>
        <textarea id="conclude-message" class="message" value={message} onInput={(event) => setMessage(event.currentTarget.value)} />
      </div>
      <div class="fields">
        <div class="field">
          <label for="conclude-name">Your name</label>
          <input id="conclude-name" autocomplete="name" value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </div>
        <div class="field">
          <label for="conclude-email">Your e-mail</label>
          <input id="conclude-email" type="email" autocomplete="email" value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
        </div>
      </div>
      <div class="row">
        <button type="submit" class="primary" disabled={!ready}>
          Commit the result
        </button>
        <span class="small dim">{left > 0 ? `${counted(left, "file")} still in conflict.` : "Everything is resolved. Push the commit afterwards."}</span>
      </div>
    </form>
  );
}
