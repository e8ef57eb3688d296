import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Person } from "../../core/person.ts";
import { link } from "../address.ts";
import { DiffOptions } from "../diff-options.tsx";
import { FileDiff } from "../file-diff.tsx";
import { visible } from "../foreign.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { fromHere } from "../route.ts";
import { NO_UNDO } from "../undo-questions.ts";
import { useAuthor } from "../use-author.ts";
import { useUndoable } from "../use-undoable.ts";
import { CommitForm } from "../views/commit-form.tsx";
import { counted } from "../words.ts";
import { Amend } from "./amend.tsx";
import { Stashes } from "./stashes.tsx";

/** Diffs of more files are shown only on request. */
const OPEN = 20;

/** The place of actions on all files. */
const ALL = "all changes";

/** Uncommitted changes: choose files, discard them or commit them. */
export function Changes({ clone }: { clone: OpenClone }): JSX.Element {
  const { git, preferences } = useApp();
  const { repositoryRef } = clone;
  const status = clone.status.value;
  const ahead = clone.branch.value?.ahead ?? 0;
  const left = clone.leftOut.value;
  const isUndoable = useUndoable(clone, status?.map(({ path }) => path) ?? []);
  const cannotDiscard = !isUndoable || clone.operation.running.value !== undefined;
  const { author, loading } = useAuthor(repositoryRef);
  // Only `Amend` reads its value: each key in the message would draw all diffs again.
  const entered = useMemo(() => signal(clone.drafts.commit.read()), [clone]);
  if (!status || loading) return <p role="status">Looking for changes …</p>;
  if (status.length === 0) {
    return (
      <>
        <section class="card body stack">
          <p>{clone.branch.value ? "No changes since the last commit." : "This repository has no commits yet, and no files to commit."}</p>
          {ahead > 0 && <p>{counted(ahead, "commit")} not pushed yet. Select Push to send {ahead === 1 ? "it" : "them"} to the server.</p>}
          <div>
            <a class="button" href={link(repositoryRef, "tree")}>
              Go to the files
            </a>
          </div>
        </section>
        <Amend clone={clone} chosen={[]} />
        <Stashes clone={clone} />
      </>
    );
  }
  const chosen = status.map(({ path }) => path).filter((path) => !left.has(path));

  function choose(path: string, isChosen: boolean): void {
    const next = new Set(left);
    if (isChosen) next.delete(path);
    else next.add(path);
    clone.leftOut.value = next;
  }
  async function discard(place: string, paths: string[], what: string): Promise<void> {
    if (!isUndoable || !confirm(`Discard ${what}?${isUndoable(paths) ? "" : ` ${NO_UNDO}`}`)) return;
    await clone.operation.run("Discarding", () => clone.undo.over(paths, `Discarded ${what}.`, () => git.discard(repositoryRef, paths)), place);
    await clone.refresh();
  }
  async function commit(message: string, by: Person): Promise<boolean> {
    const departure = fromHere();
    const oid = await clone.operation.run("Committing", () => git.commit(repositoryRef, chosen, message, by));
    await clone.refresh();
    if (oid === undefined) return false;
    preferences.author.value = by;
    clone.drafts.commit.forget();
    entered.value = undefined;
    clone.leftOut.value = new Set();
    departure.go(link(repositoryRef, "commit", oid));
    return true;
  }
  return (
    <>
      <CommitForm count={chosen.length} {...(author && { author })} branch={clone.refs.value?.head ?? ""} busy={clone.operation.running.value !== undefined} draft={entered.peek()} onDraft={(draft) => (clone.drafts.commit.keep(draft), (entered.value = draft))} onCommit={commit} />
      <OperationProblem operation={clone.operation} of={["Committing"]} />
      {status.length > 1 && (
        <div class="row split">
          <span class="dim">{counted(status.length, "changed file")}</span>
          <button type="button" class="small danger" disabled={cannotDiscard} onClick={() => void discard(ALL, status.map(({ path }) => path), `all changes to ${counted(status.length, "file")}`)}>
            Discard all
          </button>
        </div>
      )}
      <OperationProblem operation={clone.operation} of={[ALL]} />
      <DiffOptions />
      {status.map((entry, index) => (
        <FileDiff
          key={entry.path}
          change={entry}
          of={String(clone.refreshed.value)}
          open={index < OPEN}
          versions={() => git.pending(repositoryRef, entry.path)}
          below={<OperationProblem operation={clone.operation} of={[entry.path]} />}
          choice={<input type="checkbox" aria-label={`Commit ${visible(entry.path)}`} checked={!left.has(entry.path)} onChange={(event) => choose(entry.path, event.currentTarget.checked)} />}
        >
          {(isText) => (
            <>
              {isText && entry.kind !== "removed" && (
                <a class="button small" href={link(repositoryRef, "edit", clone.refs.value?.head ?? "HEAD", entry.path)}>
                  Edit
                </a>
              )}
              <button type="button" class="small danger" disabled={cannotDiscard} onClick={() => void discard(entry.path, [entry.path], `your changes to ${visible(entry.path)}`)}>
                Discard
              </button>
            </>
          )}
        </FileDiff>
      ))}
      <Amend clone={clone} chosen={chosen} entered={entered} />
      <Stashes clone={clone} />
    </>
  );
}
