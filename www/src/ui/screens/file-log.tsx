import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { Problem } from "../problem.tsx";
import { useKept } from "../use-kept.ts";
import { useLoaded } from "../use-loaded.ts";
import { Crumbs } from "../views/crumbs.tsx";
import { FileHistory } from "../views/file-history.tsx";
import { Shallow } from "./shallow.tsx";

const PAGE = 50;

/** The commits that changed a file or a folder. */
export function FileLog({ clone, at, path }: { clone: OpenClone; at: string; path: string }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const [count, setCount] = useState(PAGE);
  const { value, problem, loading, reload } = useLoaded(() => git.fileLog(repositoryRef, at, path, count + 1), [at, path, count, clone.refs.value?.branches]);
  const commits = useKept(value, JSON.stringify([at, path]));
  return (
    <>
      <Crumbs repositoryRef={repositoryRef} at={at} path={path} />
      {problem && <Problem problem={problem} />}
      {loading && !commits && <p role="status">Reading the history …</p>}
      {commits && <FileHistory repositoryRef={repositoryRef} commits={commits.slice(0, count)} more={commits.length > count} onMore={() => setCount(count + PAGE)} />}
      {commits?.some(({ cut }) => cut) && <Shallow clone={clone} onDone={reload} />}
    </>
  );
}
