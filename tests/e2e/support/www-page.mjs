import assert from "node:assert/strict";

import { eventually } from "./eventually.mjs";

/** How long to wait for a question of the page, on a busy machine. */
const PATIENCE_MS = 60_000;

/** The formats in which the AWS CLI and portals show keys. */
export function exportLines({ accessKeyId, secretAccessKey, sessionToken, expiration }) {
  const lines = [`export AWS_ACCESS_KEY_ID=${accessKeyId}`, `export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`];
  if (sessionToken) lines.push(`export AWS_SESSION_TOKEN=${sessionToken}`);
  if (expiration) lines.push(`export AWS_CREDENTIAL_EXPIRATION=${expiration.toISOString()}`);
  return `${lines.join("\n")}\n`;
}

/** The browser client in a tab, used as a user would. Records unexpected events: see `assertClean`. */
export class WwwPage {
  #edge;
  #allowed;
  /** The console's errors, and requests to other origins. */
  faults = [];
  /** Every request, as text: address, headers and body. */
  sent = [];
  /** Every line of the console. */
  logged = [];

  constructor(tab, { edge, allowed }) {
    this.tab = tab;
    this.#edge = edge;
    this.#allowed = allowed;
    tab.on("pageerror", (error) => this.faults.push(`error: ${error.message}`));
    tab.on("console", (message) => {
      this.logged.push(message.text());
      // The browser itself logs refusals that a test causes.
      if (message.type() === "error" && !/^Failed to load resource/.test(message.text())) this.faults.push(`console: ${message.text()}`);
    });
    tab.context().on("request", (request) => {
      const url = request.url();
      if (!/^(?:blob|data):/.test(url) && !this.#allowed.some((origin) => url.startsWith(`${origin}/`))) this.faults.push(`asked for ${url}`);
      this.sent.push(request.allHeaders().then(
        (headers) => JSON.stringify([url, headers, request.postDataBuffer()?.toString("latin1")]),
        () => url,
      ));
    });
  }

  /** Opens the page with this hash. */
  go(hash) {
    return this.tab.goto(`${this.#edge.url}/#${hash}`);
  }

  /** Signs in by pasting keys. */
  async signIn(credentials, { keepInTab = false } = {}) {
    await this.paste(typeof credentials === "string" ? credentials : exportLines(credentials));
    if (keepInTab) await this.tab.getByLabel("Keep me signed in").check();
    await this.tab.getByRole("button", { name: "Use these keys" }).click();
  }

  /** Pastes a text into the field for keys. */
  paste(text) {
    return this.tab.getByLabel("Keys", { exact: true }).fill(text);
  }

  /** Clones the current repository, and waits until it is there. */
  async clone() {
    await this.tab.getByRole("button", { name: "Clone here" }).click();
    await this.tab.getByRole("navigation", { name: "Repository", exact: true }).waitFor();
  }

  /** Opens one of a repository's views: Files, History, … */
  view(name) {
    return this.tab.getByRole("navigation", { name: "Repository", exact: true }).getByRole("link", { name }).click();
  }

  /** Opens a file in the current folder. */
  openFile(name) {
    return this.tab.getByRole("table", { name: "Files" }).getByRole("link", { name, exact: true }).click();
  }

  /** Appends to the text in the editor. */
  async write(text) {
    await this.tab.locator(".cm-content").click();
    await this.tab.keyboard.press("Control+End");
    await this.tab.keyboard.insertText(text);
    await this.tab.getByText("Saved in this browser, not committed").waitFor();
  }

  /** Commits all changes. */
  async commit(message, { name = "Carol", email = "carol@example.com" } = {}) {
    await this.view("Changes");
    await this.tab.getByLabel("Message").fill(message);
    await this.tab.getByLabel("Your name").fill(name);
    await this.tab.getByLabel("Your e-mail").fill(email);
    await this.tab.getByRole("button", { name: /^Commit / }).click();
    await this.tab.getByRole("heading", { name: message }).waitFor();
  }

  /** Pushes, and waits until the page confirms it. */
  async push() {
    await this.tab.getByRole("button", { name: "Push" }).click();
    await this.tab.getByText("Pushed.").waitFor();
  }

  /**
   * Accepts the next dialog, which must have this text or be `beforeunload`. Wait for the result where the page finds something
   * out before it asks, and nothing else shows that it has asked.
   */
  accept(question) {
    return this.#answer(question, (dialog) => dialog.accept());
  }

  /** Dismisses the next dialog, like `accept`. */
  dismiss(question) {
    return this.#answer(question, (dialog) => dialog.dismiss());
  }

  #answer(question, answer) {
    const answered = new Promise((resolve, reject) => {
      // So that a test that waits for a question that never comes fails by its name.
      const timer = setTimeout(() => reject(new Error(`not asked: ${question}`)), PATIENCE_MS).unref();
      this.tab.once("dialog", (dialog) => {
        clearTimeout(timer);
        if (![dialog.type(), dialog.message()].includes(question)) this.faults.push(`asked: ${dialog.message()}`);
        answer(dialog).then(resolve, reject);
      });
    });
    // Many tests don't wait for it, but for what follows.
    answered.catch(() => {});
    return answered;
  }

