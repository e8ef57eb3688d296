import { gitHandlers } from './git-handlers.js';
import { init } from './init.js';

/** isomorphic-git's `onAuth` and `onAuthFailure` for CodeCommit. */
export function codecommitAuth(credentials, options) {
  return gitHandlers(init, credentials, options);
}
