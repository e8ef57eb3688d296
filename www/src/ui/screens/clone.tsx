import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { freeSpace } from "../../app/storage.ts";
import { urlOf, type RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, marked, visible } from "../foreign.tsx";
import { OtherProgress } from "../other-progress.tsx";
import { Problem } from "../problem.tsx";
import { ProgressBar } from "../progress-bar.tsx";
import { useLoaded } from "../use-loaded.ts";
import { bytes, CONNECTING } from "../words.ts";

const MEGABYTE = 1_000_000;
const DEFAULT_LIMIT = 200;

/** Clones a repository into this browser. `deleted`: another tab has just deleted its clone. */
export function Clone({ repositoryRef, deleted = false }: { repositoryRef: RepositoryRef; deleted?: boolean }): JSX.Element {
  const app = useApp();
  const { operation } = app.clonings.of(repositoryRef);
  const [shallow, setShallow] = useState(false);
  const [singleBranch, setSingleBranch] = useState(false);
  const [limit, setLimit] = useState(DEFAULT_LIMIT);
  const room = useLoaded(freeSpace, []);
  const other = app.others.of(repositoryRef);
  const running = operation.running.value;
  const problem = operation.problem.value;

  function clone(event: Event): void {
    event.preventDefault();
    void app.clone(repositoryRef, { singleBranch, maxBytes: limit * MEGABYTE, ...(shallow && { depth: 1 }) });
  }

  return (
    <div class="page narrow">
      <h1>
        Clone <Foreign text={repositoryRef.repository} />
      </h1>
      <p class="dim">
        Clones <code>{marked(urlOf(app.edge, repositoryRef))}</code> into this browser, where you can read and edit it offline. The clone stays here until you delete it. Clones of a few hundred MB work; use git for larger ones.
      </p>
      {deleted && (
        <p class="notice warn" role="status">
          The clone of this repository was deleted in another tab.
        </p>
      )}
      {problem && (
        <Problem problem={problem}>
          <a class="button small" href={link(repositoryRef, "doctor")}>
            Run the doctor
          </a>
        </Problem>
      )}
      {other && (
        <section key="other" class="card body" aria-label="Another tab">
          <OtherProgress working={other} />
        </section>
      )}
      {running ? (
        <section class="card body" aria-label="Cloning">
          <ProgressBar label={`Cloning ${visible(repositoryRef.repository)}`} state={running.progress ?? CONNECTING} onCancel={running.cancel} />
        </section>
      ) : (
        <form class="card body stack" aria-label="Clone" onSubmit={clone}>
          <label class="choice">
            <input type="checkbox" checked={shallow} onChange={(event) => setShallow(event.currentTarget.checked)} />
            <span>
              Only the latest commit <span class="dim">(shallow clone: faster, without the history)</span>
            </span>
          </label>
          <label class="choice">
            <input type="checkbox" checked={singleBranch} onChange={(event) => setSingleBranch(event.currentTarget.checked)} />
            <span>Only the default branch</span>
          </label>
          <div class="field">
            <label for="limit">Size limit (MB)</label>
            <input id="limit" type="number" min={1} value={limit} aria-describedby="room" onChange={(event) => setLimit(Math.max(1, event.currentTarget.valueAsNumber || DEFAULT_LIMIT))} />
            <span id="room" class="small dim">
              {room.value !== undefined && `This browser has about ${bytes(room.value)} of free storage.`}
            </span>
          </div>
          <div>
            <button type="submit" class="primary">
              Clone here
            </button>
          </div>
        </form>
      )}
    </div>
  );
}
