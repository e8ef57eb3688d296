import type { JSX } from "preact";

import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign } from "../foreign.tsx";

/** The path of a file, with a link for each folder. */
export function Crumbs({ repositoryRef, at, path }: { repositoryRef: RepositoryRef; at: string; path: string }): JSX.Element {
  const parts = path.split("/").filter(Boolean);
  return (
    <nav class="crumbs" aria-label="Folders">
      <a href={link(repositoryRef, "tree", at)}>
        <Foreign text={repositoryRef.repository} />
      </a>
      {parts.map((part, index) => (
        <>
          {" / "}
          {index === parts.length - 1 ? (
            <strong>
              <Foreign text={part} />
            </strong>
          ) : (
            <a href={link(repositoryRef, "tree", at, parts.slice(0, index + 1).join("/"))}>
              <Foreign text={part} />
            </a>
          )}
        </>
      ))}
    </nav>
  );
}
