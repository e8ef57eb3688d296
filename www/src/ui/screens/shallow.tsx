import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { OperationProblem } from "../operation-problem.tsx";

/** Says that a history ends where a shallow clone does, and offers to fetch the rest. */
export function Shallow({ clone, onDone }: { clone: OpenClone; onDone: () => void }): JSX.Element {
  const { git } = useApp();
  const running = clone.operation.running.value;
  async function complete(): Promise<void> {
    await clone.operation.run("Fetching the history", (step) => git.with(step).fetchHistory(clone.repositoryRef));
    await clone.refresh();
    onDone();
  }
  return (
    <div class="notice">
      <div class="row split">
        <span>The history is cut here: this clone is shallow, and older commits are only on the server.</span>
        <button type="button" disabled={running !== undefined} onClick={() => void complete()}>
          Fetch the rest
        </button>
      </div>
      <OperationProblem operation={clone.operation} of={["Fetching the history"]} />
    </div>
  );
}
