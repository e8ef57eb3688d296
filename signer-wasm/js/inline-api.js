import { gitWasm } from './git-wasm.js';

export * from './api.js';
export { codecommitAuth } from './codecommit-auth.js';

/** Instantiates the wasm. Only needed before the first `signGit` or `explainGit`, and only where `initSync` fails. */
export function init() {
  return gitWasm.load();
}

/** Instantiates the wasm at once, as the first signature does without it. */
export function initSync() {
  gitWasm.loadNow();
}
