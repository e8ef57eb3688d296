import { DurableObject } from "cloudflare:workers";

import { CLAIM_MS, ended, isClaimed, mayClaim, NEW, renewed, shortened } from "./login_state.js";

/**
 * One sign-in: its sealed state, which it cannot open, and the tokens that may claim it: see login_state.js. It deletes
 * everything when it expires.
 *
 * @typedef {object} Claim
 * @property {"busy" | "claimed" | "denied" | "ended" | "expired" | "pending" | "renewed" | "replayed" | "slow_down" |
 *   "unknown"} outcome `renewed`: another request has just renewed the sign-in with the same token, and this one gets the
 *   same result
 * @property {Uint8Array} [sealed] the sealed state
 * @property {number} [until] when the sign-in expires, in milliseconds since 1970
 */
export class LoginStore extends DurableObject {
  /** Requests that wait until another request settles or releases its claim. */
  #waiting = new Set();

  /**
   * Creates the sign-in, unless it exists.
   *
   * @param {string | null} token the hash of the token that may claim it
   * @param {Uint8Array} sealed
   * @param {number} until in milliseconds since 1970
   * @param {number} interval milliseconds between two claims before it is approved; 0: it needs no approval
   * @returns {Promise<boolean>} whether the sign-in was created
   */
  async open(token, sealed, until, interval) {
    if (await this.#read()) return false;
    const phase = interval > 0 ? "pending" : "open";
    await this.#store({ ...NEW, token, sealed, until, interval, phase });
    return true;
  }

  /**
   * Claims the sign-in with a one-time token.
   *
   * @param {string} token its hash
   * @returns {Promise<Claim>}
   */
  async claim(token) {
    const login = await this.#read();
    if (!login) return { outcome: "expired" };
    if (isClaimed(login) && login.used.at(-1) === token) return { outcome: "busy" };
    if (login.used.includes(token)) return this.#endReplayed(login);
    if (login.token !== token) return { outcome: login.phase === "ended" ? "ended" : "unknown" };
    if (login.phase === "pending") return { outcome: await this.#poll(login) };
    if (login.phase !== "open") return { outcome: login.phase };
    await this.#store({ ...login, token: null, used: [...login.used, token], takenAt: Date.now() });
    return { outcome: "claimed", sealed: login.sealed, until: login.until };
  }

  /**
   * Claims the sign-in with a refresh token. Waits while another request has claimed it.
   *
   * @param {string} token its hash
   * @returns {Promise<Claim>}
   */
  async claimToRenew(token) {
    const deadline = Date.now() + WAITING_MS;
    for (;;) {
      const login = await this.#read();
      if (!login) return { outcome: "expired" };
      const busyFor = login.takenAt + CLAIM_MS - Date.now();
      if (login.phase === "open" && busyFor > 0) {
        const left = deadline - Date.now();
        if (left <= 0) return { outcome: "busy" };
        await this.#released(Math.min(busyFor, left));
        continue;
      }
      if (login.phase !== "open") return { outcome: "ended" };
      if (login.used.includes(token)) return this.#endReplayed(login);
      const { sealed, until } = login;
      if (token === login.token && Date.now() < login.freshUntil) return { outcome: "renewed", sealed, until };
      if (!mayClaim(login, token)) return { outcome: "unknown" };
      await this.#store({ ...login, takenAt: Date.now() });
      return { outcome: "claimed", sealed, until };
    }
  }

  /**
   * Stores the new state after a claim with a one-time token.
   *
   * @param {string | null} token the hash of the token that may claim it next
   * @returns {Promise<boolean>} whether the sign-in was still open
   */
  async settle(token, sealed, until) {
    const login = await this.#read();
    if (login?.phase !== "open") return false;
    await this.#store({ ...login, token, sealed, until, takenAt: 0 });
    return true;
  }

  /**
   * Stores the new state after a claim with a refresh token.
   *
   * @param {string} token its hash
   * @param {string | null} next the hash of a new successor; null if no successor is issued
   * @param {number} freshUntil until when requests with the same token get this request's result
   * @returns {Promise<boolean>} whether the sign-in was still open
   */
  async settleRenewed(token, next, sealed, until, freshUntil) {
    const login = await this.#read();
    if (login?.phase !== "open" || !mayClaim(login, token)) return false;
    await this.#store({ ...renewed(login, token, next), sealed, until, freshUntil, takenAt: 0 });
    return true;
  }

  /** Ends a claim with a refresh token without a change. */
  async release() {
    const login = await this.#read();
    if (login?.phase === "open") await this.#store({ ...login, takenAt: 0 });
  }

  /** @returns {Promise<Uint8Array | undefined>} the state, unless the sign-in has ended or was decided */
  async peek() {
    const login = await this.#read();
    return login && (login.phase === "pending" || login.interval === 0) ? (login.sealed ?? undefined) : undefined;
  }

  /**
   * Approves or denies a pending sign-in.
   *
   * @param {Uint8Array | null} sealed the new state if it is approved; null if it is denied
   * @returns {Promise<boolean>} whether it was pending
   */
  async decide(sealed) {
    const login = await this.#read();
    if (login?.phase !== "pending") return false;
    await this.#store({ ...login, sealed, phase: sealed ? "open" : "denied" });
    return true;
  }

  /**
   * Ends the sign-in.
   *
   * @param {string | null} token the hash of a token that may claim it, or once could; null if the caller needs none
   * @returns {Promise<number | undefined>} until when its sessions could have lasted, if it has ended
   */
  async end(token) {
    const login = await this.#read();
    const isKnown = (token) => mayClaim(login, token) || login.used.includes(token);
    if (!login || (token !== null && !isKnown(token))) return undefined;
    await this.#end(login);
    return login.until;
  }

  async alarm() {
    await this.ctx.storage.deleteAll();
  }

  async #endReplayed(login) {
    await this.#end(login);
    return { outcome: "replayed", sealed: login.sealed, until: login.until };
  }

  #end(login) {
    return this.#store(ended(login));
  }

  async #read() {
    const login = await this.ctx.storage.get("login");
    return login && login.until > Date.now() ? login : undefined;
  }

  async #store(login) {
    const { storage } = this.ctx;
    await storage.put("login", shortened(login));
    await storage.setAlarm(login.until);
    if (!isClaimed(login)) for (const wake of this.#waiting) wake();
  }

  /** Waits until the claim ends, at most for this time. */
  async #released(milliseconds) {
    let timer, wake;
    await new Promise((resolve) => {
      wake = resolve;
      this.#waiting.add(wake);
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
    this.#waiting.delete(wake);
  }

  /** Tells a device that polls too often to wait longer (RFC 8628, 3.5). */
  async #poll(login) {
    const now = Date.now();
    // A tolerance for the device's clock and the network's delay.
    const hurried = now - login.polledAt < login.interval - TOLERANCE_MS;
    const interval = login.interval + (hurried ? SLOWER_MS : 0);
    await this.#store({ ...login, polledAt: now, interval });
    return hurried ? "slow_down" : "pending";
  }
}

/** How long a request waits: longer than a claim lasts, so that a claim that is never settled delays it no longer. */
const WAITING_MS = 40_000;
const SLOWER_MS = 5_000;
const TOLERANCE_MS = 500;
