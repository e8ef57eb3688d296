import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Refs } from "../../core/branching-api.ts";
import type { Commit } from "../../core/reading-api.ts";
import { Problem } from "../problem.tsx";
import { useLoaded } from "../use-loaded.ts";
import { History, type ListedCommit } from "../views/history.tsx";
import { FileLog } from "./file-log.tsx";
import { Shallow } from "./shallow.tsx";

const PAGE = 100;

/** The history of a branch, a tag or a commit; with a path, only the commits that changed it. */
export function Log({ clone, at, path }: { clone: OpenClone; at: string; path: string }): JSX.Element {
  return path === "" ? <WholeLog key={at} clone={clone} at={at} /> : <FileLog key={`${at} ${path}`} clone={clone} at={at} path={path} />;
}

function WholeLog({ clone, at }: { clone: OpenClone; at: string }): JSX.Element {
  const { git } = useApp();
  const [count, setCount] = useState(PAGE);
  const refs = clone.refs.value;
  const unpushed = clone.unpushed.value;
  const { value, problem, loading, reload } = useLoaded(() => git.log(clone.repositoryRef, at, { count: count + 1 }), [at, count, refs?.branches]);
  const [last, setLast] = useState<Commit[]>();
  if (value && value !== last) setLast(value);
  const commits = (value ?? last)?.slice(0, count);
  return (
    <>
      {problem && <Problem problem={problem} />}
      {loading && !commits && <p role="status">Reading the history …</p>}
      {commits && refs && <History repositoryRef={clone.repositoryRef} commits={listed(commits, refs, unpushed)} more={(value ?? last ?? []).length > count} onMore={() => setCount(count + PAGE)} />}
      {commits?.some(({ cut }) => cut) && <Shallow clone={clone} onDone={reload} />}
    </>
  );
}

/** Commits with the refs that point to them, and whether a remote-tracking branch contains them. */
function listed(commits: readonly Commit[], { branches, remoteBranches, tags }: Refs, unpushed: number): ListedCommit[] {
  const names = new Map<string, string[]>();
  for (const { name, oid } of [...branches, ...remoteBranches.map(({ name, oid }) => ({ name: `origin/${name}`, oid })), ...tags]) {
    names.set(oid, [...(names.get(oid) ?? []), name]);
  }
  const there = new Set(unpushed === 0 ? commits.map(({ oid }) => oid) : remoteBranches.map(({ oid }) => oid));
  for (const { oid, parents } of commits) if (there.has(oid)) for (const parent of parents) there.add(parent);
  return commits.map((commit) => ({ ...commit, names: names.get(commit.oid) ?? [], unpushed: !there.has(commit.oid) }));
}
