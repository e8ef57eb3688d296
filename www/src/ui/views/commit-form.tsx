import type { JSX } from "preact";

import type { Draft } from "../../app/draft.ts";
import type { Person } from "../../core/person.ts";
import { Foreign } from "../foreign.tsx";
import { useDraft } from "../use-draft.ts";
import { counted } from "../words.ts";
import { AuthorFields, isEntered, trimmed } from "./author-fields.tsx";

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
  onCommit: (message: string, author: Person) => Promise<boolean>;
}

/** A form for the message and the author, which are kept until the commit. */
export function CommitForm({ count, author, branch, busy, draft, onDraft, onCommit }: CommitFormProps): JSX.Element {
  const [entered, enter, clear] = useDraft(draft ?? { message: "", name: author?.name ?? "", email: author?.email ?? "" }, onDraft);
  const { message, name, email } = entered;
  const ready = message.trim() !== "" && isEntered({ name, email }) && count > 0 && !busy;
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (ready && (await onCommit(message, trimmed({ name, email })))) clear();
  }
  return (
    <form class="card body stack" aria-label="Commit" onSubmit={submit}>
      <div class="field">
        <label for="message">Message</label>
        <textarea id="message" class="message" value={message} onInput={(event) => enter({ message: event.currentTarget.value })} />
      </div>
      <AuthorFields id="author" name={name} email={email} onEnter={enter} />
      <div class="row">
        <button type="submit" class="primary" disabled={!ready}>
          Commit {counted(count, "file")} to <Foreign text={branch} />
        </button>
        <span class="small dim">The commit stays in this browser until you push it.</span>
      </div>
    </form>
  );
}
