import { useState } from "preact/hooks";
import type { JSX } from "preact";

/** The id of the list of branches and tags, for other fields too. */
export const REF_NAMES = "ref-names";

/** A branch or a tag that the user has begun to describe. `from` is where it started at first. */
export interface BegunRef {
  from: string;
  kind: "branch" | "tag";
  name: string;
  at: string;
  message: string;
}

export interface NewRefProps {
  /** What the user has entered before. */
  begun: BegunRef | undefined;
  /** Called with each change, and with undefined once it was created. */
  onEnter: (begun: BegunRef | undefined) => void;
  /** Where it starts at first: a branch, a tag or a commit. */
  from: string;
  /** Branches and tags to start from. */
  names: readonly string[];
  busy: boolean;
  /** Whether an annotated tag is possible. */
  hasAuthor: boolean;
  /** @returns whether it was created */
  onBranch: (name: string, from: string) => Promise<boolean>;
  /** The same, for a tag; without a message it is a lightweight tag. */
  onTag: (name: string, at: string, message: string) => Promise<boolean>;
}

/** A form that creates a branch or a tag at any branch, tag or commit. */
export function NewRef({ begun, onEnter, from, names, busy, hasAuthor, onBranch, onTag }: NewRefProps): JSX.Element {
  const [entered, setEntered] = useState<BegunRef>({ kind: "branch", name: "", message: "", ...begun, from, at: begun && (from === "" || from === begun.from) ? begun.at : from });
  const { kind, name, at, message } = entered;
  const isTag = kind === "tag";
  function enter(changed: Partial<BegunRef>): void {
    const next = { ...entered, ...changed };
    setEntered(next);
    onEnter(next);
  }
  async function create(event: Event): Promise<void> {
    event.preventDefault();
    const created = await (isTag ? onTag(name, at.trim(), message) : onBranch(name, at.trim()));
    if (!created) return;
    setEntered({ ...entered, name: "", message: "" });
    onEnter(undefined);
  }
  return (
    <form class="card body stack" aria-label={isTag ? "Create a tag" : "Create a branch"} onSubmit={create}>
      <div class="row" role="group" aria-label="Create">
        {(["branch", "tag"] as const).map((each) => (
          <button key={each} type="button" class="small" aria-pressed={kind === each} onClick={() => enter({ kind: each })}>
            {each === "branch" ? "New branch" : "New tag"}
          </button>
        ))}
      </div>
      <div class="fields">
        <div class="field">
          <label for="branch-name">{isTag ? "Name of the tag" : "Name of the branch"}</label>
          <input id="branch-name" value={name} autocapitalize="off" spellcheck={false} onInput={(event) => enter({ name: event.currentTarget.value })} />
        </div>
        <div class="field">
          <label for="new-ref-at">{isTag ? "Points to" : "Starts at"}</label>
          <input id="new-ref-at" list={REF_NAMES} placeholder="the checked-out commit" value={at} autocapitalize="off" spellcheck={false} onInput={(event) => enter({ at: event.currentTarget.value })} />
          <datalist id={REF_NAMES}>
            {names.map((each) => (
              <option value={each} />
            ))}
          </datalist>
        </div>
      </div>
      {isTag && (
        <div class="field">
          <label for="new-ref-message">Message</label>
          <input id="new-ref-message" value={message} disabled={!hasAuthor} onInput={(event) => enter({ message: event.currentTarget.value })} />
          <span class="small dim">{hasAuthor ? "With a message it is an annotated tag, without one a lightweight tag." : "To write a message, which makes an annotated tag, enter your name below first."}</span>
        </div>
      )}
      <div>
        <button type="submit" class="primary" disabled={name === "" || busy}>
          {isTag ? "Create the tag" : "Create and check out"}
        </button>
      </div>
    </form>
  );
}
