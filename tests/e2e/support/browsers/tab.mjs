import { EventEmitter, once } from "node:events";
import { copyFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { eventually } from "../eventually.mjs";
import { Keyboard, Mouse } from "./input.mjs";
import { Finder, Locator } from "./locator.mjs";

/** Where the page keeps in-page.js, out of the way of its own names. */
const KEY = "codecommit-edge.tests";
const CALL = `async (key, name, given) => {
  const inPage = globalThis[Symbol.for(key)];
  return inPage ? { result: await inPage[name](...given), noticed: inPage.noticed() } : { missing: true };
}`;
const ELEMENT = "(key, steps) => globalThis[Symbol.for(key)].element(steps)";

let installer;

/** The source of a function that puts in-page.js into a page. */
async function installation() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("in-page.js", import.meta.url))],
    bundle: true,
    format: "iife",
    globalName: "inPage",
    write: false,
  });
  return `(key) => { ${outputFiles[0].text}; Object.defineProperty(globalThis, Symbol.for(key), { value: inPage }); }`;
}

/**
 * A tab with the part of Playwright's `Page` that the journeys use, for any browser with a driver:
 * `navigate`, `reload`, `back`, `call`, `perform`, `setFile`, `downloaded`, `screenshot` and the events `dialog`, `console`, `pageerror`; or it is
 * `silent`, and the page is asked for all but dialogs.
 */
export class Tab extends Finder {
  #driver;
  #context;
  mouse = new Mouse(this);
  keyboard = new Keyboard(this);

  /** @param {{ directory: string, timeout: number, close(): Promise<void> }} context `directory` gets the downloads */
  constructor(driver, context) {
    super();
    this.#driver = driver;
    this.#context = context;
    // As in Playwright, a dialog that no test expects is dismissed.
    driver.on("dialog", (dialog) => void (driver.listenerCount("dialog") === 1 && dialog.dismiss()));
  }

  step(step) {
    return new Locator(this, [step]);
  }

  context() {
    return this.#context;
  }

  get timeout() {
    return this.#context.timeout;
  }

  on(event, listener) {
    this.#driver.on(event, listener);
  }

  once(event, listener) {
    this.#driver.once(event, listener);
  }

  async goto(url) {
    await this.#driver.navigate(url);
    if (this.#driver.silent) await this.inPage("watch");
  }

  reload() {
    return this.#driver.reload();
  }

  goBack() {
    return this.#driver.back();
  }

  async waitForURL(url) {
    await eventually(`the address is ${url}`, () => this.evaluate(() => location.href).then((href) => href === url, () => false), this.timeout);
  }

  /** Calls a function in the page. Arguments and results are JSON. */
  evaluate(source, ...given) {
    return this.#driver.call(String(source), given);
  }

  /** Waits until a function in the page returns something truthy. */
  async waitForFunction(source, ...given) {
    await eventually(String(source), () => this.evaluate(source, ...given), this.timeout);
  }

  /** Calls a function of in-page.js. */
  async inPage(name, ...given) {
    const { missing, result, noticed } = await this.#driver.call(CALL, [KEY, name, given]);
    if (!missing) {
      for (const each of noticed) this.#driver.notice(each);
      return result;
    }
    await this.#driver.call(await (installer ??= installation()), [KEY]);
    if (this.#driver.silent) await this.inPage("watch");
    return this.inPage(name, ...given);
  }

  /** Performs WebDriver's actions. */
  perform(actions) {
    return this.#driver.perform(actions);
  }

  /** Copies a text to the clipboard, from a field that is there only for this. */
  async copy(text) {
    await this.evaluate((value) => document.body.append(Object.assign(document.createElement("textarea"), { id: "copied", value })), text);
    await this.locator("#copied").select();
    await this.keyboard.press("Control+c");
    await this.evaluate(() => document.querySelector("#copied").remove());
  }

  async setFile(steps, { name, buffer }) {
    const path = join(this.#context.directory, name);
    writeFileSync(path, buffer);
    await this.#driver.setFile(ELEMENT, [KEY, steps], path);
  }

  /** @param {"download" | "dialog"} event a completed download */
  async waitForEvent(event) {
    if (event !== "download") return (await once(this.#driver, event))[0];
    const path = await this.#driver.downloaded(this.#context);
    return { suggestedFilename: () => basename(path), path: () => path, saveAs: (target) => copyFileSync(path, target) };
  }

  /** @param {{ path: string }} options where to write a PNG file */
  async screenshot({ path }) {
    writeFileSync(path, await this.#driver.screenshot());
  }
}

/** The events of a browser's tab, and what is common to all drivers. */
export class Driver extends EventEmitter {
  /** @param {(accept: boolean) => Promise<void>} answer */
  dialog(type, message, answer) {
    this.emit("dialog", { type: () => type, message: () => message, accept: () => answer(true), dismiss: () => answer(false) });
  }

  log(type, text) {
    this.emit("console", { type: () => type, text: () => text });
  }

  /** Emits what the page noticed: see in-page.js. */
  notice({ error, logged, requested }) {
    if (error !== undefined) this.emit("pageerror", new Error(error));
    else if (logged !== undefined) this.log("error", logged);
    else this.emit("request", requested);
  }
}
