import { signal, type Signal } from "@preact/signals";

import type { Person, Place } from "../core/api.ts";
import { samePlace } from "../core/place.ts";

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
    recent: stored(storage, "recent", []),
    region: stored(storage, "region", undefined),
    author: stored(storage, "author", undefined),
    accounts: stored(storage, "accounts", {}),
  };
}

/** Puts a place first among the recent ones. */
export function remember({ recent }: Kept, place: Place): void {
  if (recent.value[0] && samePlace(recent.value[0], place)) return;
  recent.value = [place, ...recent.value.filter((other) => !samePlace(other, place))].slice(0, MOST_RECENT);
}

function stored<T>(storage: Storage, name: string, otherwise: T): Signal<T> {
  const key = `codecommit-edge.${name}`;
  const value = signal(read(storage.getItem(key), otherwise));
  value.subscribe((now) => {
    if (now === undefined) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(now));
  });
  return value;
}

function read<T>(text: string | null, otherwise: T): T {
  try {
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}
