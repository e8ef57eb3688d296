// Named imports: the default export is one object, which the bundler cannot tree-shake.
import * as git from "isomorphic-git";

import type { Authorize, BindGit, CloneOptions, CloneSummary, Git, Person, RepositoryRef, Pulled, Refs, Running, StatusEntry } from "../api.ts";
import { failure, problemFrom } from "../messages.ts";
import { urlOf, sameRepository } from "../repository-ref.ts";
import { reachable } from "./ancestry.ts";
import { editing } from "./editing.ts";
import { httpClient } from "./http.ts";
import { merge } from "./merge.ts";
import { Meter } from "./progress.ts";
import { reading } from "./reading.ts";
import type { Repository } from "./repository.ts";
import { EMPTY_TREE, headOf, resolve } from "./revisions.ts";
import { nameOf, type Store } from "./store.ts";
import { move } from "./working-tree.ts";

export interface LocalGitOptions {
  store: Store;
  authorize: Authorize;
  /** The edge's URL, without a trailing slash. */
  edge: string;
}

/** Phases in which isomorphic-git processes the received data itself. */
const OWN_PHASES: readonly string[] = ["Receiving objects", "Resolving deltas"];

/** git over the clones of a store, independent of the browser. All that it binds shares one cache of objects. */
export function localGit(options: LocalGitOptions): BindGit {
  const caches = new Map<string, object>();
  return (running) => bound(options, caches, running);
}

