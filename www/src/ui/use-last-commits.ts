import { useEffect, useState } from "preact/hooks";

import { useApp } from "../app/app.ts";
import type { OpenClone } from "../app/open-clone.ts";
import type { Commit } from "../core/reading-api.ts";
import { link } from "./address.ts";

/** The last commit of each entry of a folder by name, once it is known. The search ends when another folder is shown. */
export function useLastCommits({ repositoryRef, refs }: OpenClone, at: string, folder: string): ReadonlyMap<string, Commit> | undefined {
  const { git } = useApp();
  const oid = refs.value?.branches.find(({ name }) => name === at)?.oid;
  const key = JSON.stringify([link(repositoryRef), at, folder, oid]);
  const [found, setFound] = useState<{ key: string; commits: ReadonlyMap<string, Commit> }>();
  useEffect(() => {
    const controller = new AbortController();
    git
      .with({ signal: controller.signal })
      .lastCommits(repositoryRef, at, folder)
      .then(
        (last) => controller.signal.aborted || setFound({ key, commits: new Map(last.map(({ name, commit }) => [name, commit])) }),
        // Without them, the list is complete all the same.
        () => undefined,
      );
    return () => controller.abort();
  }, [key]);
  return found?.key === key ? found.commits : undefined;
}
