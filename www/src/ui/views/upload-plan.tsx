import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";

import type { Upload } from "../../app/upload.ts";
import { windowsProblem } from "../../core/git/paths.ts";
import { Foreign } from "../foreign.tsx";
import { NO_UNDO } from "../undo-questions.ts";
import { bytes, counted } from "../words.ts";
import { WindowsNote } from "./windows-note.tsx";

/** Paths that are named at most. */
const MOST_NAMED = 20;

/** What an upload would write and replace, and what it cannot write. Asks for a confirmation. */
export function UploadPlan({ plan: { files, replaced, refused, isFinal }, busy, onUpload, onCancel }: { plan: Upload; busy: boolean; onUpload: () => void; onCancel: () => void }): JSX.Element {
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), []);
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  const added = files.map(({ path }) => path).filter((path) => !replaced.includes(path)).toSorted();
  const unportable = files.find(({ path }) => windowsProblem(path) !== undefined)?.path;
  return (
    <section ref={section} class="card body stack" tabIndex={-1} aria-labelledby="upload-title">
      <h2 id="upload-title">
        Upload {counted(files.length, "file")}, {bytes(size)}
      </h2>
      <Paths title={`Replaces ${counted(replaced.length, "file")}`} items={replaced.map((path) => ({ path }))} />
      <Paths title={`Adds ${counted(added.length, "file")}`} items={added.map((path) => ({ path }))} />
      <Paths title={`Cannot upload ${counted(refused.length, "file")}`} items={refused} />
      {isFinal && <p class="notice warn">{NO_UNDO}</p>}
      <WindowsNote problem={unportable && windowsProblem(unportable)} />
      <div class="row">
        <button type="button" class="primary" disabled={busy || files.length === 0} onClick={onUpload}>
          {replaced.length > 0 ? "Upload and replace" : "Upload"}
        </button>
        <button type="button" disabled={busy} onClick={onCancel}>
          Cancel
        </button>
      </div>
    </section>
  );
}

function Paths({ title, items }: { title: string; items: readonly { path: string; why?: string }[] }): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul class="small">
        {items.slice(0, MOST_NAMED).map(({ path, why }) => (
          <li key={path}>
            <span class="mono">
              <Foreign text={path} />
            </span>
            {why !== undefined && (
              <>
                : <Foreign text={why} />
              </>
            )}
          </li>
        ))}
        {items.length > MOST_NAMED && <li class="dim">and {counted(items.length - MOST_NAMED, "more file")}</li>}
      </ul>
    </div>
  );
}
