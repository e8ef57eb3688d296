import { assertCredentials, assertKeys, expirationSeconds } from './credentials.js';
import { signing } from './error.js';

/**
 * Passes credentials to a wasm module, whose memory then holds the only copy.
 *
 * @param Signer the module's class
 * @returns {{ signer: object, end: number | undefined }} `end`: when they expire, in seconds since 1970
 */
export function openSigner(Signer, credentials) {
  assertCredentials(credentials);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  assertKeys(accessKeyId, secretAccessKey, sessionToken);
  const end = expirationSeconds(expiration);
  return { signer: signing(() => new Signer(accessKeyId, secretAccessKey, sessionToken, end)), end };
}
