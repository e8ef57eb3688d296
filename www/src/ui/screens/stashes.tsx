import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { Problem } from "../problem.tsx";
import { fromHere } from "../route.ts";
import { useAuthor } from "../use-author.ts";
import { useLoaded } from "../use-loaded.ts";
import { ago } from "../words.ts";

/** Stashes uncommitted changes, and lists the stashes. */
export function Stashes({ clone }: { clone: OpenClone }): JSX.Element | null {
  const { git } = useApp();
  const [message, setMessage] = useState("");
  const { repositoryRef } = clone;
  const { author } = useAuthor(repositoryRef);
  const { value: stashes = [], problem } = useLoaded(() => git.stashes(repositoryRef), [clone.refreshed.value]);
  const busy = clone.operation.running.value !== undefined;
  const changed = clone.status.value?.length ?? 0;
  const canStash = changed > 0 && clone.branch.value !== undefined && !clone.conflicts.value;
  if (!canStash && stashes.length === 0 && !problem) return null;

  /** `said` describes the result. */
  async function run<T>(label: string, said: string, work: () => Promise<T>, place = label): Promise<T | undefined> {
    const done = await clone.operation.run(label, async () => ({ value: await work() }), place);
    await clone.refresh();
    if (done && done.value !== "conflicts") clone.said.value = said;
    return done?.value;
  }
  async function stash(event: Event): Promise<void> {
    event.preventDefault();
    const done = await run("Stashing", "Stashed all changes.", async () => {
      await git.stash(repositoryRef, message, author);
      return true;
    });
    if (done) setMessage("");
  }
  async function apply(oid: string): Promise<void> {
    const departure = fromHere();
    const done = await run("Applying the stash", "Applied the stash.", () => git.applyStash(repositoryRef, oid), oid);
    if (done === "conflicts") departure.go(link(repositoryRef, "conflicts"));
  }
  async function drop(oid: string, what: string): Promise<void> {
    if (confirm(`Drop the stash “${visible(what)}”? This deletes the only copy of these changes.`)) await run("Dropping", "Dropped the stash.", () => git.dropStash(repositoryRef, oid), oid);
  }
  return (
    <section class="card" aria-label="Stashes">
      <header>
        <h2>Stashes</h2>
      </header>
      {problem && <Problem problem={problem} />}
      {canStash && (
        <form class="row body" aria-label="Stash" onSubmit={stash}>
          <label for="stash-message">Name (optional)</label>
          <input id="stash-message" class="grow" value={message} onInput={(event) => setMessage(event.currentTarget.value)} />
          <button type="submit" disabled={busy}>
            Stash all changes
          </button>
        </form>
      )}
      <OperationProblem operation={clone.operation} of={["Stashing"]} />
      {stashes.length > 0 && (
        <ul class="list">
          {stashes.map(({ oid, message: what, at }) => (
            <li key={oid}>
              <div class="row">
                <span class="grow">
                  <Foreign text={what} /> <span class="small dim">{ago(at.getTime())}</span>
                </span>
                <button type="button" class="small" disabled={busy} aria-label={`Apply ${visible(what)}`} onClick={() => void apply(oid)}>
                  Apply
                </button>
                <button type="button" class="small danger" disabled={busy} aria-label={`Drop ${visible(what)}`} onClick={() => void drop(oid, what)}>
                  Drop
                </button>
              </div>
              <OperationProblem operation={clone.operation} of={[oid]} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
