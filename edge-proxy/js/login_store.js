import { DurableObject } from "cloudflare:workers";

/**
 * What is kept of one sign-in: its sealed state, and which token may take it next. Each token takes it once, however many
 * come with it at a time; one that comes again ends it. It can open nothing. Forgets all when its time has come.
 */
export class LoginStore extends DurableObject {
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
    await this.#keep({ token, used: [], sealed, until, interval, takenAt: 0, polledAt: 0, phase: interval > 0 ? "pending" : "open" });
    return true;
  }

  /**
   * Takes it.
   *
   * @param {string} token the hash of the token
   * @returns {Promise<{ outcome: "busy" | "claimed" | "denied" | "ended" | "expired" | "pending" | "replayed" | "slow_down" | "unknown",
   *   sealed?: Uint8Array, until?: number }>}
   */
  async claim(token) {
    const login = await this.#read();
    if (!login) return { outcome: "expired" };
    // Two helpers that begin at the same time have one token, and one of them is about to get the next.
    const isTaking = login.phase === "open" && Date.now() - login.takenAt < TAKING_MS;
    if (isTaking && login.used.at(-1) === token) return { outcome: "busy" };
    if (login.used.includes(token)) {
      await this.#keep({ ...login, sealed: null, token: null, phase: "ended" });
      return { outcome: "replayed", sealed: login.sealed, until: login.until };
    }
    if (login.token !== token) return { outcome: login.phase === "ended" ? "ended" : "unknown" };
    if (login.phase === "pending") return { outcome: await this.#wait(login) };
    if (login.phase !== "open") return { outcome: login.phase };
    await this.#keep({ ...login, token: null, used: [...login.used, token], takenAt: Date.now() });
    return { outcome: "claimed", sealed: login.sealed, until: login.until };
  }

  /**
   * Goes on after it was taken.
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

  /** Gives it back as it was, to the token that has taken it last. */
  async release(token) {
    const login = await this.#read();
    if (login?.phase !== "open" || login.token !== null || login.used.at(-1) !== token) return;
    await this.#keep({ ...login, token, used: login.used.slice(0, -1), takenAt: 0 });
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
    if (!login || (token !== null && login.token !== token && !login.used.includes(token))) return undefined;
    await this.#keep({ ...login, sealed: null, token: null, phase: "ended" });
    return login.until;
  }

  async alarm() {
    await this.ctx.storage.deleteAll();
  }

  async #read() {
    const login = await this.ctx.storage.get("login");
    return login && login.until > Date.now() ? login : undefined;
  }

  async #keep(login) {
    const { storage } = this.ctx;
    await storage.put("login", { ...login, used: login.used.slice(-MAX_USED) });
    await storage.setAlarm(login.until);
  }

  /** Who asks too often is asked to wait longer (RFC 8628, 3.5). */
  async #wait(login) {
    const now = Date.now();
    // A clock and a network are not exact.
    const hurried = now - login.polledAt < login.interval - TOLERANCE_MS;
    const interval = login.interval + (hurried ? SLOWER_MS : 0);
    await this.#keep({ ...login, polledAt: now, interval });
    return hurried ? "slow_down" : "pending";
  }
}

/** Longer than it takes to ask the identity provider. */
const TAKING_MS = 30_000;
/** How many tokens that were used are known again. */
const MAX_USED = 512;
const SLOWER_MS = 5_000;
const TOLERANCE_MS = 500;
