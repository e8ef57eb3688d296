import type { JSX } from "preact";

import type { Commit } from "../../core/reading-api.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, marked } from "../foreign.tsx";
import { GraphCell } from "../graph-row.tsx";
import { layOut } from "../graph.ts";
import { ago, short, subjectOf } from "../words.ts";
import { OlderCommits } from "./older-commits.tsx";

/** A commit in the history. */
export interface ListedCommit extends Commit {
  /** The branches and tags that point to it. */
  names: string[];
  unpushed: boolean;
}

/** The history, children first, with its graph. */
export function History({ repositoryRef, commits, more, onMore }: { repositoryRef: RepositoryRef; commits: ListedCommit[]; more: boolean; onMore: () => void }): JSX.Element {
  const { rows, lanes } = layOut(commits);
  return (
    <section class="card" aria-label="History">
      <ol class="history">
        {commits.map((commit, index) => {
          const row = rows[index];
          return (
            <li key={commit.oid}>
              {row && <GraphCell row={row} lanes={lanes} />}
              <div class="about">
                <div>
                  <a class="subject" href={link(repositoryRef, "commit", commit.oid)}>
                    {subjectOf(commit) ? marked(subjectOf(commit)) : "(no message)"}
                  </a>
                </div>
                <div class="small dim by">
                  <span>
                    <Foreign text={commit.author.name} /> {ago(commit.author.at.getTime())}
                  </span>
                  {commit.unpushed && <span class="badge warn">not pushed</span>}
                  {commit.names.map((name) => (
                    <span class="badge">
                      <Foreign text={name} />
                    </span>
                  ))}
                </div>
              </div>
              <code class="dim wide-only row">{short(commit.oid)}</code>
            </li>
          );
        })}
      </ol>
      {more && <OlderCommits onMore={onMore} />}
    </section>
  );
}
