import { assertRegion, assertString, seconds } from './arguments.js';
import { gitWasm } from './git-wasm.js';
import { Snapshot } from './snapshot.js';

/** Signs a git password for a CodeCommit repository. */
export function signGit(url, credentials, { now = Date.now(), region } = {}) {
  gitWasm.assertLoaded();
  assertString(url, 'invalid_url', 'the address');
  assertRegion(region);
  const snapshot = new Snapshot(credentials);
  try {
    return snapshot.signGit(url, seconds(now), region);
  } finally {
    snapshot.free();
  }
}
