// Runs in the page: finds elements as users and screen readers do, and tells the tests about them.

import { computeAccessibleName, getRole, isDisabled, isInaccessible } from "dom-accessibility-api";

const normalized = (text) => (text ?? "").replace(/\s+/g, " ").trim();

/** Whether a text is the wanted one: `{ pattern, flags }`, or `{ text, exact }`, which ignores case unless it is exact. */
function matches(text, wanted) {
  if (wanted === undefined) return true;
  if (wanted.pattern !== undefined) return new RegExp(wanted.pattern, wanted.flags).test(normalized(text));
  if (wanted.exact) return normalized(text) === normalized(wanted.text);
  return normalized(text).toLowerCase().includes(normalized(wanted.text).toLowerCase());
}

/** The elements below `root`, as Playwright finds them: also in open shadow roots, after the others. */
function below(root, selector = "*") {
  const shadows = [root, ...root.querySelectorAll("*")].map(({ shadowRoot }) => shadowRoot).filter(Boolean);
  return [...root.querySelectorAll(selector), ...shadows.flatMap((shadow) => below(shadow, selector))];
}

function labelsOf(element) {
  const ids = element.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  const labels = ids.length > 0 ? ids.map((id) => document.getElementById(id)) : [...(element.labels ?? [])];
  return [...labels.map((label) => label?.textContent), element.getAttribute("aria-label")].filter((text) => text != null);
}

/** Each way to find elements below `root`. */
const FINDERS = {
  css: (root, { selector }) => below(root, selector),
  role: (root, { role, name }) =>
    below(root).filter((element) => getRole(element) === role && !isInaccessible(element) && matches(computeAccessibleName(element), name)),
  label: (root, { text }) => below(root).filter((element) => labelsOf(element).some((label) => matches(label, text))),
  // The innermost elements with the text.
  text: (root, { text }) =>
    below(root, "*:not(html, head, head *, body, script, style, noscript)").filter(
      (element) => matches(element.textContent, text) && ![...element.children].some((child) => matches(child.textContent, text)),
    ),
};

function find(steps) {
  let found = [document];
  for (const step of steps) {
    if (step.by === "nth") found = found.slice(step.index, step.index === -1 ? undefined : step.index + 1);
    else if (step.by === "filter") found = found.filter((element) => matches(element.textContent, step.text));
    else found = [...new Set(found.flatMap((root) => FINDERS[step.by](root, step)))];
  }
  return found;
}

function isVisible(element) {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && getComputedStyle(element).visibility === "visible" && element.checkVisibility();
}

/** Waits until the page has drawn what it has just rendered, and has moved the focus where it wants it. */
async function drawn() {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
}

let missed = false;

/** Stops the next click unless it hits the element, as when the page has moved it meanwhile. */
function aimAt(element) {
  missed = false;
  const types = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
  const stop = (event) => {
    missed ||= !belongs(element, event.composedPath()[0]);
    if (missed) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (event.type === "click") for (const type of types) removeEventListener(type, stop, true);
  };
  for (const type of types) addEventListener(type, stop, true);
}

export const hasMissed = () => missed;

const belongs = (element, hit) => element.contains(hit) || [...(element.labels ?? [])].some((label) => label.contains(hit));

/** Where to click an element: once it is visible, enabled, at rest and not covered. Otherwise, why not. */
async function pointOf(element) {
  if (!isVisible(element)) return { not: "visible" };
  if (isDisabled(element)) return { not: "enabled" };
  const before = element.getBoundingClientRect();
  await drawn();
  const after = element.getBoundingClientRect();
  if (["x", "y", "width", "height"].some((side) => before[side] !== after[side])) return { not: "at rest" };
  // A link that is broken over two lines is not in the middle of its bounding box.
  const [box = after] = element.getClientRects();
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const hit = element.getRootNode().elementFromPoint(x, y);
  if (hit && belongs(element, hit)) {
    aimAt(element);
    return { x, y };
  }
  element.scrollIntoView({ block: "center", behavior: "instant" });
  return { not: `uncovered: there is ${hit?.outerHTML.slice(0, 200) ?? "nothing"}` };
}

/** Puts the caret into a field, with all of its text selected. */
async function select(element) {
  await drawn();
  if (!isVisible(element)) return { not: "visible" };
  if (isDisabled(element) || element.readOnly) return { not: "editable" };
  element.focus();
  element.select();
  return { done: true };
}

function choose(element, wanted) {
  const option = [...element.options].find(({ value, label }) => value === wanted || label === wanted);
  if (!option) return { not: `offering ${wanted}` };
  element.value = option.value;
  for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true }));
  return { done: true };
}

/** What the tests ask of one element. */
const QUESTIONS = {
  pointOf,
  select,
  choose,
  isVisible,
  isDisabled: (element) => isDisabled(element),
  isChecked: (element) => element.checked,
  innerText: (element) => element.innerText,
  textContent: (element) => element.textContent,
  inputValue: (element) => element.value,
  attribute: (element, name) => element.getAttribute(name),
  focus: (element) => void element.focus(),
};

/** Asks the only element at these steps; `count` is the number of elements. */
export async function ask(steps, question, ...given) {
  const found = find(steps);
  const answer = found.length === 1 ? await QUESTIONS[question](found[0], ...given) : undefined;
  return { count: found.length, seen: found.slice(0, 3).map((element) => element.outerHTML.slice(0, 200)), answer };
}

export const texts = (steps) => find(steps).map((element) => element.innerText);
export const element = (steps) => find(steps)[0];

let watching = false;
const happened = [];

/** From now on, notices errors and requests in this document, for browsers that do not report them otherwise. */
export function watch() {
  if (watching) return;
  watching = true;
  const { error } = console;
  console.error = (...given) => {
    happened.push({ logged: given.join(" ") });
    error.apply(console, given);
  };
  addEventListener("error", ({ message }) => happened.push({ error: message }));
  addEventListener("unhandledrejection", ({ reason }) => happened.push({ error: String(reason) }));
  addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => happened.push({ error: `${effectiveDirective} blocks ${blockedURI}` }));
  const note = (list) => happened.push(...list.getEntries().map(({ name }) => ({ requested: name })));
  new PerformanceObserver(note).observe({ type: "resource", buffered: true });
}

/** What has happened since this was last asked. */
export const noticed = () => happened.splice(0);
