import { useMemo } from "preact/hooks";
import type { JSX } from "preact";

import type { Blame, BlamedLines } from "../../core/inspecting-api.ts";
import type { Commit } from "../../core/reading-api.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link, type Lines } from "../address.ts";
import { CodeView } from "../code-view.tsx";
import { Foreign, marked, visible } from "../foreign.tsx";
import { ago, short, subjectOf } from "../words.ts";

export interface BlameViewProps {
  repositoryRef: RepositoryRef;
  at: string;
  path: string;
  text: string;
  /** What has been found so far. */
  blame: Blame;
  lines: Lines | undefined;
}

/** A file's text, with the commit of each group of lines beside it. */
export function BlameView({ repositoryRef, at, path, text, blame, lines }: BlameViewProps): JSX.Element {
  const groups = useMemo(() => {
    const commits = new Map(blame.commits.map((commit) => [commit.oid, commit]));
    const byLine = new Map<number, { group: BlamedLines; commit: Commit | undefined; isFirst: boolean }>();
    for (const group of blame.lines) {
      for (let index = 0; index < group.count; index++) byLine.set(group.first + index, { group, commit: commits.get(group.commit), isFirst: index === 0 });
    }
    return byLine;
  }, [blame]);
  function margin(index: number): JSX.Element {
    const { group, commit, isFirst = true } = groups.get(index + 1) ?? {};
    if (!group || !commit) return <td class="blame" />;
    return <td class={isFirst ? "blame first" : "blame"}>{isFirst && <Origin repositoryRef={repositoryRef} group={group} commit={commit} />}</td>;
  }
  return (
    <section class="card" aria-label={`Blame of ${visible(path)}`}>
      <header>
        <a class="button small" href={link(repositoryRef, "file", at, path)}>
          Back to the file
        </a>
      </header>
      <CodeView name={path} text={text} chosen={lines} address={(chosen) => link(repositoryRef, "blame", at, path, { lines: chosen })} margin={margin} />
    </section>
  );
}

function Origin({ repositoryRef, group, commit }: { repositoryRef: RepositoryRef; group: BlamedLines; commit: Commit }): JSX.Element {
  const [parent] = commit.parents;
  const subject = subjectOf(commit) || "(no message)";
  return (
    <span class="origin">
      <a href={link(repositoryRef, "commit", commit.oid)} title={`${short(commit.oid)} ${visible(subject)}`}>
        {marked(subject)}
      </a>
      <span class="wide-only dim">
        <Foreign text={commit.author.name} />
      </span>
      <span class="wide-only dim">{commit.cut ? "or earlier" : ago(commit.author.at.getTime())}</span>
      {parent !== undefined && !commit.cut && (
        <a href={link(repositoryRef, "blame", parent, group.path)} title="Blame before this commit" aria-label={`Blame before ${short(commit.oid)}`}>
          ‹
        </a>
      )}
    </span>
  );
}
