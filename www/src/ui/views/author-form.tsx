import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Person } from "../../core/person.ts";

/** Asks for the user's name and e-mail address, which git needs for commits that it makes by itself. */
export function AuthorForm({ open = false, onAuthor }: { open?: boolean; onAuthor: (author: Person) => void }): JSX.Element {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const ready = name.trim() !== "" && email.trim() !== "";
  function submit(event: Event): void {
    event.preventDefault();
    if (ready) onAuthor({ name: name.trim(), email: email.trim() });
  }
  return (
    <details class="card body" open={open}>
      <summary>Enter your name. git needs it to merge, revert, amend and tag.</summary>
      <form class="stack" aria-label="Author" onSubmit={submit}>
        <div class="fields">
          <div class="field">
            <label for="git-name">Your name</label>
            <input id="git-name" autocomplete="name" value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </div>
          <div class="field">
            <label for="git-email">Your e-mail</label>
            <input id="git-email" type="email" autocomplete="email" value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
          </div>
        </div>
        <div>
          <button type="submit" disabled={!ready}>
            Remember
          </button>
        </div>
      </form>
    </details>
  );
}
