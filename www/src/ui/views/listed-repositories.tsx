import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Problem as ProblemText } from "../../core/problem.ts";
import type { RepositoryList } from "../../core/repositories.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Problem } from "../problem.tsx";
import { counted } from "../words.ts";

export interface ListedRepositoriesProps {
  region: string;
  /** The chosen profile; undefined if the edge chooses. */
  profile?: string;
  listed?: RepositoryList;
  listing: boolean;
  refused?: ProblemText;
  onAgain: () => void;
}

/** The repositories of a region, which can be filtered by name and description. */
export function ListedRepositories({ region, profile, listed, listing, refused, onAgain }: ListedRepositoriesProps): JSX.Element {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const matching = listed?.repositories.filter(({ name, description = "" }) => name.toLowerCase().includes(wanted) || description.toLowerCase().includes(wanted));
  const count = listed?.repositories.length ?? 0;
  return (
    <section class="card" aria-labelledby="listed-title" aria-busy={listing}>
      <header class="split">
        <div class="row">
          <h2 id="listed-title">In {visible(region)}</h2>
          {listed?.profile !== undefined && <span class="dim small">with the profile {visible(listed.profile)}</span>}
        </div>
        {count > 8 && <input type="search" class="filter" aria-label="Filter the repositories" placeholder="Filter" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />}
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
      {listed && !listed.complete && <p class="body dim">The list ends after {counted(count, "repository", "repositories")}; there are more. Enter the name of another one above.</p>}
      {matching && matching.length === 0 && <p class="body dim">{wanted ? "No name or description contains this text." : "No repositories in this region are visible to these credentials. Check the region and the account."}</p>}
      {matching && matching.length > 0 && (
        <ul class="list">
          {matching.map(({ name, description }) => (
            <li class="link">
              <a href={link({ region, repository: name, ...(profile !== undefined && { profile }) })}>
                <strong>
                  <Foreign text={name} />
                </strong>
              </a>
              {description && (
                <p class="small dim">
                  <Foreign text={description} />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
