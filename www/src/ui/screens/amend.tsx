import type { ReadonlySignal } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { Draft } from "../../app/draft.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Person } from "../../core/person.ts";
import { link } from "../address.ts";
import { OperationProblem } from "../operation-problem.tsx";
import { Problem } from "../problem.tsx";
import { fromHere } from "../route.ts";
import { useAuthor } from "../use-author.ts";
import { useLoaded } from "../use-loaded.ts";
import { isEntered, trimmed } from "../views/author-fields.tsx";
import { AuthorForm } from "../views/author-form.tsx";
import { counted } from "../words.ts";

export interface AmendProps {
  clone: OpenClone;
  chosen: string[];
  /** What the user has entered in the form above, if there is such a form. Its author is the one to amend with, also while it is incomplete. */
  entered?: ReadonlySignal<Draft | undefined>;
}

/** Amends the last commit: its message, and with the chosen files. */
export function Amend({ clone, chosen, entered }: AmendProps): JSX.Element | null {
  const { git, preferences } = useApp();
  const { drafts, repositoryRef } = clone;
  const { author: known, loading } = useAuthor(repositoryRef);
  const above = entered?.value;
  const author = above ? authorOf(above) : known;
  const oid = clone.branch.value?.oid;
  const kept = useMemo(() => (oid === undefined ? undefined : drafts.amendment.read(oid)), [drafts, oid]);
  const [written, setWritten] = useState<{ of: string | undefined; message: string }>();
  const message = written?.of === oid ? written?.message : kept?.message;
  const [open, setOpen] = useState(message !== undefined);
  const { value: last, problem } = useLoaded(async () => (open ? git.lastCommit(repositoryRef) : undefined), [open, oid]);
  if (oid === undefined) return null;
  const text = message ?? last?.message.trimEnd() ?? "";
  function write(next: string): void {
    setWritten({ of: oid, message: next });
    drafts.amendment.keep({ message: next, name: "", email: "" }, oid);
  }
  async function amend(event: Event): Promise<void> {
    event.preventDefault();
    if (!author) return;
    const departure = fromHere();
    const amended = await clone.operation.run("Amending", () => git.amend(repositoryRef, chosen, text, author));
    await clone.refresh();
    if (amended === undefined) return;
    drafts.amendment.forget();
    departure.go(link(repositoryRef, "commit", amended));
  }
  return (
    <details class="card body" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Amend the last commit</summary>
      {problem && <Problem problem={problem} />}
      {last && !author && !loading && !entered && <AuthorForm open onAuthor={(person) => (preferences.author.value = person)} />}
      {last && (author || entered) && (
        <form class="stack" aria-label="Amend" onSubmit={amend}>
          {last.pushed && <p class="notice warn">This commit is already pushed. If you amend it, your branch and the server's branch diverge: pull to merge both versions, or replace the server's branch.</p>}
          <div class="field">
            <label for="amend-message">Message of the last commit</label>
            <textarea id="amend-message" class="message" value={text} onInput={(event) => write(event.currentTarget.value)} />
          </div>
          <OperationProblem operation={clone.operation} of={["Amending"]} />
          <div class="row">
            <button type="submit" disabled={!author || text.trim() === "" || clone.operation.running.value !== undefined}>
              {chosen.length === 0 ? "Amend the message" : `Amend with ${counted(chosen.length, "file")}`}
            </button>
            {!author && !loading && <span class="small dim">Enter your name and e-mail in the form above. git needs them to amend.</span>}
          </div>
        </form>
      )}
    </details>
  );
}

/** The author in a draft; undefined if a field is empty. */
function authorOf({ name, email }: Draft): Person | undefined {
  return isEntered({ name, email }) ? trimmed({ name, email }) : undefined;
}
