import type { JSX } from "preact";

import type { Cloning } from "../../app/clonings.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { ProgressBar } from "../progress-bar.tsx";
import { CONNECTING } from "../words.ts";

/** The clones that this tab makes, each with its progress. */
export function ClonesInProgress({ clonings }: { clonings: readonly Cloning[] }): JSX.Element | null {
  if (clonings.length === 0) return null;
  return (
    <section class="card" aria-labelledby="cloning-title">
      <header>
        <h2 id="cloning-title">Cloning</h2>
      </header>
      <ul class="list">
        {clonings.map(({ repositoryRef, operation: { running } }) => (
          <li key={link(repositoryRef)} class="stack">
            <a href={link(repositoryRef)}>
              <strong>
                <Foreign text={repositoryRef.repository} />
              </strong>{" "}
              <span class="dim small">{repositoryRef.region}</span>
            </a>
            {running.value && <ProgressBar label={`Cloning ${visible(repositoryRef.repository)}`} state={running.value.progress ?? CONNECTING} onCancel={running.value.cancel} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
