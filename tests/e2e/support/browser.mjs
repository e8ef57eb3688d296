const REDIRECTS = 10;

/** The browser features that a sign-in needs: cookies, and redirects one at a time. */
export class Browser {
  #cookies = new Map();

  /** The `Cookie` header that it sends. */
  get cookie() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Opens a page; `location` in the result is the absolute redirect URL, if any. */
  async open(url, options = {}) {
    const response = await fetch(url, { ...options, redirect: "manual", headers: { cookie: this.cookie, ...options.headers } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    const location = response.headers.get("location");
    return {
      url,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: location && new URL(location, url).href,
    };
  }

  /** The redirect URL of a response that must have one. */
  async redirect(url, options) {
    const { location, status, text } = await this.open(url, options);
    if (!location) throw new Error(`${url}: ${status} ${text}`);
    return location;
  }

  /** Follows redirects, and returns the last page, or the address `stop` without opening it. */
  async follow(url, { stop, ...options } = {}) {
    let page = await this.open(url, options);
    for (let count = 0; page.location && count < REDIRECTS; count++) {
      if (stop && page.location.startsWith(stop)) return { url: page.location };
      page = await this.open(page.location);
    }
    return page;
  }
}
