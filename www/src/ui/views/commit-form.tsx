import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Person } from "../../core/api.ts";
import { Foreign } from "../foreign.tsx";
import { counted } from "../words.ts";

export interface CommitFormProps {
  /** The number of chosen files. */
  count: number;
  author?: Person;
  branch: string;
  busy: boolean;
  /** @returns whether it was committed */
  onCommit: (message: string, name: string, email: string) => Promise<boolean>;
}

/** A form for the message and the author, who is remembered. */
export function CommitForm({ count, author, branch, busy, onCommit }: CommitFormProps): JSX.Element {
  const [message, setMessage] = useState("");
  const [name, setName] = useState(author?.name ?? "");
  const [email, setEmail] = useState(author?.email ?? "");
  const ready = message.trim() !== "" && name.trim() !== "" && email.trim() !== "" && count > 0 && !busy;
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (ready && (await onCommit(message, name.trim(), email.trim()))) setMessage("");
  }
  return (
    <form class="card body stack" aria-label="Commit" onSubmit={submit}>
      <div class="field">
        <label for="message">Message</label>
        <textarea id="message" class="message" value={message} onInput={(event) => setMessage(event.currentTarget.value)} />
      </div>
      <div class="fields">
        <div class="field">
          <label for="author-name">Your name</label>
          <input id="author-name" autocomplete="name" value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </div>
        <div class="field">
          <label for="author-email">Your e-mail</label>
          <input id="author-email" type="email" autocomplete="email" value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
        </div>
      </div>
      <div class="row">
        <button type="submit" class="primary" disabled={!ready}>
          Commit {counted(count, "file")} to <Foreign text={branch} />
        </button>
        <span class="small dim">The commit stays in this browser until you push it.</span>
      </div>
    </form>
  );
}
