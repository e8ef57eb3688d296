import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { DiffOptions } from "../diff-options.tsx";
import { FileDiff } from "../file-diff.tsx";
import { Problem } from "../problem.tsx";
import { useLoaded } from "../use-loaded.ts";
import { CommitHead } from "../views/commit.tsx";
import { counted } from "../words.ts";
import { CommitActions } from "./commit-actions.tsx";

/** Diffs of more files are shown only on request. */
const OPEN = 20;

/** A commit and its diff, file by file. */
export function CommitScreen({ repositoryRef, oid }: { repositoryRef: RepositoryRef; oid: string }): JSX.Element {
  const { git, open } = useApp();
  const { value, problem } = useLoaded(async () => {
    const [[commit], changes] = await Promise.all([git.log(repositoryRef, oid, { count: 1 }), git.changes(repositoryRef, oid)]);
    return { commit, changes };
  }, [oid]);
  if (problem) return <Problem problem={problem} />;
  if (!value?.commit) return <p role="status">Reading the commit …</p>;
  const { commit, changes } = value;
  return (
    <>
      <CommitHead repositoryRef={repositoryRef} commit={commit} />
      <CommitActions clone={open(repositoryRef)} oid={commit.oid} />
      <div class="row split">
        <p class="dim">
          {counted(changes.length, "file")} changed{commit.parents.length > 1 && ", against the first parent"}
        </p>
        <DiffOptions />
      </div>
      {changes.map((change, index) => (
        <FileDiff key={`${oid} ${change.path}`} change={change} of={oid} open={index < OPEN} versions={() => git.versions(repositoryRef, oid, change.path, change.from)} />
      ))}
    </>
  );
}
