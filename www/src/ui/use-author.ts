import { useRef } from "preact/hooks";

import { useApp } from "../app/app.ts";
import type { Person } from "../core/person.ts";
import { pathOf, type RepositoryRef } from "../core/repository-ref.ts";
import { useKept } from "./use-kept.ts";
import { useLoaded } from "./use-loaded.ts";

/**
 * The author of the clone's last commit made here, or of the last one in this browser; undefined until it is known. It is `loading`
 * only at first: a form must not be drawn anew while it is read again.
 */
export function useAuthor(repositoryRef: RepositoryRef): { author: Person | undefined; loading: boolean } {
  const { git, preferences } = useApp();
  const remembered = preferences.author.value;
  const place = pathOf(repositoryRef);
  const { value, loading } = useLoaded(async () => (await git.author(repositoryRef)) ?? remembered, [place, remembered?.name, remembered?.email]);
  const first = useRef(place);
  if (!loading) first.current = "";
  return { author: useKept(value, place), loading: loading && first.current === place };
}
