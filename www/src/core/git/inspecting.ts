import type { Blame, FileCommit, InspectingGit, LastCommit } from "../inspecting-api.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import type { Local } from "./local.ts";
import { resolve, treeOf } from "./revisions.ts";
import { pathsBelow } from "./trees.ts";

/** Operations that ask where files and lines come from. Most of their code loads when it is first needed. */
export function inspecting({ at, onBlame, signal }: Local): InspectingGit {
  async function paths(repositoryRef: RepositoryRef, ref: string): Promise<string[]> {
    const repository = at(repositoryRef);
    return pathsBelow(repository, await treeOf(repository, ref), signal);
  }

  async function fileLog(repositoryRef: RepositoryRef, ref: string, path: string, count: number): Promise<FileCommit[]> {
    const repository = at(repositoryRef);
    const { fileHistory } = await import("./file-history.ts");
    return fileHistory(repository, await resolve(repository, ref), path, count, signal);
  }

  async function lastCommits(repositoryRef: RepositoryRef, ref: string, folder: string): Promise<LastCommit[]> {
    const repository = at(repositoryRef);
    const found = await import("./last-commits.ts");
    return found.lastCommits(repository, await resolve(repository, ref), folder, signal);
  }

  async function blame(repositoryRef: RepositoryRef, ref: string, path: string): Promise<Blame> {
    const repository = at(repositoryRef);
    const found = await import("./blame.ts");
    return found.blame(repository, await resolve(repository, ref), path, { signal, report: onBlame });
  }

  return { paths, fileLog, lastCommits, blame };
}
