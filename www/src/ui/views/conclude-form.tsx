import type { JSX } from "preact";

import type { Draft } from "../../app/draft.ts";
import type { Person } from "../../core/person.ts";
import { useDraft } from "../use-draft.ts";
import { counted } from "../words.ts";
import { AuthorFields, isEntered, trimmed } from "./author-fields.tsx";

export interface ConcludeFormProps {
  /** The message that git proposes. */
  message: string;
  author?: Person;
  /** The number of files with conflicts that are not resolved. */
  left: number;
  busy: boolean;
  /** What the user has entered before. */
  draft: Draft | undefined;
  onDraft: (draft: Draft) => void;
  onConclude: (message: string, author: Person) => void;
}

/** A form for the commit that concludes a merge or a revert. */
export function ConcludeForm({ message: proposed, author, left, busy, draft, onDraft, onConclude }: ConcludeFormProps): JSX.Element {
  const [entered, enter] = useDraft(draft ?? { message: proposed, name: author?.name ?? "", email: author?.email ?? "" }, onDraft);
  const { message, name, email } = entered;
  const ready = message.trim() !== "" && isEntered(entered) && left === 0 && !busy;
  function submit(event: Event): void {
    event.preventDefault();
    if (ready) onConclude(message, trimmed({ name, email }));
  }
  return (
    <form class="card body stack" aria-label="Commit the result" onSubmit={submit}>
      <div class="field">
        <label for="conclude-message">Message</label>
        <textarea id="conclude-message" class="message" value={message} onInput={(event) => enter({ message: event.currentTarget.value })} />
      </div>
      <AuthorFields id="conclude" name={name} email={email} onEnter={enter} />
      <div class="row">
        <button type="submit" class="primary" disabled={!ready}>
          Commit the result
        </button>
        <span class="small dim">{left > 0 ? `${counted(left, "file")} still in conflict.` : "Push the commit afterwards."}</span>
      </div>
    </form>
  );
}
