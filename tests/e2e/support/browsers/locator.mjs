import { eventually } from "../eventually.mjs";

/** Up to here a text is typed; a longer one is pasted. */
const MOST_KEYS = 100;

/** What `getBy…` looks for, as data. */
function wanted(text, exact = false) {
  if (text === undefined) return undefined;
  return text instanceof RegExp ? { pattern: text.source, flags: text.flags } : { text, exact };
}

/** The ways to find elements that a tab and a locator share, named as in Playwright. */
export class Finder {
  /** @returns {Locator} */
  step(_step) {
    throw new Error("to be overridden");
  }

  getByRole(role, { name, exact } = {}) {
    return this.step({ by: "role", role, name: wanted(name, exact) });
  }

  getByLabel(text, { exact } = {}) {
    return this.step({ by: "label", text: wanted(text, exact) });
  }

  getByText(text, { exact } = {}) {
    return this.step({ by: "text", text: wanted(text, exact) });
  }

  locator(selector) {
    return this.step({ by: "css", selector });
  }
}

/** An element that may not be there yet, as Playwright's `Locator`: every action waits for it. */
export class Locator extends Finder {
  #tab;
  #steps;

  constructor(tab, steps) {
    super();
    this.#tab = tab;
    this.#steps = steps;
  }

  step(step) {
    return new Locator(this.#tab, [...this.#steps, step]);
  }

  filter({ hasText }) {
    return this.step({ by: "filter", text: wanted(hasText) });
  }

  nth(index) {
    return this.step({ by: "nth", index });
  }

  first() {
    return this.nth(0);
  }

  last() {
    return this.nth(-1);
  }

  async count() {
    return (await this.#tab.inPage("ask", this.#steps, "isVisible")).count;
  }

  async all() {
    return Array.from({ length: await this.count() }, (_, index) => this.nth(index));
  }

  allInnerTexts() {
    return this.#tab.inPage("texts", this.#steps);
  }

  /** Asks until there is one element, and `enough` accepts its answer. */
  async #ask(question, { given = [], enough = (answer) => !answer?.not, timeout = this.#tab.timeout } = {}) {
    let last;
    const what = () => `${question} ${JSON.stringify(given)} of ${JSON.stringify(this.#steps)}: ${JSON.stringify(last)}`;
    const answered = await eventually("an answer", async () => {
      last = await this.#tab.inPage("ask", this.#steps, question, ...given).catch((error) => ({ count: 0, error: error.message }));
      if (last.count > 1) throw new Error(`more than one element: ${what()}`);
      return last.count === 1 && enough(last.answer);
    }, timeout).catch((error) => {
      throw new Error(`${what()}; ${error.message}`);
    });
    return answered && last.answer;
  }

  /** @param {{ state?: "visible" | "attached" | "detached", timeout?: number }} [options] */
  async waitFor({ state = "visible", timeout = this.#tab.timeout } = {}) {
    if (state === "visible") return void (await this.#ask("isVisible", { enough: Boolean, timeout }));
    if (state === "attached") return void (await this.#ask("isVisible", { enough: () => true, timeout }));
    const gone = async () => (await this.count().catch(() => 1)) === 0;
    await eventually(`nothing is at ${JSON.stringify(this.#steps)}`, gone, timeout);
  }

  async click() {
    // What the page shows may move between the question and the click, which then does nothing: see in-page.js.
    do await this.#tab.mouse.click(await this.#ask("pointOf"));
    while (await this.#tab.inPage("hasMissed"));
  }

  async check() {
    if (!(await this.isChecked())) await this.click();
    await this.#ask("isChecked", { enough: Boolean });
  }

  async fill(text) {
    const { keyboard } = this.#tab;
    const pasted = text.length > MOST_KEYS;
    if (pasted) await this.#tab.copy(text);
    await this.select();
    if (pasted) await keyboard.press("Control+v");
    else await (text === "" ? keyboard.press("Delete") : keyboard.insertText(text));
  }

  /** Puts the caret into a field, with all of its text selected. */
  async select() {
    await this.#ask("select");
  }

  async press(key) {
    await this.focus();
    await this.#tab.keyboard.press(key);
  }

  async focus() {
    await this.#ask("focus", { enough: () => true });
  }

  async selectOption(option) {
    await this.#ask("choose", { given: [option] });
  }

  /** @param {{ name: string, buffer: Buffer }} file */
  async setInputFiles(file) {
    await this.#ask("isDisabled", { enough: (disabled) => !disabled });
    await this.#tab.setFile(this.#steps, file);
  }

  isVisible() {
    return this.#tab.inPage("ask", this.#steps, "isVisible").then(({ answer }) => answer === true);
  }

  isDisabled() {
    return this.#ask("isDisabled", { enough: () => true });
  }

  isChecked() {
    return this.#ask("isChecked", { enough: () => true });
  }

  innerText() {
    return this.#ask("innerText", { enough: () => true });
  }

  textContent() {
    return this.#ask("textContent", { enough: () => true });
  }

  inputValue() {
    return this.#ask("inputValue", { enough: () => true });
  }

  getAttribute(name) {
    return this.#ask("attribute", { given: [name], enough: () => true });
  }
}
