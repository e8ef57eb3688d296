import { edgeOrigin, signingFor } from './address.js';
import { assertRegion, seconds } from './arguments.js';
import { gitWasm } from './git-wasm.js';
import * as wasm from './wasm/codecommit_signer.js';

/** The intermediate values of a git password that contain no secret. */
export function explainGit(url, { now = Date.now, region, edge } = {}) {
  gitWasm.assertLoaded();
  assertRegion(region);
  const home = edgeOrigin(edge);
  const time = seconds(now);

  const stages = signingFor(url, home, (address) => wasm.explainGit(address, time, region));
  const [canonicalRequest, stringToSign, canonicalUrl] = stages.split('\0');
  const [, , credentialScope, canonicalRequestHash] = stringToSign.split('\n');
  return {
    canonicalRequest,
    canonicalRequestHash,
    stringToSign,
    credentialScope,
    url: canonicalUrl,
    host: new URL(canonicalUrl).host,
    region: credentialScope.split('/')[1],
  };
}
