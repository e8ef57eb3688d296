import { useMemo, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { fuzzy, type Match } from "../../core/fuzzy.ts";
import { link } from "../address.ts";
import { Dialog } from "../dialog.tsx";
import { marked } from "../foreign.tsx";
import { Problem } from "../problem.tsx";
import { go } from "../route.ts";
import { useLoaded } from "../use-loaded.ts";
import { counted } from "../words.ts";

/** More results than a user looks at. */
const MOST = 50;

/** Finds a file by parts of its path and opens it. */
export function QuickOpen({ clone, at, onClose }: { clone: OpenClone; at: string; onClose: () => void }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef, refs, status } = clone;
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const { value, problem } = useLoaded(() => git.paths(repositoryRef, at), [at]);
  const paths = useMemo(() => {
    const isHead = refs.value?.head === at;
    const changes = isHead ? (status.value ?? []) : [];
    const gone = new Set(changes.filter(({ kind }) => kind === "removed").map(({ path }) => path));
    const added = changes.filter(({ kind }) => kind === "added").map(({ path }) => path);
    return value && [...new Set([...value, ...added])].filter((path) => !gone.has(path));
  }, [value, status.value]);
  const matches = useMemo(() => fuzzy(paths ?? [], text, MOST), [paths, text]);

  function choose(index: number): void {
    setChosen(index);
    list.current?.children[index]?.scrollIntoView({ block: "nearest" });
  }
  function open(match: Match | undefined): void {
    if (!match) return;
    onClose();
    go(link(repositoryRef, "file", at, match.path));
  }
  function onKeyDown(event: KeyboardEvent): void {
    // These keys belong to an input method while it composes a character. WebKit sends the Enter that ends this afterwards, with the code 229.
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") open(matches[chosen]);
    else if (step !== undefined && matches.length > 0) choose((chosen + step + matches.length) % matches.length);
    else return;
    event.preventDefault();
  }
  return (
    <Dialog label="Go to a file" onClose={onClose}>
      <div class="stack">
        <input
          type="text"
          role="combobox"
          aria-label="Part of the file's path"
          aria-expanded={matches.length > 0}
          aria-controls="files-found"
          aria-autocomplete="list"
          {...(matches[chosen] && { "aria-activedescendant": `file-found-${chosen}` })}
          placeholder="Go to a file …"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          autofocus
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            choose(0);
          }}
          onKeyDown={onKeyDown}
        />
        {problem && <Problem problem={problem} />}
        <p role="status" class="small dim">
          {paths ? (matches.length === 0 ? "No file matches." : `${counted(paths.length, "file")}. ↑ ↓ choose, Enter opens.`) : "Listing the files …"}
        </p>
        <ul class="found-files" id="files-found" role="listbox" aria-label="Files" ref={list}>
          {matches.map((match, index) => (
            <li key={match.path} id={`file-found-${index}`} role="option" aria-selected={index === chosen} class="mono" onClick={() => open(match)}>
              <bdi>
                <Highlighted match={match} />
              </bdi>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

/** A path with its matching characters marked. */
function Highlighted({ match: { path, at } }: { match: Match }): JSX.Element {
  const hit = new Set(at);
  const pieces: { text: string; isHit: boolean }[] = [];
  for (let index = 0; index < path.length; index++) {
    const isHit = hit.has(index);
    const last = pieces.at(-1);
    if (last?.isHit === isHit) last.text += path.charAt(index);
    else pieces.push({ text: path.charAt(index), isHit });
  }
  return <>{pieces.map(({ text, isHit }) => (isHit ? <mark>{marked(text)}</mark> : <span>{marked(text)}</span>))}</>;
}
