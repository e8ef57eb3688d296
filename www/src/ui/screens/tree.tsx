import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { link } from "../address.ts";
import { Icon } from "../icons.tsx";
import { Problem } from "../problem.tsx";
import { useLoaded } from "../use-loaded.ts";
import { Crumbs, Files } from "../views/files.tsx";
import { NotCheckedOut } from "./not-checked-out.tsx";
import { Rendered } from "./rendered.tsx";
import { ZipButton } from "./zip-button.tsx";

/** A folder of a branch, a tag or a commit, and its README. */
export function Tree({ clone, at, path }: { clone: OpenClone; at: string; path: string }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const oid = [...(clone.refs.value?.branches ?? [])].find(({ name }) => name === at)?.oid;
  const { value: entries, problem } = useLoaded(() => git.tree(repositoryRef, at, path), [at, path, oid]);
  const readme = entries?.find(({ name, kind }) => kind === "file" && /^readme(?:\.md|\.markdown)$/i.test(name));
  const isHead = clone.refs.value?.head === at;
  return (
    <>
      <div class="row split">
        <Crumbs repositoryRef={repositoryRef} at={at} path={path} />
        <div class="row">
          {isHead && (
            <a class="button small" href={link(repositoryRef, "new", at, path)}>
              <Icon name="file" />
              New file
            </a>
          )}
          <ZipButton clone={clone} at={at} />
        </div>
      </div>
      <NotCheckedOut clone={clone} at={at} />
      {problem && <Problem problem={problem} />}
      {entries && <Files repositoryRef={repositoryRef} at={at} path={path} entries={entries} />}
      {readme && <Readme clone={clone} at={at} path={path === "" ? readme.name : `${path}/${readme.name}`} oid={readme.oid} />}
    </>
  );
}

function Readme({ clone, at, path, oid }: { clone: OpenClone; at: string; path: string; oid: string }): JSX.Element | null {
  const { git } = useApp();
  const { value } = useLoaded(() => git.blob(clone.repositoryRef, at, path), [at, path, oid]);
  return value ? <Rendered clone={clone} at={at} path={path} content={value} /> : null;
}
