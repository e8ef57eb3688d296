/**
 * @typedef {{
 *   key: string, url: string, status: number, headers: [string, string][], body: Buffer, stored: number, expires: number,
 * }} Entry `stored`, `expires`: milliseconds since 1970.
 */

/** The entries that the edge's isolates have put into their shared cache. */
export class EdgeCache {
  #url;

  constructor(url) {
    this.#url = url;
  }

  /**
   * Every entry, including expired ones.
   *
   * @returns {Promise<Entry[]>}
   */
  entries() {
    return this.#call();
  }

  /** Replaces the cache's contents with these entries, which a test may have changed. */
  replace(entries) {
    const body = entries.map((entry) => ({ ...entry, body: Buffer.from(entry.body).toString("base64") }));
    return this.#call({ method: "PUT", body: JSON.stringify(body) });
  }

  /** Empties the cache. */
  clear() {
    return this.#call({ method: "DELETE" });
  }

  async #call(options) {
    const response = await fetch(this.#url, options);
    if (!response.ok) throw new Error(`the cache: ${response.status}`);
    return (await response.json()).map((entry) => ({ ...entry, body: Buffer.from(entry.body, "base64") }));
  }
}
