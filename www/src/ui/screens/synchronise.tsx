import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Pulled } from "../../core/synchronising-api.ts";
import { link } from "../address.ts";
import { visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { FailedAction } from "../operation-problem.tsx";
import { ProgressBar } from "../progress-bar.tsx";
import { fromHere } from "../route.ts";
import { counted } from "../words.ts";

/** Pull and push, with progress and the server's messages. */
export function Synchronise({ clone }: { clone: OpenClone }): JSX.Element {
  const app = useApp();
  const running = clone.operation.running.value;
  const problem = clone.operation.isPlaced(clone.operation.failed.value) ? undefined : clone.operation.problem.value;
  const { repositoryRef } = clone;

  async function pull(): Promise<void> {
    const departure = fromHere();
    const author = (await app.git.author(repositoryRef)) ?? app.preferences.author.value;
    const pulled = await clone.operation.run("Pulling", (step) => app.git.with(step).pull(repositoryRef, author));
    await clone.refresh();
    if (pulled) clone.said.value = saidOf(pulled);
    if (pulled?.kind === "conflicts") departure.go(link(repositoryRef, "conflicts"));
  }
  async function push(): Promise<void> {
    const branch = await clone.operation.run("Pushing", (step) => app.git.with(step).push(repositoryRef));
    await clone.refresh();
    if (branch !== undefined) clone.said.value = `Pushed. The server's ${visible(branch)} is up to date.`;
  }
  async function replace(branch: string): Promise<void> {
    const { replaceBranch } = await import("../replace-branch.ts");
    await replaceBranch(app.git, clone, branch);
  }
  return (
    <div class="stack synchronise">
      <div class="row">
        <span role="status" class="small dim">
          {clone.said.value}
        </span>
        <button type="button" disabled={running !== undefined} onClick={pull}>
          <Icon name="pull" />
          Pull
        </button>
        <button type="button" class={needsPush(clone) ? "primary" : ""} disabled={running !== undefined} onClick={push}>
          <Icon name="push" />
          Push
        </button>
      </div>
      {running && <ProgressBar label={running.label} state={running.progress ?? { phase: running.label, done: 0, bytes: 0, rate: 0 }} onCancel={running.cancel} />}
      {problem && (
        <FailedAction problem={problem} onClose={() => (clone.operation.problem.value = undefined)}>
          {problem.code === "unfinished" && (
            <a class="button small" href={link(repositoryRef, "conflicts")}>
              Resolve conflicts
            </a>
          )}
          {problem.branch !== undefined && <NotFastForward branch={problem.branch} isHead={problem.branch === clone.refs.value?.head} onPull={pull} onReplace={replace} />}
        </FailedAction>
      )}
    </div>
  );
}

/** What to do about a rejected push: first the way that loses nothing. */
function NotFastForward({ branch, isHead, onPull, onReplace }: { branch: string; isHead: boolean; onPull: () => Promise<void>; onReplace: (branch: string) => Promise<void> }): JSX.Element {
  return (
    <>
      {isHead && (
        <button type="button" class="small primary" onClick={onPull}>
          Pull and merge
        </button>
      )}
      <button type="button" class="small danger" onClick={() => void onReplace(branch)}>
        Replace the server's branch
      </button>
    </>
  );
}

/** Whether the server does not have the checked-out branch as it is here. */
function needsPush({ branch: { value: branch } }: OpenClone): boolean {
  return branch !== undefined && (branch.ahead > 0 || branch.upstream === undefined);
}

function saidOf({ kind, ahead, behind }: Pulled): string {
  switch (kind) {
    case "up-to-date":
      return "Already up to date.";
    case "unpublished":
      return "The server has no branch of this name. Push it.";
    case "fast-forward":
      return `${counted(behind, "new commit")}.`;
    case "merged":
      return `${counted(behind, "new commit")}, merged with your ${counted(ahead, "commit")}.`;
    case "conflicts":
      return `${counted(behind, "new commit")}, in conflict with your ${counted(ahead, "commit")}.`;
    case "diverged":
      return `The server has ${counted(behind, "new commit")}, and you have ${counted(ahead, "unpushed commit")}. Make a commit here first, so that git knows your name for the merge, then pull again.`;
  }
}
