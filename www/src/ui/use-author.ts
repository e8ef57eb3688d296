import { useApp } from "../app/app.ts";
import type { Person } from "../core/person.ts";
import type { RepositoryRef } from "../core/repository-ref.ts";
import { useLoaded } from "./use-loaded.ts";

/** The author of the clone's last commit made here, or of the last one in this browser; undefined until it is known. */
export function useAuthor(repositoryRef: RepositoryRef): { author: Person | undefined; loading: boolean } {
  const { git, preferences } = useApp();
  const remembered = preferences.author.value;
  const { value, loading } = useLoaded(async () => (await git.author(repositoryRef)) ?? remembered, [remembered?.name, remembered?.email]);
  return { author: value, loading };
}
