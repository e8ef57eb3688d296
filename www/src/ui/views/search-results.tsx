import type { JSX } from "preact";

import type { SearchResult } from "../../core/reading-api.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, marked, visible } from "../foreign.tsx";
import { counted } from "../words.ts";

/** The matches of a search, file by file, and what the search left out. */
export function SearchResults({ repositoryRef, at, text, result: { found, ...left } }: { repositoryRef: RepositoryRef; at: string; text: string; result: SearchResult }): JSX.Element {
  const files = Map.groupBy(found, ({ path }) => path);
  return (
    <>
      <p role="status" class="dim">
        {found.length === 0 ? "No results." : `${counted(found.length, "match", "matches")} in ${counted(files.size, "file")}`}
      </p>
      <LeftOut {...left} />
      {[...files].map(([path, matches]) => (
        <section key={path} class="card" aria-label={`Matches in ${visible(path)}`}>
          <header>
            <a class="mono" href={link(repositoryRef, "file", at, path)}>
              <Foreign text={path} />
            </a>
          </header>
          <ul class="list">
            {matches
              .filter(({ line }) => line !== undefined)
              .map(({ line, text: found = "" }) => (
                <li key={line}>
                  <a class="row found" href={link(repositoryRef, "file", at, path, line)}>
                    <span class="dim small">line {line}</span>
                    <code class="grow">
                      <Marked text={found} wanted={text} />
                    </code>
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** What a search does not show. */
function LeftOut({ more, large, binary }: Omit<SearchResult, "found">): JSX.Element | null {
  const said = [
    more > 0 && `${counted(more, "more match", "more matches")} ${more === 1 ? "is" : "are"} not shown. Search for a longer text.`,
    large > 0 && `Not searched: ${counted(large, "file")} larger than 1 MB.`,
    binary > 0 && `Not searched: ${counted(binary, "file")} ${binary === 1 ? "that is" : "that are"} not text.`,
  ].filter((text) => text !== false);
  return said.length === 0 ? null : <p class="notice">{said.join(" ")}</p>;
}

/** A line with the search text highlighted. */
function Marked({ text, wanted }: { text: string; wanted: string }): JSX.Element {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase());
  if (at < 0) return <>{marked(text)}</>;
  return (
    <>
      {marked(text.slice(0, at))}
      <mark>{marked(text.slice(at, at + wanted.length))}</mark>
      {marked(text.slice(at + wanted.length))}
    </>
  );
}
