import type { JSX } from "preact";

import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link, type Place } from "../address.ts";
import { Copy } from "../copy.tsx";

export interface FileLinksProps {
  repositoryRef: RepositoryRef;
  at: string;
  path: string;
  /** The commit that `at` names, once it is known. */
  commit: string | undefined;
  /** Whether no commit has the file. */
  isNew: boolean;
  /** Whether it has lines. */
  isText: boolean;
  place: Place;
}

/** Links to the other views of a file, and a link that keeps showing what is shown now. */
export function FileLinks({ repositoryRef, at, path, commit, isNew, isText, place }: FileLinksProps): JSX.Element {
  return (
    <>
      {isText && (
        <a class="button small" href={link(repositoryRef, "raw", at, path)}>
          Raw
        </a>
      )}
      {isText && !isNew && (
        <a class="button small" href={link(repositoryRef, "blame", at, path, { ...(place.lines && { lines: place.lines }) })}>
          Blame
        </a>
      )}
      {!isNew && (
        <a class="button small" href={link(repositoryRef, "log", at, path)}>
          History
        </a>
      )}
      {commit !== undefined && <Copy label={place.lines ? "Copy permalink to lines" : "Copy permalink"} text={() => `${location.origin}/${link(repositoryRef, "file", commit, path, place)}`} />}
    </>
  );
}
