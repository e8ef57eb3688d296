import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { StatusEntry } from "../../core/committing-api.ts";
import { CoreError } from "../../core/problem.ts";
import type { FileAt } from "../../core/reading-api.ts";
import { link, type Place } from "../address.ts";
import { FileDiff } from "../file-diff.tsx";
import { Icon } from "../icons.tsx";
import { onDemand } from "../on-demand.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { Problem } from "../problem.tsx";
import { goInstead } from "../route.ts";
import { useKept } from "../use-kept.ts";
import { useLoaded } from "../use-loaded.ts";
import { Crumbs } from "../views/crumbs.tsx";
import { FileLinks } from "../views/file-links.tsx";
import { LinkView, SubmoduleView } from "../views/special-file.tsx";
import { NotCheckedOut } from "./not-checked-out.tsx";
import { Rendered } from "./rendered.tsx";

const FileActions = onDemand(async () => (await import("./file-actions.tsx")).FileActions);

/** A file: of the working tree if `at` is checked out, otherwise of that branch, tag or commit. */
export function File({ clone, at, path, place }: { clone: OpenClone; at: string; path: string; place: Place }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef, refreshed } = clone;
  const refs = clone.refs.value;
  const isHead = refs?.head === at;
  const oid = refs?.branches.find(({ name }) => name === at)?.oid;
  const { value: commit } = useLoaded(async () => (await git.log(repositoryRef, at, { count: 1 }))[0]?.oid, [at, oid]);
  const [comparing, setComparing] = useState(false);
  const { value, problem, loading } = useLoaded(async (): Promise<FileAt & { isDeleted?: boolean }> => {
    if (!isHead) return git.file(repositoryRef, path, at);
    return git.file(repositoryRef, path).catch(async (error: unknown) => {
      if (!(error instanceof CoreError) || error.problem.code !== "no_such_file") throw error;
      return { ...(await git.file(repositoryRef, path, "HEAD")), isDeleted: true };
    });
  }, [at, path, isHead, refreshed.value]);
  const file = useKept(value, JSON.stringify([at, path, isHead]));
  const change = isHead ? clone.status.value?.find((entry) => entry.path === path) : undefined;
  const isFolder = file?.kind === "tree";
  useEffect(() => {
    if (isFolder) goInstead(link(repositoryRef, "tree", at, path));
  }, [isFolder]);

  async function restore(): Promise<void> {
    await clone.operation.run("Restoring", () => git.discard(repositoryRef, [path]));
    await clone.refresh();
  }
  return (
    <>
      <Crumbs repositoryRef={repositoryRef} at={at} path={path} />
      <NotCheckedOut clone={clone} at={at} />
      {change && !isFolder && <Changed clone={clone} change={change} comparing={comparing} onCompare={setComparing} onRestore={restore} />}
      {isHead && file && !file.isDeleted && file.kind !== "tree" && file.kind !== "submodule" && <FileActions key={path} clone={clone} at={at} path={path} kind={file.kind} />}
      {problem && <Problem problem={problem} />}
      {loading && !file && <p role="status">Reading …</p>}
      {file?.kind === "link" && <LinkView repositoryRef={repositoryRef} at={at} path={path} target={new TextDecoder().decode(file.content)} />}
      {file?.kind === "submodule" && <SubmoduleView path={path} {...(file.oid !== undefined && { oid: file.oid })} />}
      {change && comparing ? (
        <FileDiff change={change} of={String(refreshed.value)} open versions={() => git.pending(repositoryRef, path)} />
      ) : (
        (file?.kind === "file" || file?.kind === "executable") && (
          <Rendered key={`${at} ${path}`} clone={clone} at={at} path={path} content={file.content} isExecutable={file.kind === "executable"} place={place}>
            {(isText) => (
              <>
                {/* On a narrow screen only the first buttons are in view. */}
                {isHead && !file.isDeleted && isText && (
                  <a class="button small" href={link(repositoryRef, "edit", at, path)}>
                    <Icon name="edit" />
                    Edit
                  </a>
                )}
                {!file.isDeleted && <FileLinks repositoryRef={repositoryRef} at={at} path={path} commit={change ? undefined : commit} isNew={change?.kind === "added"} isText={isText} place={place} />}
              </>
            )}
          </Rendered>
        )
      )}
    </>
  );
}

const SAID = { added: "This file is new and not committed yet.", modified: "You have changed this file since the last commit.", removed: "You have deleted this file. The committed version is shown." };

/** Says how a file differs from the last commit, and leads to what the commit has. */
function Changed({ clone, change, comparing, onCompare, onRestore }: { clone: OpenClone; change: StatusEntry; comparing: boolean; onCompare: (comparing: boolean) => void; onRestore: () => Promise<void> }): JSX.Element {
  const { repositoryRef, refs } = clone;
  const oid = refs.value?.branches.find(({ name }) => name === refs.value?.head)?.oid;
  return (
    <div class="notice warn">
      <div class="row split">
        <span>
          {SAID[change.kind]} <a href={link(repositoryRef, "changes")}>Review all changes</a>
        </span>
        <span class="row">
          {change.kind === "modified" && (
            <button type="button" class="small" aria-pressed={comparing} onClick={() => onCompare(!comparing)}>
              Show the difference
            </button>
          )}
          {change.kind === "modified" && oid !== undefined && (
            <a class="button small" href={link(repositoryRef, "file", oid, change.path)}>
              As committed
            </a>
          )}
          {change.kind === "removed" && (
            <button type="button" class="small" disabled={clone.operation.running.value !== undefined} onClick={() => void onRestore()}>
              Restore
            </button>
          )}
        </span>
      </div>
      <OperationProblem operation={clone.operation} of={["Restoring"]} />
    </div>
  );
}
