/**
 * @typedef {{
 *   key: string, url: string, status: number, headers: [string, string][], body: Buffer, stored: number, expires: number,
 * }} Entry `stored`, `expires`: milliseconds since 1970.
 */

/** What the edge's isolates have put into the cache that they share. */
export class EdgeCache {
  #url;

  constructor(url) {
    this.#url = url;
  }

  /**
   * Every entry, the expired ones among them.
   *
   * @returns {Promise<Entry[]>}
   */
  entries() {
    return this.#call();
  }

  /** Has the cache hold these entries and no others: those of `entries`, changed as a test likes. */
  replace(entries) {
    const body = entries.map((entry) => ({ ...entry, body: Buffer.from(entry.body).toString("base64") }));
    return this.#call({ method: "PUT", body: JSON.stringify(body) });
  }

  /** Forgets all. */
  clear() {
    return this.#call({ method: "DELETE" });
  }

  async #call(options) {
    const response = await fetch(this.#url, options);
    if (!response.ok) throw new Error(`the cache: ${response.status}`);
    return (await response.json()).map((entry) => ({ ...entry, body: Buffer.from(entry.body, "base64") }));
  }
}
