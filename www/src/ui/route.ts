import { signal } from "@preact/signals";

import { mayLeave } from "../app/leaving.ts";
import { sameRepository, type RepositoryRef } from "../core/repository-ref.ts";
import { parseRoute, type RepositoryView, type Route } from "./address.ts";

/** The current view. */
export const route = signal<Route>(parseRoute(location.hash));

addEventListener("hashchange", ({ oldURL }) => {
  if (!mayLeave()) {
    history.replaceState(null, "", new URL(oldURL).hash);
    return;
  }
  route.value = parseRoute(location.hash);
});

/** Navigates to a view. */
export function go(address: string): void {
  location.hash = address;
}

/** Replaces the current view, so that the Back button skips it. */
export function goInstead(address: string): void {
  history.replaceState(null, "", address);
  route.value = parseRoute(address);
}

/** Whether the user is still at a repository, and in the given view: don't navigate after the user has left. */
export function isAt(repositoryRef: RepositoryRef, view?: RepositoryView): boolean {
  const here = route.value;
  return here.at === "repository" && sameRepository(here.repositoryRef, repositoryRef) && (view === undefined || here.view === view);
}
