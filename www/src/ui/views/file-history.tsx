import type { JSX } from "preact";

import type { FileCommit } from "../../core/inspecting-api.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, marked } from "../foreign.tsx";
import { ago, short, subjectOf } from "../words.ts";
import { OlderCommits } from "./older-commits.tsx";

/** The commits that changed a file, latest first, with links to the file as it was. */
export function FileHistory({ repositoryRef, commits, more, onMore }: { repositoryRef: RepositoryRef; commits: FileCommit[]; more: boolean; onMore: () => void }): JSX.Element {
  if (commits.length === 0) return <p class="card body dim">No commit has changed this path.</p>;
  return (
    <section class="card" aria-label="History">
      <ol class="list">
        {commits.map((commit) => (
          <li key={commit.oid} class="row">
            <div class="grow">
              <a href={link(repositoryRef, "commit", commit.oid)}>
                <strong>{subjectOf(commit) ? marked(subjectOf(commit)) : "(no message)"}</strong>
              </a>
              <div class="small dim">
                <Foreign text={commit.author.name} /> {ago(commit.author.at.getTime())}
                {commit.from !== undefined && (
                  <>
                    , renamed from <Foreign text={commit.from} />
                  </>
                )}
              </div>
            </div>
            <a class="button small" href={link(repositoryRef, "file", commit.oid, commit.path)} aria-label={`The file at ${short(commit.oid)}`}>
              <code>{short(commit.oid)}</code>
            </a>
          </li>
        ))}
      </ol>
      {more && <OlderCommits onMore={onMore} />}
    </section>
  );
}
