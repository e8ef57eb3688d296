import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { onDemand } from "../on-demand.tsx";
import { Problem } from "../problem.tsx";
import { useKept } from "../use-kept.ts";
import { useLastCommits } from "../use-last-commits.ts";
import { useListing } from "../use-listing.ts";
import { useLoaded } from "../use-loaded.ts";
import { Crumbs } from "../views/crumbs.tsx";
import { Files } from "../views/files.tsx";
import { NotCheckedOut } from "./not-checked-out.tsx";
import { Rendered } from "./rendered.tsx";
import { ZipButton } from "./zip-button.tsx";

const FolderActions = onDemand(async () => (await import("./folder-actions.tsx")).FolderActions);

/** A folder and its README: of the working tree if `at` is checked out, otherwise of that branch, tag or commit. */
export function Tree({ clone, at, path }: { clone: OpenClone; at: string; path: string }): JSX.Element {
  const { repositoryRef } = clone;
  const { entries, problem } = useListing(clone, at, path);
  const last = useLastCommits(clone, at, path);
  const readme = entries?.find(({ name, kind, mark }) => kind === "file" && mark?.kind !== "removed" && /^readme(?:\.md|\.markdown)$/i.test(name));
  const { head, branches } = clone.refs.value ?? {};
  const isHead = head === at;
  const isUnborn = isHead && !branches?.some(({ name }) => name === at);
  return (
    <>
      <div class="row split">
        <Crumbs repositoryRef={repositoryRef} at={at} path={path} />
        <div class="row">
          {!isUnborn && !problem && <ZipButton clone={clone} at={at} />}
        </div>
      </div>
      {isHead && <FolderActions key={path} clone={clone} at={at} path={path} />}
      <NotCheckedOut clone={clone} at={at} />
      {problem && <Problem problem={problem} />}
      {entries && <Files repositoryRef={repositoryRef} at={at} path={path} entries={entries} last={last} />}
      {readme && <Readme clone={clone} at={at} path={path === "" ? readme.name : `${path}/${readme.name}`} />}
    </>
  );
}

function Readme({ clone, at, path }: { clone: OpenClone; at: string; path: string }): JSX.Element | null {
  const { git } = useApp();
  const { refs, refreshed, repositoryRef } = clone;
  const isHead = refs.value?.head === at;
  const { value } = useLoaded(() => git.file(repositoryRef, path, isHead ? undefined : at), [at, path, isHead, refreshed.value]);
  const file = useKept(value, JSON.stringify([at, path, isHead]));
  return file ? <Rendered clone={clone} at={at} path={path} content={file.content} /> : null;
}
