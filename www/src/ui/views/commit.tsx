import type { JSX } from "preact";

import type { Commit } from "../../core/reading-api.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Copy } from "../copy.tsx";
import { Foreign, marked } from "../foreign.tsx";
import { short } from "../words.ts";

/** A commit's message, author, ID and parents. */
export function CommitHead({ repositoryRef, commit }: { repositoryRef: RepositoryRef; commit: Commit }): JSX.Element {
  const [subject = "", ...rest] = commit.message.trim().split("\n");
  const body = rest.join("\n").trim();
  return (
    <section class="card" aria-labelledby="subject">
      <div class="body stack">
        <h2 id="subject">{subject ? marked(subject) : "(no message)"}</h2>
        {body && <p class="commit-message foreign">{marked(body)}</p>}
        <dl class="facts">
          <dt>Author</dt>
          <dd>
            <Foreign text={commit.author.name} /> <span class="dim">&lt;</span>
            <Foreign text={commit.author.email} />
            <span class="dim">&gt;</span>, <Time at={commit.author.at} />
          </dd>
          {commit.committer.email !== commit.author.email && (
            <>
              <dt>Committer</dt>
              <dd>
                <Foreign text={commit.committer.name} />, <Time at={commit.committer.at} />
              </dd>
            </>
          )}
          <dt>Commit</dt>
          <dd class="row">
            <code>{commit.oid}</code> <Copy text={commit.oid} isShown />
            <a class="button small" href={link(repositoryRef, "tree", commit.oid)}>
              Files at this commit
            </a>
          </dd>
          <dt>{commit.parents.length === 1 ? "Parent" : "Parents"}</dt>
          <dd class="row">
            {commit.parents.length === 0 && "none (a first commit)"}
            {commit.parents.map((parent) => (
              <a key={parent} href={link(repositoryRef, "commit", parent)}>
                <code>{short(parent)}</code>
              </a>
            ))}
          </dd>
        </dl>
      </div>
    </section>
  );
}

function Time({ at }: { at: Date }): JSX.Element {
  // A commit may contain any number as its time.
  const iso = Number.isNaN(at.getTime()) ? undefined : at.toISOString();
  return iso === undefined ? <span>at an unknown time</span> : <time dateTime={iso}>{iso.replace("T", " ").replace(/:\d\d\.\d+Z$/, "")} UTC</time>;
}
