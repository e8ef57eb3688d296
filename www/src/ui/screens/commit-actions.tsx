import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { link } from "../address.ts";
import { Foreign } from "../foreign.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { useAuthor } from "../use-author.ts";
import { useBranches } from "../use-branches.ts";
import { AuthorForm } from "../views/author-form.tsx";

const PLACE = "this commit";

/** The actions on a commit: revert it, start a branch or a tag there, and reset the branch to it. */
export function CommitActions({ clone, oid }: { clone: OpenClone; oid: string }): JSX.Element {
  const { preferences } = useApp();
  const branches = useBranches(clone)(PLACE);
  const { author, loading } = useAuthor(clone.repositoryRef);
  const busy = clone.operation.running.value !== undefined;
  const head = clone.branch.value;
  return (
    <>
      <div class="row" role="group" aria-label="This commit">
        <a class="button small" href={link(clone.repositoryRef, "refs", oid)}>
          New branch or tag here
        </a>
        {head && author && (
          <button type="button" class="small" disabled={busy} onClick={() => void branches.revert(oid, author)}>
            Revert on <Foreign text={head.name} />
          </button>
        )}
        {head && head.oid !== oid && (
          <>
            <button type="button" class="small" disabled={busy} onClick={() => void branches.reset(oid, "keep")}>
              Reset <Foreign text={head.name} /> to here, keep files
            </button>
            <button type="button" class="small danger" disabled={busy} onClick={() => void branches.reset(oid, "discard")}>
              Reset <Foreign text={head.name} /> to here, discard changes
            </button>
          </>
        )}
      </div>
      <OperationProblem operation={clone.operation} of={[PLACE]} />
      {!author && !loading && <AuthorForm onAuthor={(person) => (preferences.author.value = person)} />}
    </>
  );
}
