import { signal, type Signal } from "@preact/signals";
import { isRegion } from "codecommit-signer/names";

import type { Person } from "../core/person.ts";
import { sameRepository, validRepository, type RepositoryRef } from "../core/repository-ref.ts";
import type { TextStorage } from "./storage.ts";

const MOST_RECENT = 8;
/** AWS's usual advice for credentials that do not expire. */
const USUAL_AGE = 90;
/** The highest age in days that the user may set. */
export const MOST_AGE = 3650;

/** What this browser remembers between visits. Contains no secret. */
export interface Preferences {
  recent: Signal<RepositoryRef[]>;
  region: Signal<string | undefined>;
  author: Signal<Person | undefined>;
  /** The age in days from which the page reminds the user to replace Git credentials and SSH keys. */
  credentialAge: Signal<number>;
  /** Whether the tree of all files is shown beside a file. */
  sideTree: Signal<boolean>;
  /** Whether diffs show both versions beside each other. */
  sideBySide: Signal<boolean>;
  /** Whether diffs ignore white space. */
  ignoreSpace: Signal<boolean>;
  /** Whether single keys are shortcuts. */
  singleKeys: Signal<boolean>;
  /** The account that each clone was made with, by the clone's URL. */
  accounts: Signal<Record<string, string>>;
}

/** Reads what a storage remembers; malformed values are dropped. */
export function preferences(storage: TextStorage): Preferences {
  return {
    recent: stored(storage, "recent", (value) => (Array.isArray(value) ? value.flatMap((repositoryRef) => validRepository(repositoryRef) ?? []) : [])),
    region: stored(storage, "region", (value) => (typeof value === "string" && isRegion(value) ? value : undefined)),
    author: stored(storage, "author", personIn),
    credentialAge: stored(storage, "credential-age", (value) => (isCredentialAge(value) ? value : USUAL_AGE)),
    sideTree: stored(storage, "side-tree", (value) => value !== false),
    sideBySide: stored(storage, "side-by-side", (value) => value === true),
    ignoreSpace: stored(storage, "ignore-space", (value) => value === true),
    singleKeys: stored(storage, "single-keys", (value) => value !== false),
    accounts: stored(storage, "accounts", (value) => Object.fromEntries(Object.entries(value ?? {}).filter(([, account]) => typeof account === "string"))),
  };
}

/** Whether a value is an age in days that the user may set. */
function isCredentialAge(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_AGE;
}

function personIn(value: unknown): Person | undefined {
  const { name, email } = (value ?? {}) as Record<string, unknown>;
  return typeof name === "string" && typeof email === "string" ? { name, email } : undefined;
}

/** Puts a repository first in the recent list. */
export function remember({ recent }: Preferences, repositoryRef: RepositoryRef): void {
  if (recent.value[0] && sameRepository(recent.value[0], repositoryRef)) return;
  recent.value = [repositoryRef, ...recent.value.filter((other) => !sameRepository(other, repositoryRef))].slice(0, MOST_RECENT);
}

/** A value stored as JSON under a name. `read` validates what was stored, or undefined. */
function stored<T>(storage: TextStorage, name: string, read: (value: unknown) => T): Signal<T> {
  const key = `codecommit-edge.${name}`;
  const value = signal(read(parsed(storage.getItem(key))));
  value.subscribe((now) => {
    if (now === undefined) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(now));
  });
  // Another tab has changed it.
  globalThis.addEventListener?.("storage", (event) => {
    if (event.key === key && event.storageArea === localStorage) value.value = read(parsed(event.newValue));
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
