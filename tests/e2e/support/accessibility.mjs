import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { eventually } from "./eventually.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The display settings in which the page is checked. */
const SIGHTS = {
  light: { viewport: { width: 1200, height: 850 }, colorScheme: "light" },
  dark: { viewport: { width: 1200, height: 850 }, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light", hasTouch: true, isMobile: true },
};

/** Axe's findings for what is shown now; empty if there are none. */
async function audit(tab) {
  // The page's policy forbids other scripts; this one is injected by the debugger.
  if (!(await tab.evaluate(() => "axe" in globalThis))) await tab.evaluate(AXE);
  const { violations } = await tab.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }), RULES);
  return violations.flatMap(({ id, impact, nodes }) => nodes.slice(0, 3).map(({ html, target }) => `${id} (${impact}): ${target.join(" ")} ${html.slice(0, 160)}`));
}

/** Asserts that what is shown is accessible in each display setting, and no wider than the screen. */
export async function assertAccessible(page, what) {
  const { tab } = page;
  const found = [];
  for (const [name, { viewport, colorScheme }] of Object.entries(SIGHTS)) {
    await tab.setViewportSize(viewport);
    await tab.emulateMedia({ colorScheme });
    for (const violation of await audit(tab)) found.push(`${name}: ${violation}`);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) found.push(`${name}: ${wide} pixels wider than the screen: ${await widest(tab)}`);
  }
  await tab.setViewportSize(SIGHTS.light.viewport);
  await tab.emulateMedia({ colorScheme: null });
  assert.deepEqual(found, [], what);
}

function widest(tab) {
  return tab.evaluate(() => {
    const out = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".tabs, .code"));
    return out.slice(-2).map((element) => element.cloneNode().outerHTML.slice(0, 150)).join(" ");
  });
}

/** The focused element: its name, and whether the focus is visible. */
export function focused(tab) {
  return tab.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return { tag: "BODY", name: "", shows: false };
    const marked = [element, element.getRootNode().host?.closest(".editor")].filter(Boolean).some((each) => getComputedStyle(each).outlineStyle !== "none");
    const { width, height } = element.getBoundingClientRect();
    const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
    return { tag: element.tagName, name: label.trim().replaceAll(/\s+/g, " ").slice(0, 80), shows: marked && width > 0 && height > 0 };
  });
}

/** Waits until the element with this name has the focus. */
export async function waitForFocus(tab, name) {
  await eventually(`${name} has the focus`, async () => (await focused(tab)).name === name);
}

/** Presses Tab until the element with this name has the focus. The focus must be visible at each stop. */
export async function tabTo(tab, name, { most = 60 } = {}) {
  const seen = [];
  for (let presses = 0; presses < most; presses++) {
    await tab.keyboard.press("Tab");
    const at = await focused(tab);
    seen.push(`${at.tag} ${at.name}`);
    if (at.tag === "BODY") continue;
    assert.ok(at.shows, `the focus does not show at ${at.tag} ${at.name}`);
    if (name instanceof RegExp ? name.test(at.name) : at.name === name) return at;
  }
  assert.fail(`${name} is not among ${JSON.stringify(seen)}`);
}
