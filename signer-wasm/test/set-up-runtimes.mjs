import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const CACHE = process.env.CODECOMMIT_EDGE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'codecommit-edge');

/** Where `scripts/setup tests` installs what only tests run. */
export const RUNTIMES = join(CACHE, 'runtimes');

/** The path of a runtime: the variable's, or the one that set-up has installed for this machine. */
export async function runtime(variable, ...packaged) {
  const files = packaged.map((path) => join(RUNTIMES, 'node_modules', path));
  for (const file of [process.env[variable], ...files].filter(Boolean)) {
    if (await access(file).then(() => true, () => false)) return file;
  }
  return undefined;
}
