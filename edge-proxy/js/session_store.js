import { DurableObject } from "cloudflare:workers";

/**
 * The stored part of one session: its sealed state, which it cannot open, and whether the session is revoked. It
 * deletes both when the later of their times has passed.
 */
export class SessionStore extends DurableObject {
  /**
   * Stores the state, unless the session is revoked.
   *
   * @param {ArrayBuffer | Uint8Array} state sealed
   * @param {number} expiresAt in milliseconds since 1970
   */
  async put(state, expiresAt) {
    const { storage } = this.ctx;
    if (await storage.get("revoked")) return;
    await storage.put("state", new Uint8Array(state));
    await this.#keepUntil(expiresAt);
  }

  /** @returns {Promise<{ state: ArrayBuffer | null, revoked: boolean }>} */
  async read() {
    const stored = await this.ctx.storage.get(["state", "revoked"]);
    return { state: stored.get("state")?.buffer ?? null, revoked: stored.has("revoked") };
  }

  /**
   * Deletes the state, and records that the session is revoked.
   *
   * @param {number} until when the session's tokens will have expired, in milliseconds since 1970
   */
  async revoke(until) {
    const { storage } = this.ctx;
    await storage.delete("state");
    await storage.put("revoked", true);
    await this.#keepUntil(until);
  }

  async alarm() {
    await this.ctx.storage.deleteAll();
  }

  async #keepUntil(time) {
    const { storage } = this.ctx;
    await storage.setAlarm(Math.max(time, (await storage.getAlarm()) ?? 0));
  }
}
