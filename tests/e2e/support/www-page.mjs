import assert from "node:assert/strict";

/** The lines that the AWS CLI and portals give keys in. */
export function exportLines({ accessKeyId, secretAccessKey, sessionToken, expiration }) {
  const lines = [`export AWS_ACCESS_KEY_ID=${accessKeyId}`, `export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`];
  if (sessionToken) lines.push(`export AWS_SESSION_TOKEN=${sessionToken}`);
  if (expiration) lines.push(`export AWS_CREDENTIAL_EXPIRATION=${expiration.toISOString()}`);
  return `${lines.join("\n")}\n`;
}

/** The browser client in a tab, used as people use it. It notes whatever should not happen: see `assertClean`. */
export class WwwPage {
  #edge;
  #allowed;
  /** What the console said of errors, and what was asked of others. */
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
      // Refusals that a test causes are logged by the browser itself.
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

  /** Opens the page at an address behind its `#`. */
  go(hash) {
    return this.tab.goto(`${this.#edge.url}/#${hash}`);
  }

  /** Signs in with keys, in the form that they are pasted in. */
  async signIn(credentials, { keepInTab = false } = {}) {
    await this.paste(typeof credentials === "string" ? credentials : exportLines(credentials));
    if (keepInTab) await this.tab.getByLabel("Keep me signed in").check();
    await this.tab.getByRole("button", { name: "Use these keys" }).click();
  }

  /** Puts a text where keys belong. */
  paste(text) {
    return this.tab.getByLabel("Keys", { exact: true }).fill(text);
  }

  /** Clones what the page is at, and waits until it is there. */
  async clone() {
    await this.tab.getByRole("button", { name: "Clone here" }).click();
    await this.tab.getByRole("navigation", { name: "Repository", exact: true }).waitFor();
  }

  /** Goes to one of a repository's views: Files, History, … */
  view(name) {
    return this.tab.getByRole("navigation", { name: "Repository", exact: true }).getByRole("link", { name }).click();
  }

  /** Opens a file of the folder that is shown. */
  openFile(name) {
    return this.tab.getByRole("table", { name: "Files" }).getByRole("link", { name, exact: true }).click();
  }

  /** Writes into the editor, at the end of the text. */
  async write(text) {
    await this.tab.locator(".cm-content").click();
    await this.tab.keyboard.press("Control+End");
    await this.tab.keyboard.insertText(text);
    await this.tab.getByText("Saved in this browser, not committed").waitFor();
  }

  /** Commits all that is changed. */
  async commit(message, { name = "Carol", email = "carol@example.com" } = {}) {
    await this.view("Changes");
    await this.tab.getByLabel("Message").fill(message);
    await this.tab.getByLabel("Your name").fill(name);
    await this.tab.getByLabel("Your e-mail").fill(email);
    await this.tab.getByRole("button", { name: /^Commit / }).click();
    await this.tab.getByRole("heading", { name: message }).waitFor();
  }

  /** Pushes, and waits until the page says that it is done. */
  async push() {
    await this.tab.getByRole("button", { name: "Push" }).click();
    await this.tab.getByText("Pushed.").waitFor();
  }

  /** Says yes to the next question, which has to be this: its text, or `beforeunload`. */
  accept(question) {
    this.#answer(question, (dialog) => dialog.accept());
  }

  /** Says no to it. */
  dismiss(question) {
    this.#answer(question, (dialog) => dialog.dismiss());
  }

  #answer(question, answer) {
    this.tab.once("dialog", (dialog) => {
      if (![dialog.type(), dialog.message()].includes(question)) this.faults.push(`asked: ${dialog.message()}`);
      return answer(dialog);
    });
  }

  /** Opens a file of the root in the editor, and returns its text. */
  async edit(name) {
    await this.view("Files");
    await this.openFile(name);
    await this.tab.getByRole("link", { name: "Edit" }).click();
    return this.tab.locator(".cm-content").innerText();
  }

  /** The problem that is shown, once there is one. */
  problem() {
    return this.tab.getByRole("alert").innerText();
  }

  /** The databases of clones in this browser. */
  async databases() {
    const names = await this.tab.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    return names.filter((name) => name.startsWith("git:")).sort();
  }

  /** All that could show a secret: the document, what it keeps, and where it is. */
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

  /** The addresses that the tab's history has, and those that led there, but for where a login began: that one names its state. */
  async visited() {
    const devTools = await this.tab.context().newCDPSession(this.tab);
    const { entries } = await devTools.send("Page.getNavigationHistory");
    await devTools.detach();
    return entries.flatMap(({ url, userTypedURL }) => [url, userTypedURL]).filter((url) => !url.startsWith(`${this.#edge.url}/oauth/authorize?`));
  }

  /** Fails where one of these texts can be seen anywhere: in the document, its storage, the history, the console. */
  async assertHidden(...secrets) {
    const places = { page: await this.exposed(), history: await this.visited(), console: this.logged };
    for (const [place, seen] of Object.entries(places)) {
      for (const secret of secrets) assert.ok(!JSON.stringify(seen).includes(secret), `${place}: ${JSON.stringify(seen)} has ${secret}`);
    }
  }

  /** Nothing was blocked, nothing failed unseen, and nobody else was asked for anything. */
  assertClean() {
    assert.deepEqual(this.faults, []);
  }

  async close() {
    await this.tab.context().close();
  }
}
