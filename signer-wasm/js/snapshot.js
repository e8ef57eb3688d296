import { gitUsername } from './credentials.js';
import { gitAuth } from './git-auth.js';
import { gitWasm } from './git-wasm.js';
import { openSigner } from './open-signer.js';
import { Signer } from './wasm/codecommit_signer.js';

/** Credentials at one time, with the signing key that was last used. */
export class Snapshot {
  #signer;

  constructor(credentials) {
    gitWasm.assertLoaded();
    const { signer, end } = openSigner(Signer, credentials);
    this.#signer = signer;
    this.username = gitUsername(credentials.accessKeyId, credentials.sessionToken);
    /** Milliseconds since 1970; infinite if the credentials do not say. */
    this.expiration = end === undefined ? Infinity : end * 1000;
  }

  /** `now` is in seconds since 1970, as everywhere in the wasm. Throws the errors of the wasm. */
  signGit(url, now, region) {
    return gitAuth(this.#signer.signGit(url, now, region), this.username);
  }

  free() {
    this.#signer.free();
  }
}
