import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Person } from "../../core/api.ts";

/** Asks for the user's name and e-mail address, which git needs for commits that it makes by itself. */
export function AuthorForm({ onAuthor }: { onAuthor: (author: Person) => void }): JSX.Element {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const ready = name.trim() !== "" && email.trim() !== "";
  function submit(event: Event): void {
    event.preventDefault();
    if (ready) onAuthor({ name: name.trim(), email: email.trim() });
  }
  return (
    <form class="card body stack" aria-label="Author" onSubmit={submit}>
      <p>git needs your name to merge, revert, amend and tag.</p>
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
  );
}
