import { assertCredentials, assertKeys, expirationSeconds } from './credentials.js';
import { signing } from './error.js';

/**
 * Hands credentials over to a wasm module, in whose memory alone they are kept.
 *
 * @param Signer the module's class
 * @returns {{ signer: object, end: number | undefined }} `end`: when they do, in seconds since 1970
 */
export function openSigner(Signer, credentials) {
  assertCredentials(credentials);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  assertKeys(accessKeyId, secretAccessKey, sessionToken);
  const end = expirationSeconds(expiration);
  return { signer: signing(() => new Signer(accessKeyId, secretAccessKey, sessionToken, end)), end };
}
