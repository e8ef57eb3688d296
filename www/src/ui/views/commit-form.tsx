import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Draft } from "../../app/draft.ts";
import type { Person } from "../../core/person.ts";
import { Foreign } from "../foreign.tsx";
import { counted } from "../words.ts";

export interface CommitFormProps {
  /** The number of chosen files. */
  count: number;
  author?: Person;
  branch: string;
  busy: boolean;
  /** What the user has entered before. */
  draft: Draft | undefined;
  onDraft: (draft: Draft) => void;
  /** @returns whether it was committed */
  onCommit: (message: string, name: string, email: string) => Promise<boolean>;
}

/** A form for the message and the author, which are kept until the commit. */
export function CommitForm({ count, author, branch, busy, draft, onDraft, onCommit }: CommitFormProps): JSX.Element {
  const [message, setMessage] = useState(draft?.message ?? "");
  const [name, setName] = useState(draft?.name ?? author?.name ?? "");
  const [email, setEmail] = useState(draft?.email ?? author?.email ?? "");
  const ready = message.trim() !== "" && name.trim() !== "" && email.trim() !== "" && count > 0 && !busy;
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (ready && (await onCommit(message, name.trim(), email.trim()))) setMessage("");
  }
  function enter(changed: Partial<Draft>): void {
    const next = { message, name, email, ...changed };
    setMessage(next.message);
    setName(next.name);
    setEmail(next.email);
    onDraft(next);
  }
  return (
    <form class="card body stack" aria-label="Commit" onSubmit={submit}>
      <div class="field">
        <label for="message">Message</label>
        <textarea id="message" class="message" value={message} onInput={(event) => enter({ message: event.currentTarget.value })} />
      </div>
      <div class="fields">
        <div class="field">
          <label for="author-name">Your name</label>
          <input id="author-name" autocomplete="name" value={name} onInput={(event) => enter({ name: event.currentTarget.value })} />
        </div>
        <div class="field">
          <label for="author-email">Your e-mail</label>
          <input id="author-email" type="email" autocomplete="email" value={email} onInput={(event) => enter({ email: event.currentTarget.value })} />
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
