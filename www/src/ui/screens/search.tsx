import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { SearchResult } from "../../core/reading-api.ts";
import { OperationProblem } from "../operation-problem.tsx";
import { SearchResults } from "../views/search-results.tsx";

/** Searches the names and contents of files. */
export function Search({ clone, at }: { clone: OpenClone; at: string }): JSX.Element {
  const { git } = useApp();
  const [found, setFound] = useState<{ at: string; text: string; result: SearchResult }>();
  const [text, setText] = useState("");
  const running = clone.operation.running.value;
  async function search(event: Event): Promise<void> {
    event.preventDefault();
    const result = await clone.operation.run("Searching", (step) => git.with(step).search(clone.repositoryRef, at, text));
    if (result) setFound({ at, text, result });
  }
  return (
    <>
      <form class="card body row" role="search" onSubmit={search}>
        <input type="search" class="grow" aria-label="Search file names and contents" placeholder="File name or text" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        <button type="submit" class="primary" disabled={text === "" || running !== undefined}>
          Search
        </button>
      </form>
      <OperationProblem operation={clone.operation} of={["Searching"]} />
      {found?.at === at && <SearchResults repositoryRef={clone.repositoryRef} at={at} text={found.text} result={found.result} />}
    </>
  );
}
