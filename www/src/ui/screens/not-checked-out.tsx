import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { Foreign } from "../foreign.tsx";
import { OperationProblem } from "../operation-problem.tsx";

/** Explains that the shown branch, tag or commit is not checked out, and offers to check out a branch. */
export function NotCheckedOut({ clone, at }: { clone: OpenClone; at: string }): JSX.Element | null {
  const { git } = useApp();
  const refs = clone.refs.value;
  if (!refs || refs.head === at) return null;
  const isBranch = [...refs.branches, ...refs.remoteBranches].some(({ name }) => name === at);
  // Nothing is known of another name, which only a mistyped or outdated address has.
  if (!isBranch && !refs.tags.some(({ name }) => name === at) && !/^[0-9a-f]{4,40}$/i.test(at)) return null;
  async function checkOut(): Promise<void> {
    await clone.operation.run("Checking out", () => git.switchBranch(clone.repositoryRef, at));
    await clone.refresh();
  }
  return (
    <div class="notice">
      <div class="row split">
        <span>{isBranch ? "This branch is not checked out. Check it out to make changes." : "Tags and commits are read-only. Create a branch to make changes."}</span>
        {isBranch && (
          <button type="button" disabled={clone.operation.running.value !== undefined} onClick={checkOut}>
            Check out <Foreign text={at} />
          </button>
        )}
      </div>
      <OperationProblem operation={clone.operation} of={["Checking out"]} />
    </div>
  );
}
