import type { Repository } from "./repository.ts";

/**
 * The repository for operations that only look at the index. isomorphic-git would write it back with newer time stamps, and
 * so undo what another tab has written to it meanwhile.
 */
export function withUnwrittenIndex(repository: Repository): Repository {
  const { promises } = repository.fs;
  const index = `${repository.dir}/.git/index`;
  const writeFile = async (path: string, ...rest: unknown[]): Promise<void> => {
    if (path !== index) await promises.writeFile(path, ...rest);
  };
  return { ...repository, fs: { promises: { ...promises, writeFile } } };
}
