import type { JSX } from "preact";

import type { OpenClone } from "../../app/open-clone.ts";
import { link } from "../address.ts";
import { OperationProblem } from "../operation-problem.tsx";
import { fromHere } from "../route.ts";
import { placeOf, useResolving } from "../use-resolving.ts";

/** Says in the editor that the file is in conflict, marks it as resolved, and leads back to the conflicts. */
export function EditedConflict({ clone, path, save }: { clone: OpenClone; path: string; save: () => Promise<boolean> }): JSX.Element | null {
  const { repositoryRef } = clone;
  const resolve = useResolving(clone);
  const conflict = clone.conflicts.value?.conflicts.find((each) => each.path === path);
  if (!conflict) return null;
  async function mark(): Promise<void> {
    const departure = fromHere();
    // The editor says why its text is not saved. Resolved without it, the merge would lack it.
    if (!(await save())) return;
    if (await resolve(path, "file")) departure.go(link(repositoryRef, "conflicts"));
  }
  return (
    <div class={conflict.resolved ? "notice good" : "notice warn"}>
      <div class="row split">
        <span>{conflict.resolved ? "The conflict in this file is resolved." : "This file is in conflict. Keep the right lines of both sides, and remove the conflict markers."}</span>
        <span class="row">
          <a class="button small" href={link(repositoryRef, "conflicts")}>
            Back to the conflicts
          </a>
          {!conflict.resolved && (
            <button type="button" class="small primary" disabled={clone.operation.running.value !== undefined} onClick={() => void mark()}>
              Mark as resolved
            </button>
          )}
        </span>
      </div>
      <OperationProblem operation={clone.operation} of={[placeOf(path)]} />
    </div>
  );
}
