import { gitUsername } from './credentials.js';
import { signing } from './error.js';
import { gitAuth } from './git-auth.js';
import { gitWasm } from './git-wasm.js';
import { openSigner } from './open-signer.js';
import { Signer } from './wasm/codecommit_signer.js';

/** One state of the credentials, with the signing key that was used last. */
export class Snapshot {
  #signer;

  constructor(credentials) {
    gitWasm.assertLoaded();
    const { signer, end } = openSigner(Signer, credentials);
    this.#signer = signer;
    this.username = gitUsername(credentials.accessKeyId, credentials.sessionToken);
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

  free() {
    this.#signer.free();
  }
}
