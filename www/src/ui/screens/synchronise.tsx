import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { link } from "../address.ts";
import { visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { NotFastForward } from "../not-fast-forward.tsx";
import { FailedAction, OperationProgress } from "../operation-problem.tsx";
import { OtherProgress } from "../other-progress.tsx";
import { usePull } from "../use-pull.ts";

/** Pull and push, and what the last operation did. */
export function Synchronise({ clone }: { clone: OpenClone }): JSX.Element {
  const app = useApp();
  const pull = usePull(clone);
  const running = clone.operation.running.value;
  async function push(): Promise<void> {
    const branch = await clone.operation.run("Pushing", (step) => app.git.with(step).push(clone.repositoryRef));
    await clone.refresh();
    if (branch !== undefined) clone.said.value = `Pushed. The server's ${visible(branch)} is up to date.`;
  }
  return (
    <div class="row synchronise">
      <span role="status" class="small dim">
        {clone.said.value}
      </span>
      <button type="button" disabled={running !== undefined} onClick={() => void pull()}>
        <Icon name="pull" />
        Pull
      </button>
      <button type="button" class={needsPush(clone) ? "primary" : ""} disabled={running !== undefined} onClick={() => void push()}>
        <Icon name="push" />
        Push
      </button>
    </div>
  );
}

/** The progress and the problem of pull and push, and of whatever has no place of its own. */
export function Synchronised({ clone }: { clone: OpenClone }): JSX.Element | null {
  const { operation, repositoryRef } = clone;
  const other = useApp().others.of(repositoryRef);
  const running = operation.running.value;
  const problem = operation.isPlaced(operation.failed.value) ? undefined : operation.problem.value;
  if (running) return operation.isPlaced(running.place) ? null : <OperationProgress running={running} />;
  if (!problem) return other ? <OtherProgress working={other} /> : null;
  return (
    <FailedAction problem={problem} onClose={() => (operation.problem.value = undefined)}>
      {problem.code === "unfinished" && (
        <a class="button small" href={link(repositoryRef, "conflicts")}>
          Resolve conflicts
        </a>
      )}
      {problem.branch !== undefined && <NotFastForward clone={clone} branch={problem.branch} />}
    </FailedAction>
  );
}

/** Whether the server does not have the checked-out branch as it is here. */
function needsPush({ branch: { value: branch } }: OpenClone): boolean {
  return branch !== undefined && (branch.ahead > 0 || branch.upstream === undefined);
}
