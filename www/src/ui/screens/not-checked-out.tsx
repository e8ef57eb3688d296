import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { link } from "../address.ts";
import { Foreign } from "../foreign.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { fromHere } from "../route.ts";

/** Explains that the shown branch, tag or commit is not checked out, and offers to check out a branch. */
export function NotCheckedOut({ clone, at }: { clone: OpenClone; at: string }): JSX.Element | null {
  const { git } = useApp();
  const refs = clone.refs.value;
  if (!refs || refs.head === at) return null;
  const isLocal = refs.branches.some(({ name }) => name === at);
  // The list of branches leads to a branch of the server by its name after `origin/`.
  const branch = isLocal ? at : refs.remoteBranches.find(({ name }) => name === at || `origin/${name}` === at)?.name;
  // Nothing is known of another name, which only a mistyped or outdated address has.
  if (branch === undefined && !refs.tags.some(({ name }) => name === at) && !/^[0-9a-f]{4,40}$/i.test(at)) return null;
  async function checkOut(name: string): Promise<void> {
    const departure = fromHere();
    const done = await clone.operation.run("Checking out", async () => (await git.switchBranch(clone.repositoryRef, name), true));
    await clone.refresh();
    if (done && name !== at) departure.go(link(clone.repositoryRef, "tree", name));
  }
  return (
    <div class="notice">
      <div class="row split">
        <span>{branch !== undefined ? "This branch is not checked out. Check it out to make changes." : "Tags and commits are read-only. Create a branch to make changes."}</span>
        {branch !== undefined && (
          <button type="button" disabled={clone.operation.running.value !== undefined} onClick={() => void checkOut(branch)}>
            Check out <Foreign text={branch} />
          </button>
        )}
      </div>
      <OperationProblem operation={clone.operation} of={["Checking out"]} />
    </div>
  );
}
