import { useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import { useApp } from "../app/app.ts";
import { readText } from "../core/any-text.ts";
import { diffLines, type Diff } from "../core/diff.ts";
import type { Change } from "../core/reading-api.ts";
import { DiffView } from "./diff-view.tsx";
import { Foreign, visible } from "./foreign.tsx";
import { Icon } from "./icons.tsx";
import { isNarrow } from "./narrow.ts";
import { PictureDiff } from "./picture-diff.tsx";
import { Problem } from "./problem.tsx";
import { useKept } from "./use-kept.ts";
import { useLoaded } from "./use-loaded.ts";
import { pictureType } from "./views/file.tsx";
import { counted } from "./words.ts";

type Versions = () => Promise<{ before?: Uint8Array; after?: Uint8Array }>;

/** Diffs with more changed lines are shown only on request. */
const LARGE = 500;

export interface FileDiffProps {
  change: Change;
  versions: Versions;
  /** Whether the diff is shown at first; otherwise on request. */
  open: boolean;
  /** Identifies the compared versions; when it changes, the diff is read again. */
  of: string;
  /** A checkbox before the name. */
  choice?: ComponentChildren;
  /** Shown below the name. */
  below?: ComponentChildren;
  /** Buttons, for a file that is text now or not. */
  children?: ComponentChildren | ((isText: boolean) => ComponentChildren);
}

interface Compared {
  before?: Uint8Array;
  after?: Uint8Array;
  diff?: Diff;
  isText: boolean;
}

/** A changed file with its diff. */
export function FileDiff({ change, versions, open, of, choice, below, children }: FileDiffProps): JSX.Element {
  const { ignoreSpace } = useApp().preferences;
  const [shown, setShown] = useState(open);
  const [isWanted, setWanted] = useState(false);
  const loaded = useLoaded(async (): Promise<Compared | undefined> => {
    if (!shown) return undefined;
    const sides = await versions();
    const diff = await diffLines(sides.before, sides.after, { ignoreSpace: ignoreSpace.value });
    return { ...sides, ...(diff && { diff }), isText: (await readText(sides.after ?? new Uint8Array())) !== undefined };
  }, [shown, change.path, of, ignoreSpace.value]);
  const { problem } = loaded;
  const value = useKept(loaded.value, change.path);
  const diff = value?.diff;
  const isLarge = diff !== undefined && diff.added + diff.removed > LARGE;
  const hidden = isLarge && !isWanted;
  const kind = change.from === undefined ? change.kind : "renamed";
  function toggle(): void {
    if (shown && hidden) setWanted(true);
    else setShown(!shown);
  }
  return (
    <section class="card" aria-label={`${kind} ${visible(change.path)}`}>
      <header class="split">
        <span class="row grow">
          {choice}
          <button type="button" class="plain small fold" aria-expanded={shown && !hidden} aria-label={`Changes of ${visible(change.path)}`} onClick={toggle}>
            <Icon name={shown && !hidden ? "open" : "closed"} />
          </button>
          <strong class="mono">
            {change.from !== undefined && (
              <>
                <Foreign text={change.from} /> →{" "}
              </>
            )}
            <Foreign text={change.path} />
          </strong>
        </span>
        <span class="row small">
          {diff && (
            <>
              <span class="added-count">+{diff.added}</span>
              <span class="removed-count">−{diff.removed}</span>
            </>
          )}
          <span class="badge">{kind}</span>
          {change.modes && <span class="badge">{saidOf(change.modes)}</span>}
          {typeof children === "function" ? children(value?.isText ?? pictureType(change.path) === undefined) : children}
        </span>
      </header>
      {below}
      {!shown ? (
        <div key="folded" class="body">
          <button type="button" onClick={() => setShown(true)}>
            Show changes
          </button>
        </div>
      ) : problem ? (
        <Problem problem={problem} />
      ) : !value ? (
        <p class="body dim">Reading …</p>
      ) : hidden ? (
        <div key="large" class="body">
          <button type="button" onClick={() => setWanted(true)}>
            Show {counted(diff.added + diff.removed, "changed line")}
          </button>
        </div>
      ) : (
        <Contents change={change} compared={value} />
      )}
    </section>
  );
}

function Contents({ change, compared: { before, after, diff } }: { change: Change; compared: Compared }): JSX.Element {
  const { sideBySide } = useApp().preferences;
  const name = visible(change.path);
  const type = pictureType(change.path);
  const picture = type !== undefined && <PictureDiff name={change.path} type={type} before={before} after={after} />;
  if (!diff) return picture || <p class="body dim">This file is not text, or is too large to show.</p>;
  const isSame = diff.added + diff.removed === 0;
  return (
    <>
      {picture}
      {diff.notes.map((note) => (
        <p class="body small">{note}</p>
      ))}
      {isSame && diff.notes.length > 0 ? null : isSame ? <p class="body dim">{same(change, diff)}</p> : <DiffView name={name} diff={diff} sideBySide={sideBySide.value && !isNarrow()} />}
    </>
  );
}

/** A changed mode in words; git has no others of files and links. */
function saidOf({ before, after }: { before: string; after: string }): string {
  const words: Record<string, string> = { "100644": "file", "100755": "executable file", "120000": "link", "160000": "submodule" };
  if (before === "100644" && after === "100755") return "now executable";
  if (before === "100755" && after === "100644") return "no longer executable";
  return `${words[before] ?? before} → ${words[after] ?? after}`;
}

function same({ from, kind, modes }: Change, { lines }: Diff): string {
  if (from !== undefined) return "Renamed without changes.";
  if (kind !== "modified") return lines.length === 0 ? "An empty file." : "Only white space.";
  return modes ? "Only the file's mode has changed." : "Only white space has changed, which is ignored.";
}
