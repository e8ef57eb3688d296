import { assertRegion, assertString, seconds } from './arguments.js';
import { signing } from './error.js';
import { gitWasm } from './git-wasm.js';
import * as wasm from './wasm/codecommit_signer.js';

/** The stages of a git password; none of them needs or shows a secret. */
export function explainGit(url, { now = Date.now(), region } = {}) {
  gitWasm.assertLoaded();
  assertString(url, 'invalid_url', 'the address');
  assertRegion(region);
  const time = seconds(now);

  const stages = signing(() => wasm.explainGit(url, time, region));
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
