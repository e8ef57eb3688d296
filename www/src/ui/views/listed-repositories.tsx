import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Problem as ProblemText } from "../../core/problem.ts";
import type { RepositoryList } from "../../core/repositories.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Problem } from "../problem.tsx";
import { useDescriptions, type Describe, type Descriptions } from "../use-descriptions.ts";
import { counted } from "../words.ts";

export interface ListedRepositoriesProps {
  region: string;
  /** The chosen profile; undefined if the edge chooses. */
  profile?: string;
  listed?: RepositoryList;
  listing: boolean;
  refused?: ProblemText;
  onAgain: () => void;
  onDescribe?: Describe;
}

/** The repositories of a region, which can be filtered by name and description. */
export function ListedRepositories({ region, profile, listed, listing, refused, onAgain, onDescribe }: ListedRepositoriesProps): JSX.Element {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const all = listed?.repositories ?? [];
  const count = all.length;
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const matching = listed && all.map(({ name, description = known.get(name) ?? "" }) => ({ name, description })).filter(({ name, description }) => name.toLowerCase().includes(wanted) || description.toLowerCase().includes(wanted));
  const described = useDescriptions(listed && onDescribe, JSON.stringify([region, count, all[0]?.name]), matching?.map(({ name }) => name) ?? []);
  if (described.known !== known) setKnown(described.known);
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
          Loading the repositories …
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
      {listed && !listed.complete && <p class="body dim">Only the first {counted(count, "repository", "repositories")} are listed. Enter the name of another one above.</p>}
      {listed && count > 0 && <Undescribed listed={listed} {...(onDescribe && { described })} />}
      {matching && matching.length === 0 && <p class="body dim">{wanted ? "No name or description contains this text." : "No repositories in this region are visible to these credentials. Check the region and the account."}</p>}
      {matching && matching.length > 0 && (
        <ul class="list" ref={described.list}>
          {matching.map(({ name, description }) => (
            <li class="link" key={name} data-name={name}>
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

/** Which descriptions are not known, and so neither shown nor found by the filter. */
function Undescribed({ listed: { repositories, described: isDescribed }, described }: { listed: RepositoryList; described?: Descriptions }): JSX.Element | null {
  const count = repositories.length;
  const asked = repositories.filter(({ name }) => described?.asked.has(name)).length;
  if (described?.failed || isDescribed === false) return <p class="body small dim">The descriptions could not be loaded. Ask your administrator for codecommit:BatchGetRepositories.</p>;
  if (!described || asked === count || asked === 0) return null;
  return (
    <p class="body small dim">
      Descriptions load as you scroll: {asked.toLocaleString("en")} of {count.toLocaleString("en")} are loaded. The filter searches these and all names.
    </p>
  );
}
