import { useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import type { Change } from "../core/api.ts";
import { diffLines, type DiffLine } from "../core/diff.ts";
import { DiffView } from "./diff-view.tsx";
import { Foreign, visible } from "./foreign.tsx";
import { Problem } from "./problem.tsx";
import { useLoaded } from "./use-loaded.ts";

type Versions = () => Promise<{ before?: Uint8Array; after?: Uint8Array }>;

export interface FileDiffProps {
  change: Change;
  versions: Versions;
  /** Whether the diff is shown at first; otherwise on request. */
  open: boolean;
  /** Identifies the compared versions; when it changes, the diff is read again. */
  of: string;
  /** A checkbox before the name. */
  choice?: ComponentChildren;
  children?: ComponentChildren;
}

/** A changed file with its diff. */
export function FileDiff({ change, versions, open, of, choice, children }: FileDiffProps): JSX.Element {
  const [shown, setShown] = useState(open);
  const { value: lines, problem, loading } = useLoaded(async () => {
    if (!shown) return undefined;
    const { before, after } = await versions();
    return diffLines(before, after);
  }, [shown, change.path, of]);
  return (
    <section class="card" aria-label={`${change.kind} ${visible(change.path)}`}>
      <header class="split">
        <span class="row grow">
          {choice}
          <strong class="mono">
            <Foreign text={change.path} />
          </strong>
        </span>
        <span class="row small">
          {lines && (
            <>
              <span class="added-count">+{count(lines, "added")}</span>
              <span class="removed-count">−{count(lines, "removed")}</span>
            </>
          )}
          <span class="badge">{change.kind}</span>
          {children}
        </span>
      </header>
      {!shown ? (
        <div class="body">
          <button type="button" onClick={() => setShown(true)}>
            Show changes
          </button>
        </div>
      ) : problem ? (
        <Problem problem={problem} />
      ) : loading ? (
        <p class="body dim">Reading …</p>
      ) : lines ? (
        <DiffView name={visible(change.path)} lines={lines} />
      ) : (
        <p class="body dim">This file is not text, or is too large to show.</p>
      )}
    </section>
  );
}

function count(lines: DiffLine[], kind: DiffLine["kind"]): number {
  return lines.filter((line) => line.kind === kind).length;
}
