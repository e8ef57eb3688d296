import type { JSX } from "preact";

import type { Cloning } from "../../app/clonings.ts";
import type { Working } from "../../app/other-tabs.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { OtherProgress } from "../other-progress.tsx";
import { ProgressBar } from "../progress-bar.tsx";
import { CONNECTING } from "../words.ts";

/** The clones that this tab and others make, each with its progress. */
export function ClonesInProgress({ clonings, others }: { clonings: readonly Cloning[]; others: readonly Working[] }): JSX.Element | null {
  if (clonings.length + others.length === 0) return null;
  return (
    <section class="card" aria-labelledby="cloning-title">
      <header>
        <h2 id="cloning-title">Cloning</h2>
      </header>
      <ul class="list">
        {clonings.map(({ repositoryRef, operation: { running } }) => (
          <li key={link(repositoryRef)} class="stack">
            <Name repositoryRef={repositoryRef} />
            {running.value && <ProgressBar label={`Cloning ${visible(repositoryRef.repository)}`} state={running.value.progress ?? CONNECTING} onCancel={running.value.cancel} />}
          </li>
        ))}
        {others.map((working) => (
          <li key={`other ${link(working.repositoryRef)}`} class="stack">
            <Name repositoryRef={working.repositoryRef} />
            <OtherProgress working={working} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Name({ repositoryRef }: { repositoryRef: RepositoryRef }): JSX.Element {
  return (
    <a href={link(repositoryRef)}>
      <strong>
        <Foreign text={repositoryRef.repository} />
      </strong>{" "}
      <span class="dim small">{repositoryRef.region}</span>
    </a>
  );
}
