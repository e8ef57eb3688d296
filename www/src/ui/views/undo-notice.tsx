import type { JSX } from "preact";

import type { OpenClone } from "../../app/open-clone.ts";
import { marked } from "../foreign.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { overwriteQuestion } from "../undo-questions.ts";

/** Says what was done to files last, and undoes it on request. */
export function UndoNotice({ clone }: { clone: OpenClone }): JSX.Element | null {
  const last = clone.undo.last.value;
  if (!last) return null;
  async function undo(): Promise<void> {
    if (!last) return;
    const changed = await clone.operation.run("Undoing", () => last.changedSince());
    if (!changed || (changed.length > 0 && !confirm(overwriteQuestion(changed)))) return;
    await clone.operation.run("Undoing", () => last.run());
    await clone.refresh();
  }
  return (
    <div class="notice" role="status">
      <div class="row split">
        <span>
          {marked(last.said)} <span class="small dim">You can undo this until you reload, commit, pull, switch branches, or upload, rename, delete or discard files.</span>
        </span>
        <span class="row">
          <button type="button" class="small" disabled={clone.operation.running.value !== undefined} onClick={() => void undo()}>
            Undo
          </button>
          <button type="button" class="small" onClick={() => (clone.undo.last.value = undefined)}>
            Close
          </button>
        </span>
      </div>
      <OperationProblem operation={clone.operation} of={["Undoing"]} />
    </div>
  );
}
