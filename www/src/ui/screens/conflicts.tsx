import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Person } from "../../core/person.ts";
import { link } from "../address.ts";
import { Foreign } from "../foreign.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { fromHere, type Departure } from "../route.ts";
import { useLoaded } from "../use-loaded.ts";
import { placeOf, useResolving } from "../use-resolving.ts";
import { ConcludeForm } from "../views/conclude-form.tsx";
import { ConflictView } from "../views/conflict.tsx";
import { counted } from "../words.ts";

const TITLES = { merge: ["Merging", "into"], revert: ["Reverting", "on"], stash: ["Applying", "to"] } as const;
const ABORT = { merge: "Abort the merge?", revert: "Abort the revert?", stash: "Abort applying the stash?" } as const;

/** Resolves the conflicts of a merge, a revert or a stash, and concludes or aborts it. */
export function Conflicts({ clone }: { clone: OpenClone }): JSX.Element {
  const { git, preferences } = useApp();
  const { repositoryRef } = clone;
  const resolve = useResolving(clone);
  const unfinished = clone.conflicts.value;
  const head = clone.refs.value?.head ?? "HEAD";
  const busy = clone.operation.running.value !== undefined;
  const { value: author, loading } = useLoaded(async () => (await git.author(repositoryRef)) ?? preferences.author.value, []);
  if (clone.status.value === undefined || loading) return <p role="status">Reading the conflicts …</p>;
  if (!unfinished) {
    return (
      <section class="card body stack">
        <p>There are no conflicts.</p>
        <div>
          <a class="button" href={link(repositoryRef, "changes")}>
            Go to your changes
          </a>
        </div>
      </section>
    );
  }
  const { id, kind, theirs, message, conflicts } = unfinished;
  const left = conflicts.filter(({ resolved }) => !resolved).length;
  const names = { ours: head, theirs };

  async function abort(): Promise<void> {
    if (!confirm(`${ABORT[kind]} The ${counted(conflicts.length, "file")} with conflicts, and all other files that it changed, go back to their state before. Your edits to them since then are lost.`)) return;
    const departure = fromHere();
    await clone.operation.run("Aborting", () => git.abort(repositoryRef));
    await clone.refresh();
    leave(departure);
  }
  async function conclude(written: string, person: Person): Promise<void> {
    const departure = fromHere();
    const done = await clone.operation.run("Committing", async () => ({ oid: await git.conclude(repositoryRef, written, person) }));
    await clone.refresh();
    if (!done) return;
    if (kind !== "stash") preferences.author.value = person;
    leave(departure, done.oid);
  }
  function leave(departure: Departure, oid?: string): void {
    if (!clone.conflicts.value) departure.go(oid === undefined ? link(repositoryRef, "changes") : link(repositoryRef, "commit", oid));
  }
  return (
    <>
      <section class="card body stack" aria-label="Conflicts">
        <h2>
          {TITLES[kind][0]} <Foreign text={theirs} /> {TITLES[kind][1]} <Foreign text={head} />
        </h2>
        <p>
          {left === 0 ? `All conflicts are resolved. ${kind === "stash" ? "Select Done." : "Commit the result."}` : `${left} of ${counted(conflicts.length, "file")} ${left === 1 ? "is" : "are"} still in conflict. For each file, use one side, or edit the file and mark it as resolved.`} You can close the page and continue later.
        </p>
        <div class="row">
          <button type="button" class="danger" disabled={busy} onClick={() => void abort()}>
            Abort
          </button>
          {kind === "stash" && (
            <button type="button" class="primary" disabled={busy || left > 0} onClick={() => void conclude("", { name: "", email: "" })}>
              Done
            </button>
          )}
        </div>
        <OperationProblem operation={clone.operation} of={["Aborting"]} />
        {kind === "stash" && <OperationProblem operation={clone.operation} of={["Committing"]} />}
      </section>
      {conflicts.map((conflict) => (
        <ConflictView
          key={conflict.path}
          conflict={conflict}
          names={names}
          busy={busy}
          of={String(clone.refreshed.value)}
          load={() => git.conflict(repositoryRef, conflict.path)}
          edit={link(repositoryRef, "edit", head, conflict.path)}
          onResolve={(resolution) => void resolve(conflict.path, resolution)}
        >
          <OperationProblem operation={clone.operation} of={[placeOf(conflict.path)]} />
        </ConflictView>
      ))}
      {kind !== "stash" && <OperationProblem operation={clone.operation} of={["Committing"]} />}
      {kind !== "stash" && <ConcludeForm key={id} message={message} {...(author && { author })} left={left} busy={busy} draft={clone.drafts.conclusion.read(id)} onDraft={(draft) => clone.drafts.conclusion.keep(draft, id)} onConclude={(written, person) => void conclude(written, person)} />}
    </>
  );
}
