import { signal, type Signal } from "@preact/signals";
import { isRegion } from "codecommit-signer/names";

import type { Person, Place } from "../core/api.ts";
import { checkedPlace, samePlace } from "../core/place.ts";

const MOST_RECENT = 8;

/** What this browser remembers between visits. Nothing of it is secret. */
export interface Kept {
  recent: Signal<Place[]>;
  region: Signal<string | undefined>;
  author: Signal<Person | undefined>;
  /** The account that each clone was made with, by the address of the clone. */
  accounts: Signal<Record<string, string>>;
}

/** What is kept in a storage; what is broken there is forgotten. */
export function kept(storage: Storage): Kept {
  return {
    recent: stored(storage, "recent", (value) => (Array.isArray(value) ? value.flatMap((place) => checkedPlace(place) ?? []) : [])),
    region: stored(storage, "region", (value) => (typeof value === "string" && isRegion(value) ? value : undefined)),
    author: stored(storage, "author", personIn),
    accounts: stored(storage, "accounts", (value) => Object.fromEntries(Object.entries(value ?? {}).filter(([, account]) => typeof account === "string"))),
  };
}

function personIn(value: unknown): Person | undefined {
  const { name, email } = (value ?? {}) as Record<string, unknown>;
  return typeof name === "string" && typeof email === "string" ? { name, email } : undefined;
}

/** Puts a place first among the recent ones. */
export function remember({ recent }: Kept, place: Place): void {
  if (recent.value[0] && samePlace(recent.value[0], place)) return;
  recent.value = [place, ...recent.value.filter((other) => !samePlace(other, place))].slice(0, MOST_RECENT);
}

/** A value that is kept as JSON under a name; `read` makes it from what was kept, or from nothing. */
function stored<T>(storage: Storage, name: string, read: (value: unknown) => T): Signal<T> {
  const key = `codecommit-edge.${name}`;
  const value = signal(read(parsed(storage.getItem(key))));
  value.subscribe((now) => {
    if (now === undefined) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(now));
  });
  return value;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
