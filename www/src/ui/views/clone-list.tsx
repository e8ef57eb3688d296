import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { CloneSummary } from "../../core/cloning-api.ts";
import { problemFrom } from "../../core/messages.ts";
import type { Problem as ProblemText } from "../../core/problem.ts";
import { sameRepository, type RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Problem } from "../problem.tsx";
import { counted } from "../words.ts";
import { NotPushed } from "./not-pushed.tsx";

/** The clones in this browser. */
export function CloneList({ clones, onForget }: { clones: CloneSummary[]; onForget: (repositoryRef: RepositoryRef) => Promise<void> }): JSX.Element {
  const [failed, setFailed] = useState<{ repositoryRef: RepositoryRef; problem: ProblemText }>();
  function forget(repositoryRef: RepositoryRef): void {
    setFailed(undefined);
    onForget(repositoryRef).catch((error: unknown) => setFailed({ repositoryRef, problem: problemFrom(error) }));
  }
  return (
    <section class="card" aria-labelledby="clones-title">
      <header>
        <h2 id="clones-title">Cloned in this browser</h2>
      </header>
      <ul class="list">
        {clones.map((clone) => (
          <li key={link(clone)} class="row link">
            <a class="grow" href={link(clone, "tree")}>
              <strong>
                <Foreign text={clone.repository} />
              </strong>{" "}
              <span class="dim small">{where(clone)}</span>
            </a>
            {clone.ahead.map((branch) => (
              <NotPushed key={branch.name} branch={branch} />
            ))}
            {clone.changed > 0 && <span class="badge warn">{counted(clone.changed, "changed file")}</span>}
            {clone.broken && <span class="badge bad">broken</span>}
            <button type="button" class="small danger" aria-label={`Delete the clone of ${visible(clone.repository)}`} onClick={() => forget(clone)}>
              Delete
            </button>
            {failed && sameRepository(failed.repositoryRef, clone) && <Problem problem={failed.problem} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The profile and the region of a repository. */
export function where({ profile, region }: RepositoryRef): string {
  return profile === undefined ? region : `${profile}, ${region}`;
}
