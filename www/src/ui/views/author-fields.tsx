import type { JSX } from "preact";

import type { Person } from "../../core/person.ts";

/** Whether a name and an e-mail address were entered. */
export function isEntered({ name, email }: Person): boolean {
  return name.trim() !== "" && email.trim() !== "";
}

/** The entered name and address, without surrounding spaces. */
export function trimmed({ name, email }: Person): Person {
  return { name: name.trim(), email: email.trim() };
}

/** The fields for the user's name and e-mail address. `id` distinguishes the forms of a page. */
export function AuthorFields({ id, name, email, onEnter }: Person & { id: string; onEnter: (entered: Partial<Person>) => void }): JSX.Element {
  return (
    <div class="fields">
      <div class="field">
        <label for={`${id}-name`}>Your name</label>
        <input id={`${id}-name`} autocomplete="name" value={name} onInput={(event) => onEnter({ name: event.currentTarget.value })} />
      </div>
      <div class="field">
        <label for={`${id}-email`}>Your e-mail</label>
        <input id={`${id}-email`} type="email" autocomplete="email" value={email} onInput={(event) => onEnter({ email: event.currentTarget.value })} />
      </div>
    </div>
  );
}
