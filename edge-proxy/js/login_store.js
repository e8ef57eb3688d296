import { DurableObject } from "cloudflare:workers";

/**
 * One sign-in: its sealed state, and which tokens may claim it. It cannot open the state, and deletes everything when
 * it expires.
 *
 * A code can be used once. A refresh token stays valid until one of its successors has been used, because some helpers
 * keep the token that they have just used, and several git commands may use the same one at once. Those get the same
 * successor; a later request gets another. Once a successor has been used, a use of its predecessor or of another
 * successor shows that a second party has the token, and the sign-in ends.
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
    await this.#keep({ ...NEW, token, sealed, until, interval, phase });
    return true;
  }

  /**
   * Claims the sign-in with a one-time token.
   *
   * @param {string} token its hash
   * @returns {Promise<{ outcome: "busy" | "claimed" | "denied" | "ended" | "expired" | "pending" | "replayed" |
   *   "slow_down" | "unknown",
   *   sealed?: Uint8Array, until?: number }>}
   */
  async claim(token) {
    const login = await this.#read();
    if (!login) return { outcome: "expired" };
    if (isTaken(login) && login.used.at(-1) === token) return { outcome: "busy" };
    if (login.used.includes(token)) return this.#endReplayed(login);
    if (login.token !== token) return { outcome: login.phase === "ended" ? "ended" : "unknown" };
    if (login.phase === "pending") return { outcome: await this.#wait(login) };
    if (login.phase !== "open") return { outcome: login.phase };
    await this.#keep({ ...login, token: null, used: [...login.used, token], takenAt: Date.now() });
    return { outcome: "claimed", sealed: login.sealed, until: login.until };
  }

  /**
   * Claims the sign-in with a refresh token. Waits while another request has claimed it.
   *
   * @param {string} token its hash
   * @returns {Promise<{ outcome: "busy" | "claimed" | "ended" | "expired" | "renewed" | "replayed" | "unknown",
   *   sealed?: Uint8Array, until?: number }>} `renewed`: another request has just renewed it with the same token, and
   *   this
   *   one gets the same result.
   */
  async claimToRenew(token) {
    const deadline = Date.now() + WAITING_MS;
    for (;;) {
      const login = await this.#read();
      if (!login) return { outcome: "expired" };
      const busyFor = login.takenAt + TAKING_MS - Date.now();
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
      if (!mayTake(login, token)) return { outcome: "unknown" };
      await this.#keep({ ...login, takenAt: Date.now() });
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
    await this.#keep({ ...login, token, sealed, until, takenAt: 0 });
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
    if (login?.phase !== "open" || !mayTake(login, token)) return false;
    const isFirst = token !== login.token;
    const used = isFirst ? [...login.used, login.token, ...login.next.filter((other) => other !== token)] : login.used;
    const successors = [...(isFirst ? [] : login.next), ...(next === null ? [] : [next])];
    await this.#keep({ ...login, token, next: successors, used, sealed, until, freshUntil, takenAt: 0 });
    return true;
  }

  /** Ends a claim with a refresh token without a change. */
  async release() {
    const login = await this.#read();
    if (login?.phase === "open") await this.#keep({ ...login, takenAt: 0 });
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
    await this.#keep({ ...login, sealed, phase: sealed ? "open" : "denied" });
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
    const isKnown = (token) => mayTake(login, token) || login.used.includes(token);
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
    return this.#keep({ ...login, sealed: null, token: null, next: [], phase: "ended" });
  }

  async #read() {
    const login = await this.ctx.storage.get("login");
    return login && login.until > Date.now() ? login : undefined;
  }

  async #keep(login) {
    const { storage } = this.ctx;
    await storage.put("login", { ...login, next: login.next.slice(-MAX_KNOWN), used: login.used.slice(-MAX_KNOWN) });
    await storage.setAlarm(login.until);
    if (!isTaken(login)) for (const goOn of this.#waiting) goOn();
  }

  /** Waits until the claim ends, at most for this time. */
  async #released(milliseconds) {
    let timer, goOn;
    await new Promise((resolve) => {
      goOn = resolve;
      this.#waiting.add(goOn);
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
    this.#waiting.delete(goOn);
  }

  /** Tells a device that polls too often to wait longer (RFC 8628, 3.5). */
  async #wait(login) {
    const now = Date.now();
    // A tolerance for the device's clock and the network's delay.
    const hurried = now - login.polledAt < login.interval - TOLERANCE_MS;
    const interval = login.interval + (hurried ? SLOWER_MS : 0);
    await this.#keep({ ...login, polledAt: now, interval });
    return hurried ? "slow_down" : "pending";
  }
}

/** Whether a refresh token may claim the sign-in. */
function mayTake(login, token) {
  return token === login.token || login.next.includes(token);
}

/** Whether a request has claimed it and may still settle. */
function isTaken({ phase, takenAt }) {
  return phase === "open" && Date.now() - takenAt < TAKING_MS;
}

/** `token` and its successors in `next` may claim it; those in `used` no longer may. */
const NEW = { token: null, next: [], used: [], freshUntil: 0, takenAt: 0, polledAt: 0 };
/** How long a claim lasts: longer than a call to the identity provider takes. */
const TAKING_MS = 30_000;
/** How long a request waits: longer than a claim lasts, so that a claim that is never settled delays it no longer. */
const WAITING_MS = 40_000;
/** The most successors that are valid, and the most used tokens that are recognised. */
const MAX_KNOWN = 512;
const SLOWER_MS = 5_000;
const TOLERANCE_MS = 500;
