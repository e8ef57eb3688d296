import { DurableObject } from "cloudflare:workers";

/**
 * One sign-in: its sealed state, and which tokens may take it. It can open nothing. Forgets everything when its time has come.
 *
 * A code is good once. A refresh token stays good until a successor of it has been used, since some helpers keep the one
 * that they have just used, and several git commands come with the same one at a time. Those get the same successor; one
 * that comes later gets another. Once a successor has been used, its predecessor and the other successors are in two hands
 * when they come, and end the sign-in.
 */
export class LoginStore extends DurableObject {
  /** Those that wait for the request that has taken it. */
  #waiting = new Set();

  /**
   * Begins it, unless there is one.
   *
   * @param {string | null} token the hash of the token that may take it
   * @param {Uint8Array} sealed
   * @param {number} until in milliseconds since 1970
   * @param {number} interval milliseconds between two attempts to take it before it was approved; 0: it needs no approval
   * @returns {Promise<boolean>} whether there was none
   */
  async open(token, sealed, until, interval) {
    if (await this.#read()) return false;
    const phase = interval > 0 ? "pending" : "open";
    await this.#keep({ ...NEW, token, sealed, until, interval, phase });
    return true;
  }

  /**
   * Takes it with a token that is good once.
   *
   * @param {string} token its hash
   * @returns {Promise<{ outcome: "busy" | "claimed" | "denied" | "ended" | "expired" | "pending" | "replayed" | "slow_down" | "unknown",
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
   * Takes it with a refresh token. Waits while another request has it.
   *
   * @param {string} token its hash
   * @returns {Promise<{ outcome: "busy" | "claimed" | "ended" | "expired" | "renewed" | "replayed" | "unknown",
   *   sealed?: Uint8Array, until?: number }>} `renewed`: another request has just renewed it with the same token, and this
   *   one gets what that one got.
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
   * Goes on after it was taken with a token that is good once.
   *
   * @param {string | null} token the hash of the token that may take it next
   * @returns {Promise<boolean>} whether it had not ended in between
   */
  async settle(token, sealed, until) {
    const login = await this.#read();
    if (login?.phase !== "open") return false;
    await this.#keep({ ...login, token, sealed, until, takenAt: 0 });
    return true;
  }

  /**
   * Goes on after it was taken with a refresh token.
   *
   * @param {string} token its hash
   * @param {string | null} next the hash of a new successor; null if no successor is issued
   * @param {number} freshUntil up to when those that come with the same token get what this request gets
   * @returns {Promise<boolean>} whether it had not ended in between
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

  /** Gives it back as it was, after it was taken with a refresh token. */
  async release() {
    const login = await this.#read();
    if (login?.phase === "open") await this.#keep({ ...login, takenAt: 0 });
  }

  /** @returns {Promise<Uint8Array | undefined>} its state, unless it has ended or was decided on */
  async peek() {
    const login = await this.#read();
    return login && (login.phase === "pending" || login.interval === 0) ? (login.sealed ?? undefined) : undefined;
  }

  /**
   * Decides on what waits for approval.
   *
   * @param {Uint8Array | null} sealed what is approved; nothing where it is denied
   * @returns {Promise<boolean>} whether it has waited
   */
  async decide(sealed) {
    const login = await this.#read();
    if (login?.phase !== "pending") return false;
    await this.#keep({ ...login, sealed, phase: sealed ? "open" : "denied" });
    return true;
  }

  /**
   * Ends it.
   *
   * @param {string | null} token the hash of a token that takes it, or did; nothing where the caller need not have one
   * @returns {Promise<number | undefined>} until when its sessions could have lasted, where it has ended
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

  /** Waits until the request that has taken it is done, or for some time. */
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

  /** A device that asks too often is told to wait longer (RFC 8628, 3.5). */
  async #wait(login) {
    const now = Date.now();
    // A clock and a network are not exact.
    const hurried = now - login.polledAt < login.interval - TOLERANCE_MS;
    const interval = login.interval + (hurried ? SLOWER_MS : 0);
    await this.#keep({ ...login, polledAt: now, interval });
    return hurried ? "slow_down" : "pending";
  }
}

/** Whether a refresh token is one that takes it. */
function mayTake(login, token) {
  return token === login.token || login.next.includes(token);
}

/** Whether a request has it, and is about to go on with it. */
function isTaken({ phase, takenAt }) {
  return phase === "open" && Date.now() - takenAt < TAKING_MS;
}

/** `token` may take it, and so may its successors in `next`; those in `used` may no longer. */
const NEW = { token: null, next: [], used: [], freshUntil: 0, takenAt: 0, polledAt: 0 };
/** Longer than it takes to ask the identity provider. */
const TAKING_MS = 30_000;
/** Longer than that: a request that has it and never comes back holds the others up no further. */
const WAITING_MS = 40_000;
/** How many successors of a token are good, and how many tokens that are no longer good are known again. */
const MAX_KNOWN = 512;
const SLOWER_MS = 5_000;
const TOLERANCE_MS = 500;
