import { edgeOrigin, signingFor } from './address.js';
import { assertRegion, seconds } from './arguments.js';
import { gitWasm } from './git-wasm.js';
import { Snapshot } from './snapshot.js';

/** Signs a git password for a CodeCommit repository. */
export function signGit(url, credentials, { now = Date.now, region, edge } = {}) {
  gitWasm.assertLoaded();
  assertRegion(region);
  const home = edgeOrigin(edge);
  const snapshot = new Snapshot(credentials);
  try {
    const time = seconds(now);
    return signingFor(url, home, (address) => snapshot.signGit(address, time, region));
  } finally {
    snapshot.free();
  }
}
