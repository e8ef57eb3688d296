import { signal } from "@preact/signals";

import { mayLeave } from "../app/leaving.ts";
import { parseRoute, type Route } from "./address.ts";

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

/** Navigation at the end of an action that takes time. */
export interface Departure {
  /** As `go`, unless the user has left the view in the meantime. */
  go(address: string): void;
  /** As `goInstead`, unless the user has left the view in the meantime. */
  goInstead(address: string): void;
}

/** Remembers the current view, when an action begins, for the navigation at its end. */
export function fromHere(): Departure {
  const here = currentView();
  const unlessLeft = (navigate: (address: string) => void) => (address: string) => {
    if (currentView() === here) navigate(address);
  };
  return { go: unlessLeft(go), goInstead: unlessLeft(goInstead) };
}

/** The current view's address without a place in it, such as a line. */
function currentView(): string | undefined {
  return location.hash.split("?")[0];
}
