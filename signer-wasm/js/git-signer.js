import { assertRegion, assertString, seconds } from './arguments.js';
import { assertCredentials, assertKeys, expirationSeconds } from './credentials.js';
import { CodeCommitSignerError, seen } from './error.js';
import { gitWasm } from './git-wasm.js';
import { httpDate } from './http-date.js';
import { Snapshot } from './snapshot.js';

const FIVE_MINUTES = 300_000;
// Between two calls of a provider while what is there is still valid.
const PAUSE = 10_000;
// How long newcomers share a provider's call: a Worker's request that ends takes its calls along, unanswered.
const PATIENCE = 60_000;
// A `Date` header has whole seconds, and is as old as the answer's journey.
const SKEW_TOLERANCE = 4_000;

/** Signs git passwords with credentials that it keeps fresh, at a time that it keeps right. */
export class GitSigner {
  #source;
  #clock;
  #region;
  #renewBefore;
  #skew = 0;
  #snapshot;
  #renewal;
  #lastRenewal = -Infinity;

  constructor(source, { clock = Date.now, region, renewBefore = FIVE_MINUTES } = {}) {
    assertRegion(region);
    if (typeof clock !== 'function') {
      throw new CodeCommitSignerError('invalid_options', `the clock must be a function, saw ${seen(clock)}`);
    }
    if (!(renewBefore >= 0)) {
      throw new CodeCommitSignerError('invalid_options', 'renewBefore must be milliseconds, zero or more');
    }
    this.#source = typeof source === 'function' ? source : fixed(source);
    this.#clock = clock;
    this.#region = region;
    this.#renewBefore = renewBefore;
  }

  /** Signs a git password with the credentials and at the time of this moment. */
  async auth(url, { region = this.#region } = {}) {
    gitWasm.assertLoaded();
    assertString(url, 'invalid_url', 'the address');
    assertRegion(region);
    for (let renewed = false; ; renewed = true) {
      const now = this.#now();
      if (this.#isValid(now) && (renewed || !this.#isDue(now))) return this.#snapshot.signGit(url, now / 1000, region);
      await this.#renew(now);
    }
  }

  /** Learns the difference of the clocks from an answer's `Date`; tells whether it learned anything. */
  observeDate(source) {
    const theirs = httpDate(source);
    if (theirs === undefined) return false;
    // Half a second is cut off on average.
    const skew = theirs + 500 - this.#clock();
    if (!(Math.abs(skew - this.#skew) > SKEW_TOLERANCE)) return false;
    this.#skew = skew;
    return true;
  }

  /**
   * Forgets the credentials that were refused: the next signature is made with others. Given the user name that was
   * refused, keeps credentials that have replaced those already.
   */
  invalidate(username) {
    if (username !== undefined && this.#snapshot?.username !== username) return;
    this.#renewal = undefined;
    this.#replace(undefined);
  }

  /** Forgets everything secret; signing is over. */
  free() {
    this.#source = freed;
    this.invalidate();
  }

  #now() {
    return seconds(this.#clock()) * 1000 + this.#skew;
  }

  #isValid(now) {
    return this.#snapshot?.expiration > now;
  }

  /** Whether this caller is the one to renew what is still valid; the others sign with it meanwhile. */
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
      if (!this.#isValid(this.#now())) throw error;
    }
  }

  #renewalToShare(now) {
    return now - this.#lastRenewal < PATIENCE ? this.#renewal : undefined;
  }

  #startRenewal() {
    const isCurrent = () => this.#renewal === renewal;
    const renewal = this.#obtain().then(
      (snapshot) => {
        // Another was asked for meanwhile: these may be what was refused.
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
    const ended = this.#now() - snapshot.expiration;
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

if (Symbol.dispose) GitSigner.prototype[Symbol.dispose] = GitSigner.prototype.free;

/** A provider of credentials that do not change; the caller's object may. */
function fixed(credentials) {
  assertCredentials(credentials);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  assertKeys(accessKeyId, secretAccessKey, sessionToken);
  expirationSeconds(expiration);
  return () => ({ accessKeyId, secretAccessKey, sessionToken, expiration });
}

function freed() {
  throw new CodeCommitSignerError('freed', 'this GitSigner was freed; make another one');
}
