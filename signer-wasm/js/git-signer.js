import { edgeOrigin, signingFor } from './address.js';
import { assertRegion, seconds } from './arguments.js';
import { assertCredentials, assertKeys, expirationSeconds } from './credentials.js';
import { CodeCommitSignerError, seen } from './error.js';
import { gitWasm } from './git-wasm.js';
import { httpDate } from './http-date.js';
import { Snapshot } from './snapshot.js';

const FIVE_MINUTES = 300_000;
// Milliseconds between two calls of a provider while the credentials are still valid.
const PAUSE = 10_000;
// Milliseconds for which new callers share a provider's call. It may never settle: a Worker cancels the calls of a
// request that has ended.
const PATIENCE = 60_000;
// A `Date` header has whole seconds, and arrives with the response's delay.
const SKEW_TOLERANCE = 4_000;

/** Signs git passwords, renews the credentials, and corrects the clock. */
export class GitSigner {
  #source;
  #now;
  #region;
  #edge;
  #renewBefore;
  #skew = 0;
  #snapshot;
  #renewal;
  #lastRenewal = -Infinity;

  constructor(source, { now = Date.now, region, edge, renewBefore = FIVE_MINUTES } = {}) {
    assertRegion(region);
    if (typeof now !== 'function') {
      throw new CodeCommitSignerError(
        'invalid_options',
        `now must be a function such as Date.now, because a signer signs at many times; saw ${seen(now)}`,
      );
    }
    if (!(renewBefore >= 0)) {
      throw new CodeCommitSignerError('invalid_options', 'renewBefore must be milliseconds, zero or more');
    }
    this.#source = typeof source === 'function' ? source : fixed(source);
    this.#now = now;
    this.#region = region;
    this.#edge = edgeOrigin(edge);
    this.#renewBefore = renewBefore;
  }

  /** Signs a git password with the current credentials at the current time. */
  async sign(url, { region = this.#region, edge } = {}) {
    if (!gitWasm.isLoaded) await gitWasm.load();
    assertRegion(region);
    const home = edgeOrigin(edge) ?? this.#edge;
    for (let renewed = false; ; renewed = true) {
      const now = this.#time();
      if (this.#isValid(now) && (renewed || !this.#isDue(now))) {
        return signingFor(url, home, (address) => this.#snapshot.signGit(address, now / 1000, region));
      }
      await this.#renew(now);
    }
  }

  /** Another name for `sign`. */
  auth(url, options) {
    return this.sign(url, options);
  }

  /** Corrects the clock with a response's `Date`; returns whether the correction changed. */
  observeDate(source) {
    const theirs = httpDate(source);
    if (theirs === undefined) return false;
    // The header drops half a second on average.
    const skew = theirs + 500 - seconds(this.#now) * 1000;
    if (!(Math.abs(skew - this.#skew) > SKEW_TOLERANCE)) return false;
    this.#skew = skew;
    return true;
  }

  /**
   * Drops the rejected credentials, so that the next signature uses others. Given the rejected user name, keeps
   * credentials that have already replaced those.
   */
  invalidate(username) {
    if (username !== undefined && this.#snapshot?.username !== username) return;
    this.#renewal = undefined;
    this.#replace(undefined);
  }

  /** Forgets all secrets; nothing can be signed afterwards. */
  dispose() {
    this.#source = freed;
    this.invalidate();
  }

  /** Another name for `dispose`. */
  free() {
    this.dispose();
  }

  #time() {
    return seconds(this.#now) * 1000 + this.#skew;
  }

  #isValid(now) {
    return this.#snapshot?.expiration > now;
  }

  /** Whether this caller must renew the credentials. Meanwhile, other callers sign with the valid ones. */
  #isDue(now) {
    return (
      this.#snapshot.expiration - this.#renewBefore <= now &&
      now - this.#lastRenewal >= PAUSE &&
      !this.#renewalToShare(now)
    );
  }

  async #renew(now) {
    let renewal = this.#renewalToShare(now);
    if (!renewal) {
      this.#lastRenewal = now;
      renewal = this.#renewal = this.#startRenewal();
    }
    try {
      await renewal;
    } catch (error) {
      if (!this.#isValid(this.#time())) throw error;
    }
  }

  #renewalToShare(now) {
    return now - this.#lastRenewal < PATIENCE ? this.#renewal : undefined;
  }

  #startRenewal() {
    const isCurrent = () => this.#renewal === renewal;
    const renewal = this.#obtain().then(
      (snapshot) => {
        // Invalidated in the meantime: these may be the rejected credentials.
        if (!isCurrent()) return snapshot.free();
        this.#renewal = undefined;
        this.#replace(snapshot);
      },
      (error) => {
        if (isCurrent()) this.#renewal = undefined;
        throw error;
      },
    );
    return renewal;
  }

  async #obtain() {
    const provide = this.#source;
    const snapshot = new Snapshot(await provide());
    const ended = this.#time() - snapshot.expiration;
    if (ended < 0) return snapshot;
    snapshot.free();
    throw new CodeCommitSignerError(
      'credentials_expired',
      `the credentials expired ${Math.round(ended / 1000)} seconds ago; get new ones and sign again`,
    );
  }

  #replace(snapshot) {
    this.#snapshot?.free();
    this.#snapshot = snapshot;
  }
}

if (Symbol.dispose) GitSigner.prototype[Symbol.dispose] = GitSigner.prototype.dispose;

/** A provider that always returns the same credentials, copied because the caller's object may change. */
function fixed(credentials) {
  assertCredentials(credentials);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  assertKeys(accessKeyId, secretAccessKey, sessionToken);
  expirationSeconds(expiration);
  return () => ({ accessKeyId, secretAccessKey, sessionToken, expiration });
}

function freed() {
  throw new CodeCommitSignerError('freed', 'this GitSigner was disposed; create a new one');
}
