import { useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { upload } from "../../app/upload.ts";
import type { Entry } from "../../core/reading-api.ts";
import { link } from "../address.ts";
import { visible } from "../foreign.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { fromHere } from "../route.ts";
import { NO_UNDO } from "../undo-questions.ts";
import { useUndoable } from "../use-undoable.ts";
import { NameForm } from "../views/name-form.tsx";

/** The actions on a file of the working tree, besides editing its text. */
export function FileActions({ clone, at, path, kind }: { clone: OpenClone; at: string; path: string; kind: Entry["kind"] }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const [renaming, setRenaming] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isUndoable = useUndoable(clone, [path]);
  const busy = clone.operation.running.value !== undefined;
  const name = visible(path);
  const isExecutable = kind === "executable";

  async function rename(to: string): Promise<void> {
    const departure = fromHere();
    await git.rename(repositoryRef, path, to);
    clone.undo.offer(`Renamed ${name} to ${visible(to)}.`, () => git.rename(repositoryRef, to, path));
    departure.goInstead(link(repositoryRef, "file", at, to));
    await clone.refresh();
  }
  async function turnExecutable(): Promise<void> {
    const done = await clone.operation.run("Changing the mode", async () => (await git.setExecutable(repositoryRef, path, !isExecutable), true));
    if (done) clone.undo.offer(isExecutable ? `${name} is no longer executable.` : `${name} is executable.`, () => git.setExecutable(repositoryRef, path, isExecutable));
    await clone.refresh();
  }
  async function replace({ currentTarget }: { currentTarget: HTMLInputElement }): Promise<void> {
    const [file] = currentTarget.files ?? [];
    // So that the same file can be chosen again.
    currentTarget.value = "";
    const possible = file && (await clone.operation.run("Comparing", () => clone.undo.isPossible([path]), "Uploading"));
    if (file && possible !== undefined && (possible || confirm(`Replace ${name}? ${NO_UNDO}`))) await upload(git, clone, { files: [{ path, file }] }, `Replaced ${name}.`);
  }
  async function remove(): Promise<void> {
    const change = clone.status.value?.find((entry) => entry.path === path);
    const lost = change?.kind === "added" ? "It was never committed." : "Your uncommitted changes to it are deleted, too.";
    const departure = fromHere();
    const warnings = [...(change ? [lost] : []), ...(isUndoable?.() ? [] : [NO_UNDO])];
    if (!isUndoable || (warnings.length > 0 && !confirm(`Delete ${name}? ${warnings.join(" ")}`))) return;
    const deleted = await clone.operation.run("Deleting", async () => {
      await clone.undo.over([path], `Deleted ${name}.`, () => git.deletePaths(repositoryRef, [path]));
      return true;
    });
    if (deleted) departure.goInstead(link(repositoryRef, "tree", at, path.split("/").slice(0, -1).join("/")));
    await clone.refresh();
  }
  return (
    <div class="stack">
      <div class="row" role="group" aria-label="Change this file">
        <button type="button" class="small" aria-expanded={renaming} onClick={() => setRenaming(!renaming)}>
          Rename or move
        </button>
        {kind !== "link" && (
          <>
            <button type="button" class="small" disabled={busy} onClick={() => field.current?.click()}>
              Replace
            </button>
            <button type="button" class="small wide-only" aria-pressed={isExecutable} disabled={busy} onClick={() => void turnExecutable()}>
              Executable
            </button>
          </>
        )}
        <button type="button" class="small danger" disabled={busy || !isUndoable} onClick={() => void remove()}>
          Delete
        </button>
        <input ref={field} type="file" hidden aria-label={`File to put in place of ${name}`} onChange={(event) => void replace(event)} />
      </div>
      <OperationProblem operation={clone.operation} of={["Deleting", "Uploading", "Changing the mode"]} />
      {renaming && <NameForm title="Rename or move this file" label="New path and name" action="Rename" value={path} onName={rename} onCancel={() => setRenaming(false)} />}
    </div>
  );
}
