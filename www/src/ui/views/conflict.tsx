import { useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import { diffLines } from "../../core/diff.ts";
import type { Conflict, ConflictKind, ConflictSides, Resolution } from "../../core/merging-api.ts";
import { CodeView } from "../code-view.tsx";
import { DiffView } from "../diff-view.tsx";
import { Foreign, visible } from "../foreign.tsx";
import { PictureDiff } from "../picture-diff.tsx";
import { Problem } from "../problem.tsx";
import { useLoaded } from "../use-loaded.ts";
import { pictureType, textOf } from "./file.tsx";

const SAID: Record<ConflictKind, string> = {
  "both-edited": "Both sides changed the same lines.",
  "both-added": "Both sides added a file with this name.",
  "deleted-here": "Deleted on our side, changed on their side.",
  "deleted-there": "Changed on our side, deleted on their side.",
  binary: "Both sides changed this file, which is not text.",
  mode: "Both sides added this file, but only one as executable.",
  link: "Both sides changed this symbolic link.",
  submodule: "Both sides changed this submodule.",
  type: "One side has a file with this name, the other a link or a submodule.",
  location: "One side added this file to a folder that the other side renamed. Check whether it belongs in the renamed folder.",
  "renamed-twice": "Both sides renamed the same file, to this name and to another one. Keep one of the two files.",
  "file-directory": "The other side has a folder with this name, so the file was renamed.",
};

const SHOWN = { sides: "Compare both sides", file: "Current file", base: "Common ancestor" } as const;

export interface ConflictViewProps {
  conflict: Conflict;
  /** The names of our side and theirs. */
  names: { ours: string; theirs: string };
  busy: boolean;
  /** Identifies the state of the files; when it changes, they are read again. */
  of: string;
  load: () => Promise<ConflictSides>;
  /** The address of the editor. */
  edit: string;
  onResolve: (resolution: Resolution) => void;
  /** Shown below the buttons. */
  children?: ComponentChildren;
}

/** A file that could not be merged: its versions, and buttons that resolve the conflict. */
export function ConflictView({ conflict: { path, kind, sides, resolved }, names, busy, of, load, edit, onResolve, children }: ConflictViewProps): JSX.Element {
  const { value, problem } = useLoaded(load, [path, of]);
  const [shown, setShown] = useState<keyof typeof SHOWN>("sides");
  const choice = (side: "ours" | "theirs"): JSX.Element => (
    <button type="button" class="small" disabled={busy} aria-label={`${sides.includes(side) ? "Use" : "Delete, as in"} ${visible(names[side])}: ${visible(path)}`} onClick={() => onResolve(side)}>
      {sides.includes(side) ? "Use " : "Delete, as in "}
      <Foreign text={names[side]} />
    </button>
  );
  return (
    <section class="card" aria-label={`Conflict in ${visible(path)}`}>
      <header class="split">
        <strong class="mono grow">
          <Foreign text={path} />
        </strong>
        <span class={`badge ${resolved ? "good" : "bad"}`}>{resolved ? "resolved" : "conflict"}</span>
      </header>
      <div class="body stack">
        <p>{SAID[kind]}</p>
        <div class="row">
          {choice("ours")}
          {choice("theirs")}
          {value?.current && textOf(value.current) !== undefined && (
            <a class="button small" href={edit} aria-label={`Edit ${visible(path)}`}>
              Edit
            </a>
          )}
          {!resolved && (
            <button type="button" class="small primary" disabled={busy} aria-label={`Mark as resolved: ${visible(path)}`} onClick={() => onResolve("file")}>
              Mark as resolved
            </button>
          )}
          <button type="button" class="small" disabled={busy} aria-label={`Start over: ${visible(path)}`} onClick={() => onResolve("conflict")}>
            Start over
          </button>
        </div>
        {children}
        {value && (
          <div class="row" role="group" aria-label="Version shown">
            {(["sides", "file", ...(value.base ? (["base"] as const) : [])] as const).map((each) => (
              <button key={each} type="button" class="small" aria-pressed={shown === each} onClick={() => setShown(each)}>
                {SHOWN[each]}
              </button>
            ))}
            {shown === "sides" && pictureType(path) === undefined && (
              <span class="small dim">
                − <Foreign text={names.ours} />, + <Foreign text={names.theirs} />
              </span>
            )}
          </div>
        )}
      </div>
      {problem && <Problem problem={problem} />}
      {value && (shown === "sides" ? <Sides path={path} of={of} names={names} sides={value} /> : <Version path={path} content={shown === "file" ? value.current : value.base} isDeleted={shown === "file" && value.state === "deleted"} />)}
    </section>
  );
}

function Sides({ path, of, names, sides: { ours, theirs } }: { path: string; of: string; names: ConflictViewProps["names"]; sides: ConflictSides }): JSX.Element {
  const { value: diff, loading } = useLoaded(() => diffLines(ours, theirs), [path, of]);
  if (loading) return <p class="body dim">Reading …</p>;
  const type = pictureType(path);
  if (type !== undefined) return <PictureDiff name={path} type={type} before={ours} after={theirs} names={{ before: names.ours, after: names.theirs }} />;
  if (!diff) return <p class="body dim">This file is not text, or is too large to show.</p>;
  return <DiffView name={visible(path)} diff={diff} sideBySide={false} />;
}

function Version({ path, content, isDeleted }: { path: string; content: Uint8Array | undefined; isDeleted: boolean }): JSX.Element {
  const text = content && textOf(content);
  if (isDeleted) return <p class="body dim">The file is deleted in the working tree. If you mark it as resolved, it is deleted in the result.</p>;
  if (!content) return <p class="body dim">This version does not contain the file.</p>;
  return text === undefined ? <p class="body dim">This file is not text.</p> : <CodeView name={path} text={text} />;
}
