import type { JSX } from "preact";

import type { Found, RepositoryRef } from "../../core/api.ts";
import { link } from "../address.ts";
import { Foreign, marked, visible } from "../foreign.tsx";
import { counted } from "../words.ts";

/** The matches of a search, file by file. */
export function SearchResults({ repositoryRef, at, text, results }: { repositoryRef: RepositoryRef; at: string; text: string; results: Found[] }): JSX.Element {
  const files = Map.groupBy(results, ({ path }) => path);
  return (
    <>
      <p role="status" class="dim">
        {results.length === 0 ? "No results." : `${counted(results.length, "match", "matches")} in ${counted(files.size, "file")}`}
      </p>
      {[...files].map(([path, matches]) => (
        <section class="card" aria-label={`Matches in ${visible(path)}`}>
          <header>
            <a class="mono" href={link(repositoryRef, "file", at, path)}>
              <Foreign text={path} />
            </a>
          </header>
          <ul class="list">
            {matches
              .filter(({ line }) => line !== undefined)
              .map(({ line, text: found = "" }) => (
                <li>
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
