import { assertCredentials, assertKeys, expirationSeconds, gitUsername } from './credentials.js';
import { signing } from './error.js';
import { gitAuth } from './git-auth.js';
import { assertLoaded } from './load.js';
import { Signer } from './wasm/codecommit_signer.js';

/** One state of the credentials, with the signing key that was used last; the keys are in the wasm's memory alone. */
export class Snapshot {
  #signer;

  constructor(credentials) {
    assertLoaded();
    assertCredentials(credentials);
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
    assertKeys(accessKeyId, secretAccessKey, sessionToken);
    const end = expirationSeconds(expiration);
    this.#signer = signing(() => new Signer(accessKeyId, secretAccessKey, sessionToken, end));
    this.username = gitUsername(accessKeyId, sessionToken);
    /** Milliseconds since 1970; for ever where the credentials do not say. */
    this.expiration = end === undefined ? Infinity : end * 1000;
  }

  /** `now` in seconds since 1970, as in all that goes into the wasm. */
  signGit(url, now, region) {
    return gitAuth(
      signing(() => this.#signer.signGit(url, now, region)),
      this.username,
    );
  }

  /** The names and values of the headers to add, alternating. */
  signRequest(...parts) {
    return signing(() => this.#signer.signRequest(...parts)).split('\n');
  }

  free() {
    this.#signer.free();
  }
}
