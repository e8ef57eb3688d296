/** The keys that WebDriver names by code points: https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS = { Control: "\uE009", Shift: "\uE008", Alt: "\uE00A", Enter: "\uE007", Escape: "\uE00C", Tab: "\uE004", Delete: "\uE017", End: "\uE010", Home: "\uE011", ArrowRight: "\uE014" };
/** A keyboard as Playwright's, for the actions of WebDriver. */
export class Keyboard {
  #tab;

  constructor(tab) {
    this.#tab = tab;
  }

  /** @param {string} keys `Control+End` */
  press(keys) {
    const values = keys.split("+").map((key) => KEYS[key] ?? key);
    return this.#perform([...values.map((value) => ({ type: "keyDown", value })), ...values.toReversed().map((value) => ({ type: "keyUp", value }))]);
  }

  /** Types a text. */
  insertText(text) {
    const keys = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => (segment === "\n" ? KEYS.Enter : segment));
    return this.#perform(keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]));
  }

  #perform(actions) {
    return this.#tab.perform([{ type: "key", id: "keyboard", actions }]);
  }
}

/** A mouse for the actions of WebDriver. */
export class Mouse {
  #tab;

  constructor(tab) {
    this.#tab = tab;
  }

  click({ x, y }) {
    const actions = [{ type: "pointerMove", x, y, duration: 0 }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    return this.#tab.perform([{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }]);
  }
}