function bound({ store, authorize, edge }: LocalGitOptions, caches: Map<string, object>, { onProgress, signal }: Running): Git {

  function at(repositoryRef: RepositoryRef): Repository {
    const key = nameOf(repositoryRef);
    const cache = caches.get(key) ?? {};
    caches.set(key, cache);
    return { fs: store.open(repositoryRef), dir: store.directory(repositoryRef), cache };
  }

  function remote(repositoryRef: RepositoryRef, maxBytes?: number) {
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

  async function remove(repositoryRef: RepositoryRef): Promise<void> {
    caches.delete(nameOf(repositoryRef));
    await store.remove(repositoryRef);
  }

  async function isCloned(repositoryRef: RepositoryRef): Promise<boolean> {
    const known = (await store.list()).some((each) => sameRepository(each, repositoryRef));
    return known && String(await git.getConfig({ ...at(repositoryRef), path: "edge.cloned" }).catch(() => undefined)) === "true";
  }

  async function clone(repositoryRef: RepositoryRef, { depth, singleBranch, maxBytes }: CloneOptions): Promise<void> {
    if (await isCloned(repositoryRef)) throw failure("already_cloned");
    // Remove what a clone in a closed tab left behind.
    await remove(repositoryRef);
    const repository = at(repositoryRef);
    try {
      await git.clone({
        ...repository,
        ...remote(repositoryRef, maxBytes),
        ...(depth !== undefined && { depth }),
        singleBranch: singleBranch ?? false,
      });
      signal?.throwIfAborted();
      // CodeCommit's default branch, which isomorphic-git cannot learn from an empty repository.
      if ((await headOf(repository)) === EMPTY_TREE) await git.writeRef({ ...repository, ref: "HEAD", value: "refs/heads/main", symbolic: true, force: true });
      // Marks the clone as complete.
      await git.setConfig({ ...repository, path: "edge.cloned", value: true });
      await store.flush(repositoryRef);
    } catch (error) {
      await remove(repositoryRef);
      throw error;
    }
  }

  async function status(repositoryRef: RepositoryRef): Promise<StatusEntry[]> {
    const repository = at(repositoryRef);
    const rows = await git.statusMatrix({ ...repository, ref: await headOf(repository) });
    return rows.flatMap(([path, head, workdir, stage]) => {
      if (head === 1 && workdir === 1 && stage === 1) return [];
      const kind = head === 0 ? "added" : workdir === 0 ? "removed" : "modified";
      return [{ path, kind, staged: workdir === stage || (workdir === 2 && stage === 2) }];
    });
  }

  async function refs(repositoryRef: RepositoryRef): Promise<Refs> {
    const repository = at(repositoryRef);
    const [head, local, tracking, tags] = await Promise.all([
      git.currentBranch(repository),
      git.listBranches(repository),
      git.listBranches({ ...repository, remote: "origin" }),
      git.listTags(repository),
    ]);
    const resolved = (prefix: string, names: string[]) =>
      Promise.all(names.map(async (name) => ({ name, oid: await git.resolveRef({ ...repository, ref: `${prefix}/${name}` }) })));
    return {
      ...(head && { head }),
      branches: await resolved("refs/heads", local),
      remoteBranches: await resolved("refs/remotes/origin", tracking.filter((name) => name !== "HEAD")),
      tags: await resolved("refs/tags", tags),
    };
  }

  async function ahead(repositoryRef: RepositoryRef): Promise<number> {
    const { branches, remoteBranches } = await refs(repositoryRef);
    const tracked = new Set(remoteBranches.map(({ oid }) => oid));
    const local = branches.map(({ oid }) => oid).filter((oid) => !tracked.has(oid));
    if (local.length === 0) return 0;
    const there = await reachable(at(repositoryRef), [...tracked]);
    return (await reachable(at(repositoryRef), local, there)).size;
  }

  async function clones(): Promise<CloneSummary[]> {
    const summaries = await Promise.all((await store.list()).map((repositoryRef) => summary(repositoryRef).catch(() => ({ ...repositoryRef, unpushed: 0, changed: 0, broken: true }))));
    return summaries.filter((each) => each !== undefined);
  }

  async function summary(repositoryRef: RepositoryRef): Promise<CloneSummary | undefined> {
    if (!(await isCloned(repositoryRef))) return undefined;
    const [unpushed, changed] = await Promise.all([ahead(repositoryRef), status(repositoryRef)]);
    return { ...repositoryRef, unpushed, changed: changed.length };
  }

  async function commit(repositoryRef: RepositoryRef, paths: string[], message: string, author: Person): Promise<string> {
    assertPerson(author);
    const repository = at(repositoryRef);
    const changed = new Map((await status(repositoryRef)).map((entry) => [entry.path, entry]));
    const chosen = paths.flatMap((path) => changed.get(path) ?? []);
    if (chosen.length === 0) throw failure("nothing_to_commit");
    for (const { path, kind } of chosen) {
      await (kind === "removed" ? git.remove({ ...repository, filepath: path }) : git.add({ ...repository, filepath: path }));
    }
    const oid = await git.commit({ ...repository, message, author });
    await git.setConfig({ ...repository, path: "user.name", value: author.name });
    await git.setConfig({ ...repository, path: "user.email", value: author.email });
    await store.flush(repositoryRef);
    return oid;
  }

  async function author(repositoryRef: RepositoryRef): Promise<Person | undefined> {
    const [name, email] = await Promise.all(["user.name", "user.email"].map((path) => git.getConfig({ ...at(repositoryRef), path })));
    return name && email ? { name: String(name), email: String(email) } : undefined;
  }

  async function createBranch(repositoryRef: RepositoryRef, name: string, from?: string): Promise<void> {
    // Other names would be missing from lists, or impossible to address.
    if (!/^(?!.*(?:\.\.|\/\/|@\{|\.lock(?:\/|$)|\/\.))[^\s~^:?*[\\\u0000-\u001f\u007f./-][^\s~^:?*[\\\u0000-\u001f\u007f]*(?<![./])$/.test(name)) throw failure("invalid_name");
    const repository = at(repositoryRef);
    const taken = (await git.listBranches(repository)).find((other) => `${other}/`.startsWith(`${name}/`) || `${name}/`.startsWith(`${other}/`));
    if (taken !== undefined) throw failure("branch_exists", taken);
    await git.branch({ ...repository, ref: name, object: await resolve(repository, from ?? "HEAD") });
    await store.flush(repositoryRef);
  }

  async function assertClean(repositoryRef: RepositoryRef): Promise<void> {
    if ((await status(repositoryRef)).length > 0) throw failure("unsaved_changes");
  }

  async function switchBranch(repositoryRef: RepositoryRef, name: string): Promise<void> {
    const repository = at(repositoryRef);
    // A clone of an empty repository has no commit yet.
    const from = await git.resolveRef({ ...repository, ref: "HEAD" }).catch(() => undefined);
    const to = await resolve(repository, name);
    // At the same commit the files are the same, and uncommitted changes are kept.
    if (from !== to) {
      await assertClean(repositoryRef);
      await move(repository, from, to);
    }
    await git.checkout({ ...repository, ref: name, noCheckout: true });
    await store.flush(repositoryRef);
  }

  async function fetchAll(repositoryRef: RepositoryRef): Promise<void> {
    await git.fetch({ ...at(repositoryRef), ...remote(repositoryRef), tags: true });
    await store.flush(repositoryRef);
  }

  async function pull(repositoryRef: RepositoryRef, author?: Person): Promise<Pulled> {
    if (author) assertPerson(author);
    await assertClean(repositoryRef);
    await fetchAll(repositoryRef);
    const repository = at(repositoryRef);
    const { head, branches, remoteBranches } = await refs(repositoryRef);
    const ours = branches.find(({ name }) => name === head);
    const theirs = remoteBranches.find(({ name }) => name === head);
    if (!ours || !theirs || ours.oid === theirs.oid) return { kind: "up-to-date", ahead: 0, behind: 0 };
    const [mine, other] = await Promise.all([reachable(repository, [ours.oid]), reachable(repository, [theirs.oid])]);
    const counts = { ahead: mine.difference(other).size, behind: other.difference(mine).size };
    if (counts.behind === 0) return { kind: "up-to-date", ...counts };
    if (counts.ahead > 0 && !author) return { kind: "diverged", ...counts };
    const next = author && counts.ahead > 0 ? await merge(repository, ours.oid, theirs.oid, `Merge branch '${ours.name}' of ${urlOf(edge, repositoryRef)}${/^(?:main|master)$/.test(ours.name) ? "" : ` into ${ours.name}`}`, author) : theirs.oid;
    signal?.throwIfAborted();
    await move(repository, ours.oid, next);
    await git.writeRef({ ...repository, ref: `refs/heads/${ours.name}`, value: next, force: true });
    await store.flush(repositoryRef);
    return { kind: next === theirs.oid ? "fast-forward" : "merged", ...counts };
  }

  /** Whether the server's branch is at our commit; if so, updates the remote-tracking branch as a push would. */
  async function isThere(repositoryRef: RepositoryRef, ref: string): Promise<boolean> {
    const { http, url } = remote(repositoryRef);
    const [ours, theirs] = await Promise.all([
      git.resolveRef({ ...at(repositoryRef), ref: `refs/heads/${ref}` }),
      git.listServerRefs({ http, url, protocolVersion: 1, prefix: `refs/heads/${ref}` }),
    ]);
    if (theirs.find((other) => other.ref === `refs/heads/${ref}`)?.oid !== ours) return false;
    await git.writeRef({ ...at(repositoryRef), ref: `refs/remotes/origin/${ref}`, value: ours, force: true });
    return true;
  }

  async function push(repositoryRef: RepositoryRef): Promise<void> {
    const said: string[] = [];
    const ref = await git.currentBranch(at(repositoryRef));
    if (!ref) throw failure("no_such_ref");
    try {
      await git.push({ ...at(repositoryRef), ...remote(repositoryRef), ref, onMessage: (text) => void said.push(text) });
    } catch (error) {
      if (problemFrom(error).code === "push_unconfirmed" && (await isThere(repositoryRef, ref))) return store.flush(repositoryRef);
      const { code, data } = error as { code?: string; data?: { prettyDetails?: string; result?: { error?: string } } };
      if (code !== "GitPushError" && code !== "PushRejectedError") throw error;
      const moved = code === "PushRejectedError" ? "The server's branch has commits that this clone does not have." : "";
      const unpacked = data?.result?.error === undefined ? "" : `The server could not unpack the push: ${data.result.error}`;
      throw failure("push_rejected", [unpacked, data?.prettyDetails, ...said, moved].filter(Boolean).join("\n").trim());
    }
    await store.flush(repositoryRef);
  }

  return { clone, clones, remove, refs, status, ahead, commit, author, createBranch, switchBranch, fetch: fetchAll, pull, push, ...editing(at, store), ...reading(at, signal) };
}

/** Rejects characters that would inject a header into the commit, or a line into git's configuration. */
function assertPerson({ name, email }: Person): void {
  if ([name, email].some((text) => text.trim() === "" || /[<>\u0000-\u001f\u007f]/.test(text))) throw failure("no_author");
}
