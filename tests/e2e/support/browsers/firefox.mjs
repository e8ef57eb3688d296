import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { Bidi } from "./bidi.mjs";
import { browserDirectory, Context, ended } from "./context.mjs";
import { Driver, Tab } from "./tab.mjs";

const EVENTS = ["browsingContext.downloadEnd", "browsingContext.userPromptOpened", "log.entryAdded", "network.beforeRequestSent"];

/** Headless Firefox, with the part of Playwright's `Browser` that the tests use. Each context has its own profile. */
export class Firefox {
  #files;
  #process;
  #bidi;
  #contexts = 0;

  constructor(parts) {
    [this.#files, this.#process, this.#bidi] = parts;
  }

  static async start() {
    const files = browserDirectory("firefox");
    const args = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", files.directory];
    const child = spawn(process.env.FIREFOX ?? "firefox-esr", args, { env: { ...process.env, HOME: files.directory }, stdio: ["ignore", "ignore", "pipe"] });
    const bidi = await Bidi.connect(`${await addressOf(child)}/session`);
    await bidi.send("session.new", { capabilities: { alwaysMatch: { unhandledPromptBehavior: { default: "ignore" } } } });
    await bidi.send("session.subscribe", { events: EVENTS });
    return new Firefox([files, child, bidi]);
  }

  async newContext({ viewport } = {}) {
    const { userContext } = await this.#bidi.send("browser.createUserContext");
    const directory = join(this.#files.directory, `downloads-${++this.#contexts}`);
    mkdirSync(directory);
    await this.#bidi.send("browser.setDownloadBehavior", { userContexts: [userContext], downloadBehavior: { type: "allowed", destinationFolder: directory } });
    return new FirefoxContext(directory, { bidi: this.#bidi, userContext, viewport });
  }

  async close() {
    await ended(this.#process, () => this.#bidi.send("browser.close"));
    this.#files.remove();
  }
}

/** The address that Firefox prints once it listens. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let printed = "";
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`Firefox has not started: ${printed}`)));
    child.stderr.setEncoding("utf8").on("data", (text) => {
      printed += text;
      const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(printed) ?? [];
      if (address) resolve(address);
    });
  });
}

class FirefoxContext extends Context {
  #parts;
  #pages = 0;

  constructor(directory, parts) {
    super(directory);
    this.#parts = parts;
  }

  async newPage() {
    const { bidi, userContext, viewport } = this.#parts;
    // In a window of its own each page is in the foreground, where it is drawn.
    const { context } = await bidi.send("browsingContext.create", { type: this.#pages++ === 0 ? "tab" : "window", userContext });
    if (viewport) await bidi.send("browsingContext.setViewport", { context, viewport });
    bidi.on("network.beforeRequestSent", ({ context: from, request }) => {
      if (from === context) this.requested(request.url, Object.fromEntries(request.headers.map(({ name, value }) => [name, value.value])));
    });
    return new Tab(new BidiDriver(bidi, context), this);
  }

  close() {
    const { bidi, userContext } = this.#parts;
    return bidi.send("browser.removeUserContext", { userContext });
  }
}

/** Drives a tab by WebDriver BiDi. */
class BidiDriver extends Driver {
  #bidi;
  #context;

  constructor(bidi, context) {
    super();
    this.#bidi = bidi;
    this.#context = context;
    bidi.on("browsingContext.userPromptOpened", ({ context: from, type, message }) => {
      if (from === context) this.dialog(type, message, (accept) => this.#send("browsingContext.handleUserPrompt", { accept }));
    });
    bidi.on("browsingContext.downloadEnd", ({ context: from, status, filepath }) => {
      if (from === context) this.emit("downloadEnd", { status, filepath });
    });
    bidi.on("log.entryAdded", ({ source, type, level, text }) => {
      if (source.context !== context) return;
      if (type === "javascript" && level === "error") this.emit("pageerror", new Error(text));
      else this.log(level, text ?? "");
    });
  }

  #send(method, params) {
    return this.#bidi.send(method, { context: this.#context, ...params });
  }

  navigate(url) {
    return this.#send("browsingContext.navigate", { url, wait: "complete" });
  }

  reload() {
    return this.#send("browsingContext.reload", { wait: "complete" });
  }

  back() {
    return this.#send("browsingContext.traverseHistory", { delta: -1 });
  }

  async call(source, given) {
    const json = await this.#called(`async () => JSON.stringify([await (${source})(...${JSON.stringify(given)})])`);
    return JSON.parse(json.value)[0] ?? undefined;
  }

  async #called(functionDeclaration) {
    const target = { context: this.#context };
    const { result, exceptionDetails } = await this.#bidi.send("script.callFunction", { target, functionDeclaration, awaitPromise: true, userActivation: false });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result;
  }

  perform(actions) {
    return this.#send("input.performActions", { actions });
  }

  async setFile(source, given, path) {
    const { sharedId } = await this.#called(`() => (${source})(...${JSON.stringify(given)})`);
    await this.#send("input.setFiles", { element: { sharedId }, files: [path] });
  }

  /** @returns {Promise<string>} the path of the next completed download */
  async downloaded({ timeout }) {
    const [{ status, filepath }] = await once(this, "downloadEnd", { signal: AbortSignal.timeout(timeout) });
    if (status !== "complete") throw new Error(`the download has ended as ${status}`);
    return filepath;
  }

  async screenshot() {
    const { data } = await this.#send("browsingContext.captureScreenshot", {});
    return Buffer.from(data, "base64");
  }
}
