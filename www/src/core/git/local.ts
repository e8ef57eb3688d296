import type { Authorize } from "../authorization.ts";
import type { Running } from "../git-api.ts";
import { urlOf, type RepositoryRef } from "../repository-ref.ts";
import { httpClient } from "./http.ts";
import type { Locks } from "./locks.ts";
import { Meter } from "./progress.ts";
import type { Repository } from "./repository.ts";
import { nameOf, type Store } from "./store.ts";

export interface LocalGitOptions {
  store: Store;
  authorize: Authorize;
  /** The edge's URL, without a trailing slash. */
  edge: string;
  /** With these, what a closed tab left of an incomplete clone is removed. */
  locks?: Locks | undefined;
}

/** What the operations on clones share. */
export interface Local {
  readonly store: Store;
  readonly locks: Locks | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onBlame: Running["onBlame"];
  at(repositoryRef: RepositoryRef): Repository;
  /** The parameters of isomorphic-git's requests. */
  remote(repositoryRef: RepositoryRef, maxBytes?: number): ReturnType<typeof remoteOf>;
  /** The URL that a repository is cloned from. */
  urlOf(repositoryRef: RepositoryRef): string;
  /** Drops what is kept in memory of a clone. */
  forget(repositoryRef: RepositoryRef): void;
}

/** Phases in which isomorphic-git processes the received data itself. */
const OWN_PHASES: readonly string[] = ["Receiving objects", "Resolving deltas"];

/** Binds what is shared to one call. `caches` holds isomorphic-git's caches of all clones. */
export function local(options: LocalGitOptions, caches: Map<string, object>, running: Running): Local {
  const { store, edge, locks } = options;

  function at(repositoryRef: RepositoryRef): Repository {
    const key = nameOf(repositoryRef);
    const cache = caches.get(key) ?? {};
    caches.set(key, cache);
    return { fs: store.open(repositoryRef), dir: store.directory(repositoryRef), cache };
  }

  return {
    store,
    locks,
    signal: running.signal,
    onBlame: running.onBlame,
    at,
    remote: (repositoryRef, maxBytes) => remoteOf(options, running, repositoryRef, maxBytes),
    urlOf: (repositoryRef) => urlOf(edge, repositoryRef),
    forget: (repositoryRef) => void caches.delete(nameOf(repositoryRef)),
  };
}

function remoteOf({ authorize, edge }: LocalGitOptions, { onProgress, signal }: Running, repositoryRef: RepositoryRef, maxBytes?: number) {
  const meter = onProgress && new Meter(onProgress);
  return {
    http: httpClient({ repositoryRef, authorize, signal, maxBytes, onBytes: (bytes) => meter?.bytes(bytes) }),
    // Always explicit: the clone's configuration must not decide where requests go.
    url: urlOf(edge, repositoryRef),
    remote: "origin",
    onProgress: (event: { phase: string; loaded: number; total: number }) => {
      // The server reports the other phases. Nobody catches an error thrown there, and the request is aborted anyway.
      if (OWN_PHASES.includes(event.phase)) signal?.throwIfAborted();
      meter?.event(event);
    },
  };
}
