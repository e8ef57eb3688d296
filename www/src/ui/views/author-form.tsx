import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Person } from "../../core/person.ts";
import { AuthorFields, isEntered, trimmed } from "./author-fields.tsx";

/** Asks for the user's name and e-mail address, which git needs for the commits that the page makes. */
export function AuthorForm({ open = false, onAuthor }: { open?: boolean; onAuthor: (author: Person) => void }): JSX.Element {
  const [author, setAuthor] = useState({ name: "", email: "" });
  const ready = isEntered(author);
  function submit(event: Event): void {
    event.preventDefault();
    if (ready) onAuthor(trimmed(author));
  }
  return (
    <details class="card body" open={open}>
      <summary>Enter your name and e-mail address for merges, reverts, amended commits and tags</summary>
      <form class="stack" aria-label="Author" onSubmit={submit}>
        <AuthorFields id="git" {...author} onEnter={(entered) => setAuthor((before) => ({ ...before, ...entered }))} />
        <div>
          <button type="submit" disabled={!ready}>
            Save
          </button>
        </div>
      </form>
    </details>
  );
}
