import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { CloneSummary, RepositoryRef, Problem as ProblemText, RepositorySummary } from "../../core/api.ts";
import { malformed } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { Problem } from "../problem.tsx";
import { NotPushed } from "./not-pushed.tsx";

export interface FindProps {
  region: string;
  /** The regions that the edge allows; undefined if it allows all. */
  regions?: string[];
  /** The edge's profiles, which a company login may choose from. */
  profiles: string[];
  clones: CloneSummary[];
  recent: RepositoryRef[];
  /** The account's repositories, once they are loaded. */
  listed?: RepositorySummary[];
  /** Whether they can be listed. */
  canList: boolean;
  listing: boolean;
  /** Why listing them failed. */
  refused?: ProblemText;
  onRegion: (region: string) => void;
  /** Lists them again. */
  onAgain: () => void;
  onOpen: (repositoryRef: RepositoryRef) => void;
  onForget: (repositoryRef: RepositoryRef) => void;
}

/** Finds a repository: by name, or among the clones, recent repositories and the account's. */
export function Find(props: FindProps): JSX.Element {
  const { region, regions, profiles, clones, recent, listed, canList, listing, refused, onRegion, onAgain, onOpen, onForget } = props;
  const [name, setName] = useState("");
  const [profile, setProfile] = useState("");
  const [filter, setFilter] = useState("");
  const [problem, setProblem] = useState<ProblemText>();
  const matching = listed?.filter((repository) => repository.name.toLowerCase().includes(filter.toLowerCase()));
  function open(event: Event): void {
    event.preventDefault();
    if (name.trim() === "") return;
    // Accept the forms that git and users write.
    const repository = name.trim().replace(/\/$/, "").replace(/(?<=.)\.git$/, "");
    const repositoryRef = { region, repository, ...(profile !== "" && { profile }) };
    const wrong = malformed(repositoryRef);
    setProblem(wrong);
    if (!wrong) onOpen(repositoryRef);
  }
  return (
    <div class="page">
      <h1>Repositories</h1>
      <form class="card" onSubmit={open} aria-label="Open a repository">
        <div class="body fields">
          <div class="field">
            <label for="region">Region</label>
            {regions ? (
              <select id="region" value={region} onChange={(event) => onRegion(event.currentTarget.value)}>
                {regions.map((each) => (
                  <option value={each}>{visible(each)}</option>
                ))}
              </select>
            ) : (
              <input id="region" value={region} autocapitalize="off" spellcheck={false} onChange={(event) => onRegion(event.currentTarget.value.trim())} />
            )}
          </div>
          {profiles.length > 0 && (
            <div class="field">
              <label for="profile">Profile</label>
              <select id="profile" value={profile} onChange={(event) => setProfile(event.currentTarget.value)}>
                <option value="">chosen by the edge</option>
                {profiles.map((each) => (
                  <option value={each}>{visible(each)}</option>
                ))}
              </select>
            </div>
          )}
          <div class="field">
            <label for="repository">Repository</label>
            <div class="row">
              <input id="repository" class="grow" value={name} autocapitalize="off" spellcheck={false} onInput={(event) => setName(event.currentTarget.value)} />
              <button type="submit" class="primary">
                Open
              </button>
            </div>
          </div>
        </div>
        {problem && (
          <div class="body">
            <Problem problem={problem} />
          </div>
        )}
      </form>
      {clones.length > 0 && <CloneList clones={clones} onForget={onForget} />}
      {recent.length > 0 && <RepositoryLinks title="Recent" repositoryRefs={recent} />}
      {!canList && <p class="dim">Repositories cannot be listed with a company login. Enter a repository name above.</p>}
      {canList && (
      <section class="card" aria-labelledby="listed-title" aria-busy={listing}>
        <header class="split">
          <h2 id="listed-title">In {visible(region)}</h2>
          {listed && listed.length > 8 && <input type="search" class="filter" aria-label="Filter the repositories" placeholder="Filter" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />}
        </header>
        {listing && (
          <p class="body dim" role="status">
            Asking CodeCommit …
          </p>
        )}
        {refused && (
          <div class="body">
            <Problem problem={refused}>
              <button type="button" class="small" onClick={onAgain}>
                Try again
              </button>
            </Problem>
          </div>
        )}
        {matching && matching.length === 0 && <p class="body dim">{filter ? "No repository name contains this text." : "No repositories in this region are visible to these credentials. Check the region and the account."}</p>}
        {matching && matching.length > 0 && (
          <ul class="list">
            {matching.map((repository) => (
              <li class="link">
                <a href={link({ region, repository: repository.name })}>
                  <strong>
                    <Foreign text={repository.name} />
                  </strong>
                </a>
                {repository.description && (
                  <p class="small dim">
                    <Foreign text={repository.description} />
                  </p>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      )}
    </div>
  );
}

/** The clones in this browser. */
export function CloneList({ clones, onForget }: { clones: CloneSummary[]; onForget: (repositoryRef: RepositoryRef) => void }): JSX.Element {
  return (
    <section class="card" aria-labelledby="clones-title">
      <header>
        <h2 id="clones-title">Cloned in this browser</h2>
      </header>
      <ul class="list">
        {clones.map((clone) => (
          <li class="row link">
            <a class="grow" href={link(clone, "tree")}>
              <strong>
                <Foreign text={clone.repository} />
              </strong>{" "}
              <span class="dim small">{where(clone)}</span>
            </a>
            {clone.ahead.map((branch) => (
              <NotPushed branch={branch} />
            ))}
            {clone.changed > 0 && <span class="badge warn">{clone.changed} changed</span>}
            {clone.broken && <span class="badge bad">broken</span>}
            <button type="button" class="small danger" aria-label={`Delete the clone of ${visible(clone.repository)}`} onClick={() => onForget(clone)}>
              Delete
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RepositoryLinks({ title, repositoryRefs }: { title: string; repositoryRefs: RepositoryRef[] }): JSX.Element {
  return (
    <nav class="row" aria-label={title}>
      <span class="dim">
        <Icon name="history" /> {title}
      </span>
      {repositoryRefs.map((repositoryRef) => (
        <a class="button small" href={link(repositoryRef)}>
          <Foreign text={repositoryRef.repository} />
          <span class="dim small">{where(repositoryRef)}</span>
        </a>
      ))}
    </nav>
  );
}

function where({ profile, region }: RepositoryRef): string {
  return profile === undefined ? region : `${profile}, ${region}`;
}
