import * as git from "isomorphic-git";

import type { CloneOptions, CloneSummary, CloningGit } from "../cloning-api.ts";
import { failure } from "../messages.ts";
import { sameRepository, type RepositoryRef } from "../repository-ref.ts";
import { unpushedCount } from "./ahead-behind.ts";
import { refsOf } from "./branching.ts";
import type { Local } from "./local.ts";
import type { Repository } from "./repository.ts";
import { EMPTY_TREE, headOf, headTree } from "./revisions.ts";
import { statusOf } from "./status.ts";

/** Operations on whole clones. */
export function cloning({ at, forget, locks, remote, signal, store }: Local): CloningGit {
  async function remove(repositoryRef: RepositoryRef): Promise<void> {
    forget(repositoryRef);
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
      await begin(repository);
      await store.flush(repositoryRef);
      const server = remote(repositoryRef, maxBytes);
      await git.clone({
        ...repository,
        ...server,
        ...(depth !== undefined && { depth }),
        singleBranch: singleBranch ?? false,
        noCheckout: true,
      });
      signal?.throwIfAborted();
      const { checkOut } = await import("./check-out.ts");
      await checkOut(repository, await headTree(repository), { signal, onProgress: server.onProgress });
      // CodeCommit's default branch, which isomorphic-git cannot learn from an empty repository.
      if ((await headOf(repository)) === EMPTY_TREE) await git.writeRef({ ...repository, ref: "HEAD", value: "refs/heads/main", symbolic: true, force: true });
      // Marks the clone as complete.
      await repository.fs.promises.unlink(begunAt(repository));
      // isomorphic-git says otherwise, but executable bits are kept, and compared.
      await git.setConfig({ ...repository, path: "core.filemode", value: true });
      await git.setConfig({ ...repository, path: "edge.cloned", value: true });
      await store.flush(repositoryRef);
    } catch (error) {
      await remove(repositoryRef);
      throw error;
    }
  }

  async function clones(): Promise<CloneSummary[]> {
    const summaries = await Promise.all((await store.list()).map((repositoryRef) => summary(repositoryRef).catch(() => ({ ...repositoryRef, unpushed: 0, ahead: [], changed: 0, broken: true }))));
    return summaries.filter((each) => each !== undefined);
  }

  async function summary(repositoryRef: RepositoryRef): Promise<CloneSummary | undefined> {
    if (await locks?.isHeld("making", repositoryRef)) return undefined;
    if (!(await isCloned(repositoryRef))) {
      // What only could not be read may have work in it.
      await locks?.ifFree("change", repositoryRef, async () => {
        if (await isBegun(at(repositoryRef))) await remove(repositoryRef);
      });
      return undefined;
    }
    const repository = at(repositoryRef);
    const [refs, status] = await Promise.all([refsOf(repository), statusOf(repository)]);
    const ahead = refs.branches.flatMap(({ name, ahead: count }) => (count > 0 ? [{ name, count }] : []));
    return { ...repositoryRef, unpushed: await unpushedCount(repository, refs), ahead, changed: status.length };
  }

  return { clone, clones, remove };
}

/** The file that says that a clone has begun and is not complete. */
function begunAt({ dir }: Repository): string {
  return `${dir}/.git/edge-cloning`;
}

async function begin(repository: Repository): Promise<void> {
  const { fs, dir } = repository;
  for (const directory of [dir, `${dir}/.git`]) await fs.promises.mkdir(directory).catch(() => undefined);
  await fs.promises.writeFile(begunAt(repository), new Uint8Array());
}

function isBegun(repository: Repository): Promise<boolean> {
  return repository.fs.promises.stat(begunAt(repository)).then(
    () => true,
    () => false,
  );
}
