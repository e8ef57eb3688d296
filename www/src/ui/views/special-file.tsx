import type { JSX } from "preact";

import { linkTarget } from "../../core/link-target.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";

/** A symbolic link and its target, which is a link to a file only inside the repository. */
export function LinkView({ repositoryRef, at, path, target }: { repositoryRef: RepositoryRef; at: string; path: string; target: string }): JSX.Element {
  const to = linkTarget(path, target);
  return (
    <section class="card body stack" aria-label={`Symbolic link ${visible(path)}`}>
      <p>
        <Icon name="link" /> This is a symbolic link to{" "}
        {to === undefined ? (
          <code>
            <Foreign text={target} />
          </code>
        ) : (
          <a class="mono" href={link(repositoryRef, to === "" ? "tree" : "file", at, to)}>
            <Foreign text={target} />
          </a>
        )}
        .
      </p>
      {to === undefined && <p class="dim">It points outside the repository, so there is nothing to show.</p>}
    </section>
  );
}

/** A submodule: the commit of another repository. */
export function SubmoduleView({ path, oid }: { path: string; oid?: string }): JSX.Element {
  return (
    <section class="card body stack" aria-label={`Submodule ${visible(path)}`}>
      <p>
        <Icon name="link" /> This is a submodule: a commit of another repository{oid !== undefined && <>, <code>{oid}</code></>}.
      </p>
      <p class="dim">Its files are not part of this clone. The file .gitmodules says where that repository is.</p>
    </section>
  );
}
