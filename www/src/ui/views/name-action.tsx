import { useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

export interface NameActionProps {
  label: string;
  /** The text at first, which the buttons do not accept unchanged. */
  value?: string;
  busy: boolean;
  /** The id of a list of suggestions. */
  names?: string;
  /** The buttons' names, with what they do with the entered text. */
  actions: readonly { name: string; danger?: boolean; run: (text: string) => void }[];
  children?: ComponentChildren;
}

/** A text field with buttons that use its text. */
export function NameAction({ label, value = "", busy, names, actions, children }: NameActionProps): JSX.Element {
  const [text, setText] = useState(value);
  const [first] = actions;
  const ready = text.trim() !== "" && text.trim() !== value && !busy;
  function submit(event: Event): void {
    event.preventDefault();
    if (ready) first?.run(text.trim());
  }
  return (
    <form class="row" onSubmit={submit}>
      <label class="row grow">
        {label}
        <input class="grow" value={text} autocapitalize="off" spellcheck={false} list={names ?? ""} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      {actions.map(({ name, danger, run }, index) => (
        <button key={name} type={index === 0 ? "submit" : "button"} class={danger ? "small danger" : "small"} disabled={!ready} {...(index > 0 && { onClick: () => run(text.trim()) })}>
          {name}
        </button>
      ))}
      {children}
    </form>
  );
}
