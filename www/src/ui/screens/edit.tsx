import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { isOther, type AnyText } from "../../core/any-text.ts";
import { missingIn } from "../../core/text.ts";
import { link, type Place } from "../address.ts";
import { Editor } from "../editor.tsx";
import { visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { Problem } from "../problem.tsx";
import { fromHere } from "../route.ts";
import { NO_UNDO } from "../undo-questions.ts";
import { useUndoable } from "../use-undoable.ts";
import { useWriting, type Writing } from "../use-writing.ts";
import { Crumbs } from "../views/crumbs.tsx";
import { formOf } from "../views/file.tsx";
import { LinkView } from "../views/special-file.tsx";
import { EditedConflict } from "./edited-conflict.tsx";
import { NewFile } from "./new-file.tsx";

/** What the editor says about the state of its text. */
const SAID = {
  unchanged: "Changes are saved in this browser as you type",
  reread: "Changed elsewhere and opened again",
  writing: "Saving …",
  written: "Saved in this browser, not committed",
} as const;

/** Edits a file of the working tree or creates one. Changes are written automatically, so closing the tab loses nothing. */
export function Edit({ clone, path, isNew, place = {} }: { clone: OpenClone; path: string; isNew: boolean; place?: Place }): JSX.Element {
  return isNew ? <NewFile clone={clone} folder={path} /> : <Existing key={path} clone={clone} path={path} place={place} />;
}

function Existing({ clone, path, place }: { clone: OpenClone; path: string; place: Place }): JSX.Element {
  const { repositoryRef } = clone;
  const at = clone.refs.value?.head ?? "HEAD";
  const writing = useWriting(clone, path);
  const { file, text, unreadable, problem } = writing;
  return (
    <>
      <Crumbs repositoryRef={repositoryRef} at={at} path={path} />
      <EditedConflict clone={clone} path={path} save={writing.save} />
      {unreadable && !problem ? (
        <Problem problem={unreadable} />
      ) : !file ? (
        <p role="status">Reading …</p>
      ) : file.kind === "link" ? (
        <LinkView repositoryRef={repositoryRef} at={at} path={path} target={text?.text ?? ""} />
      ) : (file.kind === "file" || file.kind === "executable") && text ? (
        <TextEditor clone={clone} path={path} text={text} writing={writing} place={place} />
      ) : (
        <p class="card body">This file is not text, so it cannot be edited here.</p>
      )}
    </>
  );
}

function TextEditor({ clone, path, text, writing, place }: { clone: OpenClone; path: string; text: AnyText; writing: Writing; place: Place }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const change = clone.status.value?.find((entry) => entry.path === path);
  const isUndoable = useUndoable(clone, [path]);
  const line = place.lines?.first;
  // A file that is opened again needs a new editor, also if its text is the one that the last editor started with.
  const opened = useRef({ file: writing.file, count: 0 });
  if (opened.current.file !== writing.file) opened.current = { file: writing.file, count: opened.current.count + 1 };

  // Elsewhere on the page, the browser would offer to save the page itself.
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      void writing.save();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [writing]);

  async function remove(): Promise<void> {
    const isChanged = change !== undefined || writing.unwritten !== undefined;
    const isUnsaved = writing.problem !== undefined;
    const lost = change?.kind === "added" ? "It was never committed." : "Your uncommitted changes to it are deleted, too.";
    const departure = fromHere();
    const warnings = [...(isChanged ? [lost] : []), ...(!isUndoable?.() ? [NO_UNDO] : isUnsaved ? ["Undo does not bring back what is not saved."] : [])];
    if (!isUndoable || (warnings.length > 0 && !confirm(`Delete ${visible(path)}? ${warnings.join(" ")}`))) return;
    // What is being typed must be written before, so that Undo brings it back, and not after, when it would bring back the file.
    if (!(await writing.save()) && !isUnsaved) return;
    writing.drop();
    const deleted = await clone.operation.run("Deleting", async () => {
      await clone.undo.over([path], `Deleted ${visible(path)}.`, () => git.deletePaths(repositoryRef, [path]));
      return true;
    });
    if (deleted) departure.go(link(repositoryRef, "changes"));
    await clone.refresh();
  }
  return (
    <section class="card" aria-label={`Edit ${visible(path)}`}>
      <header class="split">
        <span class="row small dim">
          {[...formOf({ ...text, encoding: writing.encoding })].map((form) => (
            <span class="badge">{form}</span>
          ))}
          <Status writing={writing} />
        </span>
        <span class="row">
          <button type="button" class="small danger" disabled={!isUndoable} onClick={() => void remove()}>
            Delete
          </button>
          <a class="button small primary" href={link(repositoryRef, "changes")}>
            <Icon name="check" />
            Review and commit
          </a>
        </span>
      </header>
      <OperationProblem operation={clone.operation} of={["Deleting"]} />
      {writing.problem && (
        <div class="body">
          <NotSaved writing={writing} problem={writing.problem} />
        </div>
      )}
      <Editor key={opened.current.count} name={path} text={text.text} onChange={writing.write} {...(line !== undefined && { line })} />
    </section>
  );
}

function Status({ writing: { state, problem } }: { writing: Writing }): JSX.Element {
  return (
    <>
      {(state === "writing" || problem) && <span class="unsaved" aria-hidden="true" />}
      <span role="status">{problem ? "Not saved" : SAID[state]}</span>
    </>
  );
}

/** Why a text is not saved, and what the user can do. */
function NotSaved({ writing, problem }: { writing: Writing; problem: NonNullable<Writing["problem"]> }): JSX.Element {
  const isWindows = !isOther(writing.encoding) && writing.encoding === "Latin-1" && missingIn(writing.unwritten ?? "", "Windows-1252").length === 0;
  const choices: Record<string, Record<string, () => unknown>> = {
    changed_elsewhere: { "Keep my text": writing.keepMine, "Open the changed file": writing.takeTheirs },
    not_in_encoding: { "Save as UTF-8": () => writing.save("UTF-8"), ...(isWindows && { "Save as Windows-1252": () => writing.save("Windows-1252") }) },
  };
  return (
    <Problem problem={problem}>
      {Object.entries(choices[problem.code] ?? { "Try again": () => writing.save() }).map(([label, act]) => (
        <button key={label} type="button" class="small" onClick={() => void act()}>
          {label}
        </button>
      ))}
    </Problem>
  );
}
