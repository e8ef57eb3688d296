import { signal } from "@preact/signals";

import type { Place } from "../core/api.ts";
import { samePlace } from "../core/place.ts";
import { parseRoute, type RepositoryView, type Route } from "./address.ts";

/** Where somebody is now. */
export const route = signal<Route>(parseRoute(location.hash));

addEventListener("hashchange", () => {
  route.value = parseRoute(location.hash);
});

/** Goes to a view. */
export function go(address: string): void {
  location.hash = address;
}

/** Goes to a view that stands for this one, which the way back leaves out. */
export function goInstead(address: string): void {
  history.replaceState(null, "", address);
  route.value = parseRoute(address);
}

/** Whether somebody is at a repository still, in that view of it where one is named: who has gone on is not taken back. */
export function isAt(place: Place, view?: RepositoryView): boolean {
  const here = route.value;
  return here.at === "repository" && samePlace(here.place, place) && (view === undefined || here.view === view);
}
