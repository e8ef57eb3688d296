import { useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import type { CloneSummary } from "../../core/cloning-api.ts";
import { placeInConsole, type ConsolePlace } from "../../core/console-place.ts";
import { problemOf } from "../../core/messages.ts";
import type { Problem as ProblemText } from "../../core/problem.ts";
import type { RepositoryList } from "../../core/repositories.ts";
import { repositoryIn } from "../../core/repository-address.ts";
import { malformed, type RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import type { Describe } from "../use-descriptions.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { Problem } from "../problem.tsx";
import { RegionField } from "../region-field.tsx";
import { CloneList, where } from "./clone-list.tsx";
import { ListedRepositories } from "./listed-repositories.tsx";

export interface FindProps {
  edge: string;
  region: string;
  /** The regions that the edge allows; undefined if it allows all. */
  regions?: string[];
  /** The edge's profiles, which a company login may choose from. */
  profiles: string[];
  /** The chosen one; undefined if the edge chooses. */
  profile?: string;
  clones: CloneSummary[];
  recent: RepositoryRef[];
  /** The repositories of the region, once they are loaded. */
  listed?: RepositoryList;
  listing: boolean;
  /** Why listing them failed. */
  refused?: ProblemText;
  onRegion: (region: string) => void;
  onProfile: (profile: string | undefined) => void;
  /** Lists them again. */
  onAgain: () => void;
  /** `place` is what the address names in the repository. */
  onOpen: (repositoryRef: RepositoryRef, place?: ConsolePlace) => void;
  onForget: (repositoryRef: RepositoryRef) => Promise<void>;
  /** Loads the descriptions of these repositories, if they are loaded on demand. */
  onDescribe?: Describe;
  children?: ComponentChildren;
}

/** Finds a repository: by name or address, or among the clones, recent repositories and those of the region. */
export function Find(props: FindProps): JSX.Element {
  const { edge, region, regions, profiles, profile, clones, recent, onRegion, onProfile, onOpen, onForget, children } = props;
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<ProblemText>();
  function open(event: Event): void {
    event.preventDefault();
    if (text.trim() === "") return;
    const found = repositoryIn(text, edge);
    const repositoryRef = found && { region, ...(profile !== undefined && { profile }), ...found };
    const wrong = repositoryRef ? malformed(repositoryRef) : problemOf("invalid_address");
    setProblem(wrong);
    if (repositoryRef && !wrong) onOpen(repositoryRef, placeInConsole(text.trim()));
  }
  return (
    <div class="page">
      <h1>Repositories</h1>
      {children}
      <form class="card" onSubmit={open} aria-label="Open a repository">
        <div class="body fields">
          <RegionField id="region" region={region} {...(regions && { regions })} onRegion={onRegion} />
          {profiles.length > 0 && (
            <div class="field">
              <label for="profile">Profile</label>
              <select id="profile" value={profile ?? ""} onChange={(event) => onProfile(event.currentTarget.value || undefined)}>
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
              <input id="repository" class="grow" value={text} placeholder="Name or address" autocapitalize="off" autocomplete="off" spellcheck={false} onInput={(event) => setText(event.currentTarget.value)} />
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
      <ListedRepositories {...props} />
    </div>
  );
}

function RepositoryLinks({ title, repositoryRefs }: { title: string; repositoryRefs: RepositoryRef[] }): JSX.Element {
  return (
    <nav class="row" aria-label={title}>
      <span class="dim">
        <Icon name="history" /> {title}
      </span>
      {repositoryRefs.map((repositoryRef) => (
        <a key={link(repositoryRef)} class="button small" href={link(repositoryRef)}>
          <Foreign text={repositoryRef.repository} />
          <span class="dim small">{where(repositoryRef)}</span>
        </a>
      ))}
    </nav>
  );
}