  /** Opens a file in the root folder in the editor, and returns its text. */
  async edit(name) {
    await this.view("Files");
    await this.openFile(name);
    await this.tab.getByRole("link", { name: "Edit" }).click();
    return this.tab.locator(".cm-content").innerText();
  }

  /** Waits for an error message, and returns it. */
  problem() {
    return this.tab.getByRole("alert").innerText();
  }

  /** The text on the clipboard, pasted as a user does. */
  async clipboard() {
    await this.tab.evaluate(() => document.body.append(Object.assign(document.createElement("textarea"), { id: "clipboard" })));
    const field = this.tab.locator("#clipboard");
    await field.click();
    await this.tab.keyboard.press("Control+v");
    const text = await eventually("the clipboard's text is pasted", () => field.inputValue());
    await this.tab.evaluate(() => document.querySelector("#clipboard").remove());
    return text;
  }

  /** The databases of clones in this browser. */
  async databases() {
    const names = await this.tab.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    return names.filter((name) => name.startsWith("git:")).sort();
  }

  /** Everything that could expose a secret: the document, its storage, and its address. */
  async exposed() {
    const seen = await this.tab.evaluate(() => ({
      html: document.documentElement.outerHTML,
      values: [...document.querySelectorAll("input, textarea")].map((field) => field.value),
      local: { ...localStorage },
      tab: { ...sessionStorage },
      address: location.href,
      name: window.name,
      state: JSON.stringify(history.state),
      cookie: document.cookie,
    }));
    return JSON.stringify(seen);
  }

  /** The contents of the browser's databases and caches, with bytes as Latin-1. */
  kept() {
    return this.tab.evaluate(async () => {
      const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
      const kept = [];
      for (const name of (await globalThis.caches?.keys()) ?? []) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) kept.push(request.url, await (await cache.match(request)).text());
      }
      for (const { name } of await indexedDB.databases()) {
        const database = await done(indexedDB.open(name));
        for (const store of database.objectStoreNames) kept.push(await done(database.transaction(store).objectStore(store).getAll()));
        database.close();
      }
      const latin1 = new TextDecoder("latin1");
      return JSON.stringify(kept, (_, value) => (value instanceof Uint8Array ? latin1.decode(value) : value instanceof Map ? [...value] : value));
    });
  }

  /** The addresses in the tab's history and those that led there, except where a login began: that address contains its state. */
  async visited() {
    // Only Chromium lists them all.
    if (!this.tab.context().newCDPSession) return this.tab.evaluate(() => globalThis.navigation?.entries().map(({ url }) => url) ?? [location.href]);
    const devTools = await this.tab.context().newCDPSession(this.tab);
    const { entries } = await devTools.send("Page.getNavigationHistory");
    await devTools.detach();
    return entries.flatMap(({ url, userTypedURL }) => [url, userTypedURL]).filter((url) => !url.startsWith(`${this.#edge.url}/oauth/authorize?`));
  }

  /** Fails if one of these texts is anywhere: in the document, its storage, the history, the console or the clones. */
  async assertHidden(...secrets) {
    const places = { page: await this.exposed(), history: await this.visited(), console: this.logged, databases: await this.kept() };
    for (const [place, seen] of Object.entries(places)) {
      for (const secret of secrets) assert.ok(!JSON.stringify(seen).includes(secret), `${place}: ${JSON.stringify(seen).slice(0, 100_000)} has ${secret}`);
    }
  }

  /** Asserts that nothing was blocked, no error was logged, and no other origin was contacted. */
  assertClean() {
    assert.deepEqual(this.faults, []);
  }

  async close() {
    await this.tab.context().close();
  }
}
