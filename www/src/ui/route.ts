import { signal } from "@preact/signals";

import { parseRoute, type Route } from "./address.ts";

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
