import type { JSX } from "preact";

import type { Unfinished } from "../../core/merging-api.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { counted } from "../words.ts";

const SAID = { merge: "A merge", revert: "A revert", stash: "A stash that you applied" } as const;

/** Says that a merge, a revert or a stash waits to be finished or aborted. */
export function ConflictsNotice({ repositoryRef, unfinished: { kind, conflicts } }: { repositoryRef: RepositoryRef; unfinished: Unfinished }): JSX.Element {
  const left = conflicts.filter(({ resolved }) => !resolved).length;
  return (
    <div class="notice warn">
      <div class="row split">
        <span>
          {SAID[kind]} {left > 0 ? `has ${counted(left, "file")} in conflict.` : "has no conflicts left. Finish it."}
        </span>
        <a class="button" href={link(repositoryRef, "conflicts")}>
          {left > 0 ? "Resolve conflicts" : "Finish"}
        </a>
      </div>
    </div>
  );
}
