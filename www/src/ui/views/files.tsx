import type { ComponentChildren, JSX } from "preact";

import type { Listed, Mark } from "../../core/marks.ts";
import type { Commit } from "../../core/reading-api.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, marked } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { ago, counted, subjectOf } from "../words.ts";

const SAID = { tree: "folder", file: "file", executable: "executable file", link: "symbolic link", submodule: "submodule" };
const ICONS = { tree: "folder", file: "file", executable: "file", link: "link", submodule: "link" } as const;
/** Kinds that the icon does not tell apart. */
const NAMED = { tree: "", file: "", executable: "executable", link: "link", submodule: "submodule" };
const MARKS = { added: "new", modified: "changed", removed: "deleted", ignored: "ignored" };

/** Sorts folders first. */
export function inOrder<T extends Listed>(entries: readonly T[]): T[] {
  return entries.toSorted((a, b) => Number(b.kind === "tree") - Number(a.kind === "tree") || (a.name < b.name ? -1 : 1));
}

/** The contents of a folder, folders first, with the last commit of each entry as far as it is known. `more` is another column. */
export function Files({ repositoryRef, at, path, entries, last, more }: { repositoryRef: RepositoryRef; at: string; path: string; entries: readonly Listed[]; last?: ReadonlyMap<string, Commit> | undefined; more?: (entry: Listed) => ComponentChildren }): JSX.Element {
  if (entries.length === 0) return <p class="card body dim">This folder is empty.</p>;
  return (
    <div class="card">
      <table class="listing">
        <caption class="visually-hidden">Files</caption>
        <tbody>
          {inOrder(entries).map((entry) => (
            <tr key={entry.name}>
              <td>
                <EntryName repositoryRef={repositoryRef} at={at} path={path === "" ? entry.name : `${path}/${entry.name}`} entry={entry} />
              </td>
              {last && <LastCommit repositoryRef={repositoryRef} commit={last.get(entry.name)} />}
              {more && <td>{more(entry)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LastCommit({ repositoryRef, commit }: { repositoryRef: RepositoryRef; commit: Commit | undefined }): JSX.Element {
  // At the end of a shallow history it is unknown which commit it was.
  if (!commit || commit.cut) return <td class="last wide-only" />;
  return (
    <td class="last wide-only small dim">
      <div>
        <a href={link(repositoryRef, "commit", commit.oid)}>{subjectOf(commit) ? marked(subjectOf(commit)) : "(no message)"}</a>
        <span>{ago(commit.author.at.getTime())}</span>
      </div>
    </td>
  );
}

/** An entry's icon, name, kind and mark. The name is a link to its view. */
function EntryName({ repositoryRef, at, path, entry: { name, kind, mark } }: { repositoryRef: RepositoryRef; at: string; path: string; entry: Listed }): JSX.Element {
  return (
    <span class="row entry">
      <span>
        <Icon name={ICONS[kind]} class={ICONS[kind]} />
        <span class="visually-hidden">{SAID[kind]} </span>
        <a class={mark?.kind === "removed" ? "gone" : ""} href={link(repositoryRef, kind === "tree" ? "tree" : "file", at, path)}>
          <Foreign text={name} />
        </a>
      </span>
      {NAMED[kind] !== "" && (
        <span class="dim small" aria-hidden="true">
          {NAMED[kind]}
        </span>
      )}
      {mark && <MarkBadge mark={mark} />}
    </span>
  );
}

/** How an entry differs from the last commit. */
function MarkBadge({ mark }: { mark: Mark }): JSX.Element {
  const tone = mark.kind === "added" ? "good" : mark.kind === "removed" ? "bad" : mark.kind === "ignored" ? "" : "warn";
  return <span class={`badge ${tone}`}>{mark.kind === "inside" ? counted(mark.count, "change") : MARKS[mark.kind]}</span>;
}
