import { nextDownload } from "./download-directory.mjs";
import { Driver } from "./tab.mjs";

/** The key of an element's reference: https://www.w3.org/TR/webdriver2/#elements */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Drives a browser by W3C WebDriver (https://www.w3.org/TR/webdriver2/). */
export class ClassicDriver extends Driver {
  #session;
  #window;
  /** W3C WebDriver has no events, so the page itself is asked what happens in it. */
  silent = true;

  /** @param {{ url: string, current: string }} session `current`: the window that gets its commands */
  constructor(session, window) {
    super();
    this.#session = session;
    this.#window = window;
  }

  static async start(server) {
    const capabilities = { alwaysMatch: { unhandledPromptBehavior: "ignore" } };
    const { sessionId } = await request("POST", `${server}/session`, { capabilities });
    const url = `${server}/session/${sessionId}`;
    const current = await request("GET", `${url}/window`);
    return new ClassicDriver({ url, current }, current);
  }

  /** Drives another window of the same browser. */
  async newWindow() {
    const { handle } = await this.#send("POST", "window/new", { type: "window" });
    return new ClassicDriver(this.#session, handle);
  }

  /** Sends a command. A dialog that is open is answered first, because it blocks all others. */
  async #send(method, command, body) {
    for (;;) {
      try {
        await this.#enter();
        return await request(method, `${this.#session.url}/${command}`, body);
      } catch (error) {
        if (error.code !== "unexpected alert open") throw error;
        await this.#answer();
      }
    }
  }

  /** Makes this driver's window the one that gets the session's commands. */
  async #enter() {
    if (this.#session.current === this.#window) return;
    await request("POST", `${this.#session.url}/window`, { handle: this.#window });
    this.#session.current = this.#window;
  }

  /** Lets the listeners answer a dialog, if one is open. */
  async #answer() {
    let message;
    try {
      message = await request("GET", `${this.#session.url}/alert/text`);
    } catch (error) {
      if (error.code === "no such alert") return;
      throw error;
    }
    let answered;
    this.dialog("confirm", message, (accept) => (answered = request("POST", `${this.#session.url}/alert/${accept ? "accept" : "dismiss"}`, {})));
    await answered;
  }

  async resize({ width, height }) {
    await this.#send("POST", "window/rect", { width, height });
    const inner = await this.call("() => [innerWidth, innerHeight]", []);
    // The window's frame.
    await this.#send("POST", "window/rect", { width: 2 * width - inner[0], height: 2 * height - inner[1] });
  }

  navigate(url) {
    return this.#send("POST", "url", { url });
  }

  reload() {
    return this.#send("POST", "refresh", {});
  }

  back() {
    return this.#send("POST", "back", {});
  }

  async call(source, given) {
    const script = `return (async () => JSON.stringify([await (${source})(...${JSON.stringify(given)})]))()`;
    return JSON.parse(await this.#send("POST", "execute/sync", { script, args: [] }))[0] ?? undefined;
  }

  async perform(actions) {
    await this.#send("POST", "actions", { actions });
    await this.#answer();
  }

  async setFile(source, given, path) {
    const found = await this.#send("POST", "execute/sync", { script: `return (${source})(...${JSON.stringify(given)})`, args: [] });
    await this.#send("POST", `element/${found[ELEMENT]}/value`, { text: path });
  }

  /** @returns {Promise<string>} the path of the next completed download */
  downloaded({ directory }) {
    return nextDownload(directory);
  }

  async screenshot() {
    return Buffer.from(await this.#send("GET", "screenshot"), "base64");
  }

  close() {
    return this.#send("DELETE", "");
  }
}

async function request(method, url, body) {
  const response = await fetch(url.replace(/\/$/, ""), { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (!response.ok) throw Object.assign(new Error(`${method} ${url}: ${value.error}: ${value.message}`), { code: value.error });
  return value;
}
