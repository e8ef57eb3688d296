import { REDIRECT_URI } from "./oauth-helper.mjs";

const ASKS = /<h1>Let git on this computer act as /;

/** Whether a page asks the user to allow a program on their machine. */
export function asksForHelper({ text = "" }) {
  return ASKS.test(text);
}

/** The sealed sign-in in the form of a page that asks for a decision. */
function sealedFlow({ text }) {
  return /name=flow value="([^"]+)"/.exec(text)[1];
}

/** Sends the decision in the form on a page, with the browser that has the page. */
export function decide(browser, page, decision, { headers = {}, ...options } = {}) {
  const { origin } = new URL(page.url);
  const body = String(new URLSearchParams({ flow: sealedFlow(page), decision }));
  const type = { "content-type": "application/x-www-form-urlencoded" };
  return browser.open(`${origin}/oauth/decision`, { method: "POST", headers: { ...type, ...headers }, body, ...options });
}

/**
 * If the page asks whether to allow the program, allows it: returns the redirect URL with the code. Returns any other page
 * unchanged.
 */
export async function allowed(browser, page) {
  if (!asksForHelper(page)) return page;
  const { location, status, text } = await decide(browser, page, "allow");
  if (!location?.startsWith(REDIRECT_URI)) throw new Error(`${page.url}: ${status} ${text}`);
  return { url: location };
}

/** Allows the program in a real browser, with the keyboard. */
export async function pressEnterToAllow(page) {
  await page.getByRole("heading", { name: /^Let git on this computer act as / }).waitFor();
  await page.locator("button:focus").filter({ hasText: "Allow" }).waitFor();
  await page.keyboard.press("Enter");
}
