import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { link, type Place } from "../address.ts";
import { Icon } from "../icons.tsx";
import { Problem } from "../problem.tsx";
import { useLoaded } from "../use-loaded.ts";
import { FileLinks } from "../views/file-links.tsx";
import { Crumbs } from "../views/files.tsx";
import { NotCheckedOut } from "./not-checked-out.tsx";
import { Rendered } from "./rendered.tsx";

/** A file of a branch, a tag or a commit. */
export function File({ clone, at, path, place }: { clone: OpenClone; at: string; path: string; place: Place }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const refs = clone.refs.value;
  const isHead = refs?.head === at;
  const oid = refs?.branches.find(({ name }) => name === at)?.oid;
  const { value: content, problem, loading } = useLoaded(() => git.blob(repositoryRef, at, path), [at, path, oid]);
  const { value: commit } = useLoaded(async () => (await git.log(repositoryRef, at, { count: 1 }))[0]?.oid, [at, oid]);
  const change = isHead ? clone.status.value?.find((entry) => entry.path === path) : undefined;
  return (
    <>
      <Crumbs repositoryRef={repositoryRef} at={at} path={path} />
      <NotCheckedOut clone={clone} at={at} />
      {change && (
        <p class="notice warn">
          <span>
            You have {change.kind === "removed" ? "deleted" : "changed"} this file. The committed version is shown. <a href={link(repositoryRef, "changes")}>See your changes</a>.
          </span>
        </p>
      )}
      {problem && <Problem problem={problem} />}
      {loading && <p role="status">Reading …</p>}
      {content && (
        <Rendered key={`${at} ${path}`} clone={clone} at={at} path={path} content={content} place={place}>
          <FileLinks repositoryRef={repositoryRef} at={at} path={path} commit={commit} place={place} />
          {isHead && (
            <a class="button small" href={link(repositoryRef, "edit", at, path)}>
              <Icon name="edit" />
              Edit
            </a>
          )}
        </Rendered>
      )}
    </>
  );
}
